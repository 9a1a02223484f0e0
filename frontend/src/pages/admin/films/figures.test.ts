import { describe, expect, it } from 'vitest'
import type { MovieStats } from '../answers'
import { everyDay, inAll } from './figures'

const day = { rentals: 2, cancelled: 1, watched_s: 600, started: 1, completed: 1 }
const stats: MovieStats = {
  first_day: '2026-02-27',
  last_day: '2026-03-02',
  days: [
    { ...day, day: '2026-02-28', revenue: [{ amount: '2.10', currency: 'EUR' }] },
    { ...day, day: '2026-03-02', completed: 0, revenue: [{ amount: '1.20', currency: 'EUR' }] },
  ],
}

describe('the figures of a film', () => {
  it('have every day, those without rentals too', () => {
    expect(everyDay(stats)).toEqual([
      { day: '2026-02-27', rentals: 0 },
      { day: '2026-02-28', rentals: 2 },
      { day: '2026-03-01', rentals: 0 },
      { day: '2026-03-02', rentals: 2 },
    ])
  })

  it('are added up, and a share is of those started', () => {
    expect(inAll(stats)).toEqual({
      rentals: 4,
      cancelled: 2,
      revenue: [{ amount: '3.30', currency: 'EUR' }],
      watched_s: 1200,
      completion: 0.5,
    })
    expect(inAll({ ...stats, days: [] }).completion).toBeUndefined()
  })
})
