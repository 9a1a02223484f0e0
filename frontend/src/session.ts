// Who is signed in, for as long as the tab lives.

interface Tokens {
  access_token: string
  refresh_token: string
}

const KEY = 'videoclub.tokens'

export function tokens(): Tokens | undefined {
  const kept = sessionStorage.getItem(KEY)
  return kept ? (JSON.parse(kept) as Tokens) : undefined
}

export function keepTokens(fresh: Tokens): void {
  sessionStorage.setItem(KEY, JSON.stringify(fresh))
}

export function forgetTokens(): void {
  sessionStorage.removeItem(KEY)
}
