// What the API answers to admins, as far as these pages use it.

import type { Money, Movie, Page, Text } from '../../api/types'

export type FilmLine = Omit<Movie, 'synopsis' | 'cast' | 'rental_terms'>

export interface DatedPrice {
  id: string
  price: Money
  valid_from: string
  valid_until?: string
}

/** The rentals made on a day. */
interface MovieDay extends Sales, Viewing {
  day: string
  cancelled: number
}

export interface MovieStats {
  first_day: string
  last_day: string
  days: MovieDay[]
}

export interface RowError {
  pointer: string
  code: string
  message: string
}

export interface ImportedRow {
  row: number
  status: number
  outcome: 'added' | 'updated' | 'unchanged' | 'refused'
  id?: string
  changed?: string[]
  code?: string
  errors?: RowError[]
}

export interface RowCounts {
  total: number
  done: number
  failed: number
  added: number
  updated: number
  unchanged: number
}

export interface ImportJob extends Page<ImportedRow> {
  id: string
  state: 'running' | 'stalled' | 'finished'
  dry_run: boolean
  rows: RowCounts
}

export interface Customer {
  id: string
  email: string
  display_name: string
  locale: string
  country?: string
  birth_year?: number
  status: 'active' | 'suspended'
  tags: string[]
  created_at: string
  rented: number
  spent: Money
  last_rented_at?: string
  favourite_genre?: string
}

/** The first page of a segment's customers tells their count. */
export interface CustomerPage extends Page<Customer> {
  count?: number
}

export type QueryJson =
  | { all: QueryJson[] }
  | { any: QueryJson[] }
  | { not: QueryJson }
  | { field: string; op: string; value: unknown }

export interface Segment {
  id: string
  name: string
  query: QueryJson
  created_at: string
}

export interface Quintile {
  measure: 'recency' | 'frequency' | 'monetary'
  score: number
  customers: number
  lowest: string
  highest: string
}

export interface RfmCell {
  recency: number
  frequency: number
  monetary: number
  customers: number
  spent: Money
}

export interface Rfm {
  computed_at: string
  customers: number
  quintiles: Quintile[]
  items: RfmCell[]
}

export interface Cohort {
  month: string
  customers: number
  active: number[]
  retained: number[]
}

export interface Cohorts {
  computed_at: string
  items: Cohort[]
}

export interface TopSpender {
  rank: number
  customer?: Customer
  rented: number
  spent: Money
  share: number
}

export interface TopSpenders {
  since: string
  until: string
  items: TopSpender[]
}

export interface LapsedCustomer {
  customer: Customer
  silent_days: number
  usual_gap_days?: number
}

export interface GenreFans {
  genre: string
  rank: number
  customers: number
  share: number
  rented: number
  spent: Money
}

export interface FavouriteGenres {
  computed_at: string
  items: GenreFans[]
}

export type ReportKind = 'day' | 'week' | 'month'

export interface ReportLine {
  period: string
  kind: ReportKind
  closed?: boolean
  written_at?: string
}

interface Sales {
  rentals: number
  revenue: Money[]
}

interface Viewing {
  watched_s: number
  started: number
  completed: number
}

interface MovieChange {
  movie_id: string
  title?: Text
  rentals: number
  rentals_before: number
}

export interface Report extends Sales {
  period: string
  kind: ReportKind
  first_day: string
  last_day: string
  closed: boolean
  days_reported: number
  days_in_period: number
  cancelled: number
  refunds: Money[]
  customers: number
  new_customers: number
  viewing: Viewing
  conversion: { rented: number; started: number; finished: number }
  drop_off: { furthest: number[] }
  hours: { hour: number; rentals: number; viewers: number; watched_s: number }[]
  days: (Sales & { day: string; customers: number; watched_s: number })[]
  movies: (Sales & Viewing & { movie_id: string; title?: Text; genre: string })[]
  genres: (Sales & { genre: string })[]
  countries: (Sales & { country: string; customers: number })[]
  prices: { price: Money; rentals: number }[]
  before?: Sales & { period: string; customers: number; viewing: Viewing; flops: MovieChange[] }
}

export interface WatchedFilm {
  movie_id: string
  count: number
}

export interface Watching extends Page<WatchedFilm> {
  count: number
}

export interface SuggestionRun {
  run_id: string
  state: string
  started_at: string
  finished_at?: string
  customers: number
  rentals: number
  movies: number
  parts: number
  parts_done: number
  lists: number
  fit_s?: number
  model?: { version?: string; published: boolean; judges: number; quality?: number; popularity?: number }
  error?: string
}

export interface DeadLetter {
  message_id: string
  type?: string
  sent_at: string
  receives: number
}

export interface DeadLetters extends Page<DeadLetter> {
  count: number
}

export interface Notification {
  id: string
  type: string
  topic: string
  movie_id: string
  state: 'waiting' | 'sent' | 'parked'
  occurred_at: string
  attempts: number
  due_at?: string
  sent_at?: string
  parked_at?: string
  webhook_id?: string
  error?: string
  data: Record<string, string>
}

export interface AuditEntry {
  id: string
  service: string
  at: string
  actor?: string
  action: string
  subject: { kind: string; id: string }
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

export interface AuditLog extends Page<AuditEntry> {
  degraded?: string[]
}
