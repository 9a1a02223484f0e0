// What the API answers, by the names that pages use. The shapes are generated from infra/openapi.json.

import type { components } from './schema'

type Schemas = components['schemas']

export type Text = Schemas['Text']
export type Money = Schemas['Money']

export interface Page<Item> {
  items: Item[]
  next?: string
}

export type Account = Schemas['AccountAnswer']
/** A film as lists show it, whichever service made the list. */
export type MovieCard = Omit<Schemas['MovieCardAnswer'], 'links'>
export type Movie = Schemas['MovieAnswer']
export type MovieSummary = Schemas['MovieSummary']
export type Genre = Schemas['GenreAnswer']
export type Facets = Schemas['Facets']
export type Found = Schemas['MoviePage']
export type Person = Schemas['PersonAnswer']
export type Reason = Schemas['UsersReasonAnswer']
export type Playback = Schemas['BegunAnswer']
export type HomeRow = Schemas['HomeRowAnswer']
export type Rental = Schemas['RentalAnswer']
export type PlaybackSession = Schemas['PlaybackSessionAnswer']
