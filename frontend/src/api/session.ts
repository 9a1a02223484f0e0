// The access token lives in memory; the refresh token in a cookie that no script reads. What is kept here is only
// whether there may be such a cookie, so that a stranger's visit asks nothing in vain.

const KEY = 'videoclub.signed-in'

let accessToken: string | undefined

export function token(): string | undefined {
  return accessToken
}

export function mayBeSignedIn(): boolean {
  return localStorage.getItem(KEY) !== null
}

export function keepToken(fresh: string): void {
  accessToken = fresh
  localStorage.setItem(KEY, '1')
}

export function forgetToken(): void {
  accessToken = undefined
  localStorage.removeItem(KEY)
}
