import { describe, expect, it } from 'vitest'
import type { ImportedRow } from '../answers'
import { countsOf, toChange, troublesOf } from './import-rows'

const rows: ImportedRow[] = [
  { row: 4, status: 400, outcome: 'refused', code: 'movie-exists' },
  { row: 2, status: 201, outcome: 'added', id: 'a' },
  {
    row: 3,
    status: 400,
    outcome: 'refused',
    code: 'validation-error',
    errors: [
      { pointer: '/year', code: 'missing', message: 'Field required' },
      { pointer: '/genres/1', code: 'unknown', message: 'is no genre' },
      { pointer: '', code: 'odd', message: 'has too many cells' },
    ],
  },
  { row: 5, status: 200, outcome: 'unchanged', id: 'b', changed: [] },
]

describe('the rows of an import', () => {
  it('tell each thing that is wrong, by row and column', () => {
    expect(troublesOf(rows)).toEqual([
      { row: 3, column: 'year', message: 'Field required' },
      { row: 3, column: 'genres', message: 'is no genre' },
      { row: 3, column: '', message: 'has too many cells' },
      { row: 4, column: '', message: 'movie-exists' },
    ])
  })

  it('are counted by what became of them', () => {
    const counts = countsOf(rows)
    expect(counts).toEqual({ total: 4, done: 4, failed: 2, added: 1, updated: 0, unchanged: 1 })
    expect(toChange(counts)).toBe(1)
    expect(troublesOf([])).toEqual([])
  })
})
