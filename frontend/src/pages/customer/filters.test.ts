import { describe, expect, it } from 'vitest'
import { changed, filtersOf, searchPath } from './filters'

const query = (text: string) => new URLSearchParams(text)

describe('filters', () => {
  it('stand in the address, and are taken away by nothing', () => {
    expect(changed(query('genre=drama'), 'q', 'la nuit')).toBe('#/films?genre=drama&q=la+nuit')
    expect(changed(query('genre=drama&q=x'), 'genre', '')).toBe('#/films?q=x')
    expect(changed(query('q=x&sort=relevance'), 'q', '')).toBe('#/films')
    expect(filtersOf(query('genre=drama&unknown=1'))).toEqual({ genre: 'drama' })
  })

  it('become a query that the API takes', () => {
    expect(searchPath({ decade: '1920', genre: 'drama' })).toBe(
      '/movies?genre=drama&year_min=1920&year_max=1929&sort=title&limit=36',
    )
    expect(searchPath({ q: 'nosfreatu', decade: 'odd', sort: 'odd', runtime: '90' })).toBe(
      '/movies?q=nosfreatu&runtime_max=90&limit=36',
    )
  })
})
