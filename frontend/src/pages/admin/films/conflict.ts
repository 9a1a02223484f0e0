// Two people changed one film: what each of them made of it, and what comes of both.

import { type Draft, FIELDS, type FieldName } from './draft'

export interface Difference {
  field: FieldName
  base: string
  mine: string
  theirs: string
  /** Both changed it, each otherwise: somebody has to choose. */
  clash: boolean
}

export type Side = 'mine' | 'theirs'

/** The fields in which my draft and the film as it is now differ, seen from the film that I began with. */
export function differences(base: Draft, mine: Draft, theirs: Draft): Difference[] {
  return FIELDS.filter((field) => mine[field].trim() !== theirs[field].trim()).map((field) => ({
    field,
    base: base[field],
    mine: mine[field],
    theirs: theirs[field],
    clash: mine[field].trim() !== base[field].trim() && theirs[field].trim() !== base[field].trim(),
  }))
}

/** Whose text each field takes before anybody chose: of whoever changed it; a clash is left open. */
export function proposal(found: Difference[]): Partial<Record<FieldName, Side>> {
  return Object.fromEntries(
    found
      .filter(({ clash }) => !clash)
      .map(({ field, base, mine }) => [field, mine.trim() === base.trim() ? 'theirs' : 'mine']),
  )
}

/** Their film with those of my texts that were chosen. */
export function merged(mine: Draft, theirs: Draft, chosen: Partial<Record<FieldName, Side>>): Draft {
  const taken = FIELDS.map((field) => [field, chosen[field] === 'mine' ? mine[field] : theirs[field]])
  return Object.fromEntries(taken) as Draft
}
