// What the API answers developers, as far as these pages use it.

export interface ApiKey {
  id: string
  name: string
  prefix: string
  scopes: string[]
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}

export interface Topic {
  name: string
  type: string
  genre?: string
}

export interface Subscription {
  id: string
  token_prefix: string
  topics: string[]
  created_at: string
}

export interface Webhook {
  id: string
  url: string
  topics: string[]
  created_at: string
}

export const STATES = ['sent', 'waiting', 'parked'] as const

export interface Notification {
  id: string
  type: string
  topic: string
  movie_id: string
  state: (typeof STATES)[number]
  occurred_at: string
  attempts: number
  sent_at?: string
  message_name?: string
  webhook_id?: string
  response?: string
  error?: string
  data: Record<string, string>
}
