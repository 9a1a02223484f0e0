// What the API answers, as far as these pages use it. The whole of it is in infra/openapi.json.

export interface Text {
  en?: string
  fr?: string
}

export interface Money {
  amount: string
  currency: string
}

export interface Page<Item> {
  items: Item[]
  next?: string
}

export interface MovieCard {
  id: string
  title: Text
  year: number
  genres: string[]
  price: Money
  poster_url?: string
}

export interface Movie extends MovieCard {
  runtime_min: number
  synopsis?: Text
  directors: { person_id: string; name: string }[]
  cast: { person_id: string; name: string; character?: string }[]
  rental_terms: { start_within: string; watch_within: string }
}

export interface Rental {
  id: string
  movie_id: string
  movie_title: Text
  state: 'ready' | 'started' | 'expired' | 'cancelled'
  price: Money
  expires_at: string
}

export interface PlaybackSession {
  id: string
  media: { type: string; url: string; expires_at: string }
  captions: { language: string; url: string }[]
  position_s: number
  heartbeat_every_s: number
  expires_at: string
}

export interface Suggestion {
  movie: MovieCard
  reason: { kind: string; text: string }
}

export interface Report {
  period: string
  rentals: number
  [figure: string]: unknown
}

export interface Account {
  id: string
  display_name: string
  roles: string[]
}
