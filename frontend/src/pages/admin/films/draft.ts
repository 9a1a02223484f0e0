// A film as a form holds it: every field a text. Between the film that the API answers and the change that it takes.

import type { Problem } from '../../../api/client'
import type { Movie } from '../../../api/types'
import type { RowError } from '../answers'

export const FIELDS = [
  'title_en',
  'title_fr',
  'original_title',
  'year',
  'runtime_min',
  'genres',
  'countries',
  'languages',
  'directors',
  'cast',
  'synopsis_en',
  'synopsis_fr',
  'start_within_days',
  'watch_within_h',
] as const
export type FieldName = (typeof FIELDS)[number]
export type Draft = Record<FieldName, string>

export const EMPTY_DRAFT = Object.fromEntries(FIELDS.map((name) => [name, ''])) as Draft

/** The film in the fields of the form. People stand one a line, with their character behind an equals sign. */
export function draftOf(movie: Movie): Draft {
  const terms = movie.rental_terms
  return {
    title_en: movie.title.en ?? '',
    title_fr: movie.title.fr ?? '',
    original_title: movie.original_title,
    year: String(movie.year),
    runtime_min: String(movie.runtime_min),
    genres: movie.genres.join(', '),
    countries: movie.countries.join(', '),
    languages: movie.languages.join(', '),
    directors: movie.directors.map(({ name }) => name).join('\n'),
    cast: movie.cast.map(({ name, character }) => (character ? `${name} = ${character}` : name)).join('\n'),
    synopsis_en: movie.synopsis?.en ?? '',
    synopsis_fr: movie.synopsis?.fr ?? '',
    start_within_days: String(hoursOf(terms.start_within) / 24),
    watch_within_h: String(hoursOf(terms.watch_within)),
  }
}

/** The hours of an ISO 8601 duration of days, hours, minutes and seconds. */
export function hoursOf(iso: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso)
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = (match ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0))
  return days * 24 + hours + minutes / 60 + seconds / 3600
}

type Json = Record<string, unknown>

/** The merge patch that turns one draft into another; `known` are people whom the film names already. */
export function patchOf(from: Draft, to: Draft, known: { person_id: string; name: string }[] = []): Json {
  const patch: Json = {}
  const within = (parent: string, name: string, value: unknown) => {
    patch[parent] = { ...(patch[parent] as Json | undefined), [name]: value }
  }
  for (const name of FIELDS) {
    const text = to[name].trim()
    if (text === from[name].trim()) continue
    if (name === 'title_en' || name === 'synopsis_en') within(name.slice(0, -3), 'en', text || null)
    else if (name === 'title_fr' || name === 'synopsis_fr') within(name.slice(0, -3), 'fr', text || null)
    else if (name === 'year' || name === 'runtime_min') patch[name] = text ? Number(text) : null
    else if (name === 'start_within_days') within('rental_terms', 'start_within', hours(Number(text) * 24))
    else if (name === 'watch_within_h') within('rental_terms', 'watch_within', hours(Number(text)))
    else if (name === 'directors' || name === 'cast') patch[name] = peopleOf(text, known)
    else if (name === 'countries') patch[name] = listOf(text.toUpperCase())
    else if (name === 'languages') patch[name] = listOf(text.toLowerCase())
    else if (name === 'genres') patch[name] = listOf(text)
    else patch[name] = text || null
  }
  return patch
}

/** The film that a draft adds: what was left empty is left out. */
export function additionOf(draft: Draft, amount: string): Json {
  return {
    ...patchOf(EMPTY_DRAFT, draft),
    price: { amount: amount.trim().replace(',', '.'), currency: 'EUR' },
  }
}

export const listOf = (text: string) => text.split(/[,;\s]+/).filter(Boolean)

const hours = (count: number) => `PT${Math.round(count)}H`

function peopleOf(text: string, known: { person_id: string; name: string }[]): Json[] {
  return text
    .split('\n')
    .map((line) => line.split('=').map((part) => part.trim()))
    .filter(([name]) => name)
    .map(([name, character]) => {
      const person_id = known.find((person) => person.name === name)?.person_id
      return { ...(person_id ? { person_id } : { name }), ...(character ? { character } : {}) }
    })
}

const TERMS: Record<string, FieldName> = { start_within: 'start_within_days', watch_within: 'watch_within_h' }

/** What is wrong with which field of the form; `price` is the one that only a new film has. */
export function errorsOf(problem: Problem | undefined): Partial<Record<FieldName | 'price', string>> {
  const errors = (problem?.document.errors ?? []) as RowError[]
  return Object.fromEntries(errors.map(({ pointer, message }) => [fieldAt(pointer), message]))
}

function fieldAt(pointer: string): string {
  const [, first = '', second = ''] = pointer.split('/')
  if (first === 'title' || first === 'synopsis') return `${first}_${second === 'fr' ? 'fr' : 'en'}`
  if (first === 'rental_terms') return TERMS[second] ?? 'start_within_days'
  return first
}
