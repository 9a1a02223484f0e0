import { describe, expect, it } from 'vitest'
import { Problem } from '../../../api/client'
import type { Movie } from '../../../api/types'
import { additionOf, draftOf, EMPTY_DRAFT, errorsOf, hoursOf, patchOf } from './draft'

const film: Movie = {
  id: '1',
  title: { en: 'Faust' },
  original_title: 'Faust – Eine deutsche Volkssage',
  year: 1926,
  runtime_min: 106,
  genres: ['drama', 'fantasy'],
  countries: ['DE'],
  languages: ['de'],
  directors: [{ person_id: 'p1', name: 'F. W. Murnau' }],
  cast: [
    { person_id: 'p2', name: 'Emil Jannings', character: 'Mephisto' },
    { person_id: 'p3', name: 'Camilla Horn' },
  ],
  price: { amount: '2.99', currency: 'EUR' },
  rental_terms: { start_within: 'P30D', watch_within: 'PT48H' },
  created_at: '2026-11-21T20:00:00Z',
  links: {},
}
const draft = draftOf(film)

describe('a draft', () => {
  it('holds the film in texts', () => {
    expect(draft.cast).toBe('Emil Jannings = Mephisto\nCamilla Horn')
    expect([draft.start_within_days, draft.watch_within_h, draft.title_fr]).toEqual(['30', '48', ''])
    expect(hoursOf('P1DT12H30M')).toBe(36.5)
  })

  it('that did not change makes no change', () => {
    expect(patchOf(draft, { ...draft, title_en: ' Faust ' })).toEqual({})
  })

  it('becomes a merge patch of what changed, and only of that', () => {
    const changed = {
      ...draft,
      title_fr: 'Faust, une légende',
      year: '1927',
      watch_within_h: '72',
      countries: 'de, us',
    }
    expect(patchOf(draft, changed)).toEqual({
      title: { fr: 'Faust, une légende' },
      year: 1927,
      rental_terms: { watch_within: 'PT72H' },
      countries: ['DE', 'US'],
    })
    expect(patchOf({ ...draft, synopsis_en: 'A pact.' }, draft)).toEqual({ synopsis: { en: null } })
  })

  it('knows the people of the film again, and names others', () => {
    const cast = 'Camilla Horn = Gretchen\n\nGösta Ekman = Faust'
    expect(patchOf(draft, { ...draft, cast }, film.cast).cast).toEqual([
      { person_id: 'p3', character: 'Gretchen' },
      { name: 'Gösta Ekman', character: 'Faust' },
    ])
  })

  it('adds a film with what was filled in', () => {
    const filled = { ...EMPTY_DRAFT, title_en: 'It', year: '1927', runtime_min: '72', genres: 'comedy' }
    expect(additionOf(filled, '1,99')).toEqual({
      title: { en: 'It' },
      year: 1927,
      runtime_min: 72,
      genres: ['comedy'],
      price: { amount: '1.99', currency: 'EUR' },
    })
  })

  it('is told which of its fields are wrong', () => {
    const errors = [
      { pointer: '/title/fr', code: 'x', message: 'too long' },
      { pointer: '/cast/1/name', code: 'x', message: 'unknown' },
      { pointer: '/rental_terms/watch_within', code: 'x', message: 'too short' },
      { pointer: '/price/amount', code: 'x', message: 'negative' },
    ]
    expect(errorsOf(new Problem('validation-error', 400, '', { errors }))).toEqual({
      title_fr: 'too long',
      cast: 'unknown',
      watch_within_h: 'too short',
      price: 'negative',
    })
  })
})
