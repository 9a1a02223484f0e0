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

export interface Account {
  id: string
  email: string
  display_name: string
  locale: string
  country?: string
  birth_year?: number
  roles: string[]
  email_verified: boolean
  created_at: string
}

export interface MovieCard {
  id: string
  title: Text
  year: number
  genres: string[]
  price: Money
  poster_url?: string
  archived?: true
}

export interface Movie extends MovieCard {
  original_title: string
  runtime_min: number
  synopsis?: Text
  countries: string[]
  languages: string[]
  directors: { person_id: string; name: string }[]
  cast: { person_id: string; name: string; character?: string }[]
  rental_terms: { start_within: string; watch_within: string }
  archived_at?: string
}

export interface Genre {
  id: string
  name: Text
  count: number
}

export interface Facets {
  genres: { id: string; count: number }[]
  decades: { decade: number; count: number }[]
  languages: { language: string; count: number }[]
}

export interface Found extends Page<MovieCard> {
  facets: Facets
  did_you_mean?: string
}

export interface Person {
  id: string
  name: string
  directed: MovieCard[]
  acted_in: MovieCard[]
}

export interface Reason {
  kind: string
  text: string
  movie_ids?: string[]
}

export interface Playback {
  rental_id: string
  position_s: number
  duration_s: number
  progress: number
}

export interface HomeRow {
  kind: 'continue_watching' | 'suggestions' | 'new' | 'trending'
  title: string
  reason?: Reason
  items: { movie: MovieCard; playback?: Playback }[]
}

export interface Rental {
  id: string
  movie_id: string
  movie_title: Text
  state: 'ready' | 'started' | 'expired' | 'cancelled'
  price: Money
  rented_at: string
  start_by: string
  watch_within: string
  first_played_at?: string
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
