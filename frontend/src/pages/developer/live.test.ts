import { describe, expect, it } from 'vitest'
import { freshOf } from './live'

const listed = (...ids: string[]) => ids.map((id) => ({ id }))

describe('what is fresh', () => {
  it('is nothing of the first answer', () => {
    expect([...freshOf({ fresh: new Set() }, listed('a'))]).toEqual([])
  })

  it('is all that was not there before, and stays so', () => {
    const first = freshOf({ items: listed('a'), fresh: new Set() }, listed('b', 'a'))
    expect([...first]).toEqual(['b'])
    expect([...freshOf({ items: listed('b', 'a'), fresh: first }, listed('c', 'b', 'a'))]).toEqual(['b', 'c'])
  })
})
