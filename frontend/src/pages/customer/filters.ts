// The filters of the films' page: between the address, which people share, and the API's query.

import { query as queryOf } from '../../api/client'

export const SORTS = ['relevance', 'title', '-year', 'price', '-added']
const NAMES = ['q', 'genre', 'decade', 'language', 'runtime', 'sort']
const PAGE_LENGTH = 36

/** Those that the address sets. */
export function filtersOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name) => (query.get(name) ? [[name, query.get(name) as string]] : [])),
  )
}

/** The address with one filter changed; an empty value takes it away. */
export function changed(query: URLSearchParams, name: string, value: string): string {
  const filters = { ...filtersOf(query), [name]: value }
  if (!filters.q && filters.sort === 'relevance') delete filters.sort
  return `#/films${queryOf(filters)}`
}

/** What is asked of the API. A filter that somebody wrote into the address and that is none is left out. */
export function searchPath({ q, genre, decade, language, runtime, sort }: Record<string, string>): string {
  const from = wholeNumber(decade)
  return `/movies${queryOf({
    q,
    genre,
    year_min: from,
    year_max: from === undefined ? undefined : from + 9,
    language,
    runtime_max: wholeNumber(runtime),
    sort: sort !== undefined && SORTS.includes(sort) ? sort : q ? undefined : 'title',
    limit: PAGE_LENGTH,
  })}`
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined
}
