import { describe, expect, it } from 'vitest'
import type { QueryJson } from '../answers'
import { type Condition, fromJson, newCondition, newGroup, opsOf, toJson } from './query-tree'

const condition = (given: Partial<Condition>): Condition => ({ ...newCondition(), ...given })

describe('a tree of conditions', () => {
  it('becomes the JSON that the API takes, nested as it is', () => {
    const tree = newGroup([
      condition({ field: 'rented', op: '>=', value: '3' }),
      {
        ...newGroup(
          [
            condition({ field: 'country', op: 'in', value: 'fr, be' }),
            condition({ field: 'spent', op: '>', value: '49,90' }),
          ],
          'any',
        ),
        negated: true,
      },
      condition({ field: 'last_rented_at', op: '<', value: '2026-08-01' }),
      condition({ field: 'favourite_genre', op: 'missing', value: '' }),
    ])
    expect(toJson(tree)).toEqual({
      all: [
        { field: 'rented', op: '>=', value: 3 },
        {
          not: {
            any: [
              { field: 'country', op: 'in', value: ['FR', 'BE'] },
              { field: 'spent', op: '>', value: '49.90' },
            ],
          },
        },
        { field: 'last_rented_at', op: '<', value: '2026-08-01T00:00:00.000Z' },
        { field: 'favourite_genre', op: '=', value: null },
      ],
    })
  })

  it('is no question while a value lacks or is none', () => {
    expect(toJson(newGroup())).toBeUndefined()
    expect(toJson(newGroup([condition({ field: 'rented', value: 'many' })]))).toBeUndefined()
    expect(toJson(newGroup([condition({ field: 'tag', op: 'in', value: ' , ' })]))).toBeUndefined()
    expect(toJson(newGroup([]))).toEqual({ all: [] })
  })

  it('comes back from the JSON as it was', () => {
    const kept: QueryJson = {
      any: [
        { not: { all: [{ field: 'tag', op: '=', value: 'vip' }] } },
        { field: 'birth_year', op: '!=', value: null },
        { field: 'country', op: 'in', value: ['FR', 'BE'] },
      ],
    }
    expect(toJson(fromJson(kept))).toEqual(kept)
    expect(toJson(fromJson({ field: 'tag', op: '=', value: 'vip' }))).toEqual({
      all: [{ field: 'tag', op: '=', value: 'vip' }],
    })
    expect(toJson(fromJson({ not: { field: 'tag', op: '=', value: 'vip' } }))).toEqual({
      not: { all: [{ field: 'tag', op: '=', value: 'vip' }] },
    })
  })

  it('compares only what has an order', () => {
    expect(opsOf('tag')).toEqual(['=', '!=', 'in'])
    expect(opsOf('last_rented_at')).toEqual(['>=', '<', 'missing', 'there'])
    expect(opsOf('rented')).toContain('<')
  })
})
