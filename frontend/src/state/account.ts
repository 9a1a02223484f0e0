// Who is signed in. `undefined` is not known yet, `null` is nobody.

import { ask, renew, request } from '../api/client'
import { forgetToken, keepToken, mayBeSignedIn, token } from '../api/session'
import type { Account } from '../api/types'
import { type Language, languageOf, setLanguage } from '../words/language'
import { Store, useStore } from './store'

export const accountStore = new Store<Account | null | undefined>(mayBeSignedIn() ? undefined : null)

export function useAccount(): Account | null | undefined {
  return useStore(accountStore)
}

/** Reads the account anew. Whoever cannot be read is nobody. */
export async function readAccount(): Promise<void> {
  if (!mayBeSignedIn()) return accountStore.set(null)
  try {
    if (!token() && !(await renew())) return accountStore.set(null)
    accountStore.set(await ask<Account>('GET', '/me'))
  } catch {
    accountStore.set(null)
  }
}

/** Throws Problem. The page then speaks the account's language. */
export async function signIn(email: string, password: string): Promise<void> {
  const body = { email, password, refresh_by: 'cookie' }
  const granted = await ask<{ access_token: string }>('POST', '/sessions', { body })
  keepToken(granted.access_token)
  const account = await ask<Account>('GET', '/me')
  setLanguage(languageOf(account.locale))
  accountStore.set(account)
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/sessions/current').catch(() => undefined)
  forget()
}

/** Nobody is signed in here any more. */
export function forget(): void {
  forgetToken()
  accountStore.set(null)
}

/** The page changes at once; the account follows, so that reasons and mails come in that language as well. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  setLanguage(chosen)
  if (!accountStore.get()) return
  try {
    const { etag } = await request<Account>('GET', '/me')
    accountStore.set(await ask<Account>('PATCH', '/me', { body: { locale: chosen }, ifMatch: etag }))
  } catch {
    // The page speaks it all the same; the account can be changed on its own page.
  }
}
