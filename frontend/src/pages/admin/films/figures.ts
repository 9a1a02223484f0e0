// What the rentals of a film come to.

import type { MovieStats } from '../answers'
import { addedUp } from '../reports/sums'

const DAY_MS = 86_400_000

/** The rentals of every day from the first to the last: those without any are left out of the answer. */
export function everyDay({ first_day, last_day, days }: MovieStats): { day: string; rentals: number }[] {
  const rentals = new Map(days.map((each) => [each.day, each.rentals]))
  const length = (Date.parse(last_day) - Date.parse(first_day)) / DAY_MS + 1
  return Array.from({ length }, (_, index) => {
    const day = new Date(Date.parse(first_day) + index * DAY_MS).toISOString().slice(0, 10)
    return { day, rentals: rentals.get(day) ?? 0 }
  })
}

/** All days together; `completion` is the share of those started that were seen to the end, if any was. */
export function inAll({ days }: MovieStats) {
  const sum = (name: 'rentals' | 'cancelled' | 'watched_s' | 'started' | 'completed') =>
    days.reduce((total, day) => total + day[name], 0)
  const started = sum('started')
  return {
    rentals: sum('rentals'),
    cancelled: sum('cancelled'),
    revenue: addedUp(days.flatMap((day) => day.revenue)),
    watched_s: sum('watched_s'),
    ...(started ? { completion: sum('completed') / started } : {}),
  }
}
