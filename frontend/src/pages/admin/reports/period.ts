// Periods as the API names them: a day `2026-11-21`, an ISO week `2026-W47`, a month `2026-11`.

import { language } from '../../../words/language'
import type { ReportKind } from '../answers'

/** The period of a kind in which a day lies. */
export function periodOf(kind: ReportKind, day: string): string {
  if (kind === 'day') return day
  if (kind === 'month') return day.slice(0, 7)
  const thursday = new Date(`${day}T00:00:00Z`)
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7))
  const year = thursday.getUTCFullYear()
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`
}

/** How a period reads to people. */
export function periodName(period: string, week: (week: number, year: string) => string): string {
  const [year = '', rest = '', day] = period.split('-')
  if (rest.startsWith('W')) return week(Number(rest.slice(1)), year)
  const options: Intl.DateTimeFormatOptions = day
    ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
    : { month: 'long', year: 'numeric' }
  const at = new Date(`${year}-${rest}-${day ?? '01'}T00:00:00Z`)
  return new Intl.DateTimeFormat(language(), { ...options, timeZone: 'UTC' }).format(at)
}
