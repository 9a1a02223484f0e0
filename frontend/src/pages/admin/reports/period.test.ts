import { describe, expect, it } from 'vitest'
import { periodName, periodOf } from './period'

const week = (number: number, year: string) => `week ${number}, ${year}`

describe('a period', () => {
  it('is the one in which a day lies', () => {
    expect(periodOf('day', '2026-11-21')).toBe('2026-11-21')
    expect(periodOf('month', '2026-11-21')).toBe('2026-11')
    expect(periodOf('week', '2026-11-21')).toBe('2026-W47')
  })

  it('may be a week of the year before or after', () => {
    expect(periodOf('week', '2027-01-03')).toBe('2026-W53')
    expect(periodOf('week', '2024-12-30')).toBe('2025-W01')
    expect(periodOf('week', '2026-01-01')).toBe('2026-W01')
  })

  it('has a name', () => {
    expect(periodName('2026-11', week)).toBe('November 2026')
    expect(periodName('2026-W47', week)).toBe('week 47, 2026')
    expect(periodName('2026-11-21', week)).toBe('Saturday, November 21, 2026')
  })
})
