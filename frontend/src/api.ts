// The API over fetch: tokens are added and renewed, problems become errors with a name.

import { forgetTokens, keepTokens, tokens } from './session'

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly document: Record<string, unknown>,
  ) {
    super(detail)
  }
}

let base: Promise<string> | undefined

async function baseUrl(): Promise<string> {
  base ??= fetch('config.json').then(async (answer) => ((await answer.json()) as { api_url: string }).api_url)
  return base
}

interface Options {
  body?: unknown
  headers?: Record<string, string>
}

/** Signing up, in and on says who one is by its body: a token that is over must not get in its way. */
const SAYS_WHO = /^(POST \/(sessions|accounts|password-resets)|PUT \/password-resets)/

async function send(method: string, path: string, { body, headers }: Options): Promise<Response> {
  const token = SAYS_WHO.test(`${method} ${path}`) ? undefined : tokens()?.access_token
  return fetch((await baseUrl()) + path, {
    method,
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function renew(): Promise<boolean> {
  const kept = tokens()
  if (!kept) return false
  const answer = await send('POST', '/sessions/refresh', { body: { refresh_token: kept.refresh_token } })
  if (!answer.ok) {
    forgetTokens()
    return false
  }
  keepTokens(await answer.json())
  return true
}

/** Ask the API. Throws Problem for every refusal. */
export async function ask<Answer>(method: string, path: string, options: Options = {}): Promise<Answer> {
  let answer = await send(method, path, options)
  if (answer.status === 401 && path !== '/sessions' && (await renew())) {
    answer = await send(method, path, options)
  }
  const text = await answer.text()
  const document = text ? JSON.parse(text) : {}
  if (!answer.ok)
    throw new Problem(
      document.code ?? 'unknown',
      answer.status,
      document.detail ?? answer.statusText,
      document,
    )
  return document as Answer
}
