import { describe, expect, it } from 'vitest'
import { differences, merged, proposal } from './conflict'
import { EMPTY_DRAFT } from './draft'

const base = { ...EMPTY_DRAFT, title_en: 'Faust', year: '1926', runtime_min: '106' }
const mine = { ...base, title_en: 'Faust!', year: '1927' }
const theirs = { ...base, title_en: 'Faust?', runtime_min: '107' }

describe('two changes of one film', () => {
  it('clash only where both changed the same', () => {
    const found = differences(base, mine, theirs)
    expect(found.map(({ field, clash }) => [field, clash])).toEqual([
      ['title_en', true],
      ['year', false],
      ['runtime_min', false],
    ])
    expect(proposal(found)).toEqual({ year: 'mine', runtime_min: 'theirs' })
  })

  it('become one, with what was chosen', () => {
    const found = differences(base, mine, theirs)
    expect(merged(mine, theirs, { ...proposal(found), title_en: 'mine' })).toEqual({
      ...base,
      title_en: 'Faust!',
      year: '1927',
      runtime_min: '107',
    })
  })

  it('that are the same are none', () => {
    expect(differences(base, mine, { ...mine })).toEqual([])
  })
})
