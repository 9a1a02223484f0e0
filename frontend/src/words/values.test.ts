import { describe, expect, it } from 'vitest'
import { clock, dayOfMonth, duration, inWords, listed, price, runtime, timeLeft } from './values'

describe('values', () => {
  it('fall back to the other language', () => {
    expect(inWords({ en: 'Wings' }, 'fr')).toBe('Wings')
    expect(inWords({ en: 'Wings', fr: 'Les Ailes' }, 'fr')).toBe('Les Ailes')
    expect(inWords(undefined)).toBe('')
  })

  it('tell prices and durations', () => {
    expect(price({ amount: '3.99', currency: 'EUR' }, 'en')).toBe('€3.99')
    expect(price({ amount: '3.99', currency: 'EUR' }, 'fr').replace(/\s/g, ' ')).toBe('3,99 €')
    expect(duration('P30D', 'en')).toBe('30 days')
    expect(duration('PT48H', 'fr').replace(/\s/g, ' ')).toBe('48 heures')
    expect(duration('odd')).toBe('odd')
    expect(dayOfMonth('2026-11-21', 'fr')).toBe('21 nov.')
  })

  it('tell running times, positions and what is left', () => {
    expect(runtime(94, 'en')).toBe('1 hr 34 min')
    expect(runtime(120, 'en')).toBe('2 hr')
    expect(clock(3754.9)).toBe('1:02:34')
    expect(clock(9)).toBe('0:09')
    expect(timeLeft(50 * 3_600_000, 'en')).toBe('2 days 2 hours')
    expect(timeLeft(5 * 86_400_000, 'en')).toBe('5 days')
    expect(timeLeft(61 * 60_000, 'en')).toBe('1 hour 1 minute')
    expect(timeLeft(-1, 'en')).toBe('0 minutes')
  })

  it('join names', () => {
    expect(listed(['Lang', 'Keaton'])).toContain('Keaton')
  })
})
