import { describe, expect, it } from 'vitest'
import { duration, inWords, price } from './words'

describe('words', () => {
  it('fall back to the other language', () => {
    expect(inWords({ en: 'Wings' }, 'fr')).toBe('Wings')
    expect(inWords({ en: 'Wings', fr: 'Les Ailes' }, 'fr')).toBe('Les Ailes')
    expect(inWords(undefined)).toBe('')
  })

  it('tell prices and durations', () => {
    expect(price({ amount: '3.99', currency: 'EUR' }, 'en')).toBe('€3.99')
    expect(duration('P30D')).toBe('30 days')
    expect(duration('PT48H')).toBe('48 hours')
    expect(duration('odd')).toBe('odd')
  })
})
