import { describe, expect, it } from 'vitest'
import { match, readRoute } from './route'

describe('addresses', () => {
  it('are a path and what is asked of it', () => {
    const route = readRoute('#/films?genre=drama&q=a%20b')
    expect(route.path).toBe('films')
    expect(route.query.get('q')).toBe('a b')
  })

  it('match patterns part by part', () => {
    expect(match('movies/:id', 'movies/a%20b')).toEqual({ id: 'a b' })
    expect(match('movies/:id', 'movies')).toBeUndefined()
    expect(match('movies/:id', 'movies/')).toBeUndefined()
    expect(match('', '')).toEqual({})
    expect(match('movies/:id', 'movies/%')).toEqual({ id: '%' })
  })
})
