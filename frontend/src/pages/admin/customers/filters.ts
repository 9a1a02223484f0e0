// The filters of the customers' page: between the address, which people share, and the API's query.

import { query as queryOf } from '../../../api/client'

export const NUMBERS = ['rented_min', 'rented_max', 'spent_min', 'spent_max'] as const
export const DAYS = ['created_after', 'created_before', 'last_rented_after', 'last_rented_before'] as const
const NAMES = ['q', 'country', 'locale', 'status', 'tag', 'favourite_genre', ...NUMBERS, ...DAYS, 'sort']
export const SORTS = ['-created_at', '-spent', '-rented', '-last_rented_at', 'last_rented_at', 'display_name']
export const PAGE_LENGTH = 30

export function filtersOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name) => (query.get(name) ? [[name, query.get(name) as string]] : [])),
  )
}

/** The address with one filter changed; an empty value takes it away. */
export function changed(query: URLSearchParams, name: string, value: string): string {
  return `#/admin/customers${queryOf({ ...filtersOf(query), [name]: value })}`
}

/** What the API is asked: a day of the reader's calendar is its first moment. */
export function customersQuery(filters: Record<string, string>, more: Record<string, number> = {}): string {
  const asked: Record<string, string | number> = { ...filters, ...more }
  for (const day of DAYS) if (filters[day]) asked[day] = new Date(`${filters[day]}T00:00`).toISOString()
  if (filters.country) asked.country = filters.country.toUpperCase()
  return `/customers${queryOf(asked)}`
}
