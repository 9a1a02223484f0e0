// The API over fetch: the token is added and renewed, refusals become errors with a name.

import { forgetToken, keepToken, mayBeSignedIn, token } from './session'

/** A refusal of the API as RFC 9457 says it; `status` 0 is an API that could not be reached. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly document: Record<string, unknown> = {},
    readonly retryAfterS?: number,
  ) {
    super(detail)
  }

  /** What is wrong with each field of a form, by the last part of its pointer: `/password` is `password`. */
  get fieldErrors(): Record<string, string> {
    const errors = (this.document.errors ?? []) as { pointer?: string; message: string }[]
    return Object.fromEntries(
      errors.map(({ pointer = '', message }) => [pointer.split('/').pop() ?? '', message]),
    )
  }
}

interface Config {
  api_url: string
}

export interface Options {
  /** Sent as JSON; a string or Blob is sent as it is, with the type that `headers` name. */
  body?: unknown
  headers?: Record<string, string>
  /** Finishes after the page is left. */
  keepalive?: boolean
  /** The ETag that the change is meant for. */
  ifMatch?: string | undefined
  signal?: AbortSignal
}

export interface Answer<Document> {
  document: Document
  etag?: string
  status: number
  headers: Headers
}

let configured: Promise<Config> | undefined

function config(): Promise<Config> {
  configured ??= fetch('config.json').then((answer) => answer.json() as Promise<Config>)
  return configured
}

/** The address of a path of the API, for links and downloads. */
export async function apiUrl(path: string): Promise<string> {
  return (await config()).api_url + path
}

/** Signing up, in and on says who one is by its body: a token that is over must not get in its way. */
const SAYS_WHO = /^(POST \/(sessions|accounts|password-resets)|PUT \/password-resets)/

function payload(method: string, body: unknown): { body?: BodyInit; type?: string } {
  if (body === undefined) return {}
  if (typeof body === 'string' || body instanceof Blob) return { body }
  return {
    body: JSON.stringify(body),
    type: method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
  }
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const bearer = SAYS_WHO.test(`${method} ${path}`) ? undefined : token()
  const { body, type } = payload(method, options.body)
  try {
    return await fetch(await apiUrl(path), {
      method,
      headers: {
        ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
        ...(type ? { 'Content-Type': type } : {}),
        ...(options.ifMatch ? { 'If-Match': options.ifMatch } : {}),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem('unreachable', 0, String(error))
  }
}

let renewing: Promise<boolean> | undefined

/** A fresh access token by the cookie; false when nobody is signed in. Asked for at once by many, it is got once. */
export function renew(): Promise<boolean> {
  renewing ??= renewOnce().finally(() => {
    renewing = undefined
  })
  return renewing
}

async function renewOnce(): Promise<boolean> {
  if (!mayBeSignedIn()) return false
  const answer = await send('POST', '/sessions/refresh', { body: {} })
  if (answer.ok) {
    keepToken(((await answer.json()) as { access_token: string }).access_token)
    return true
  }
  if (answer.status === 401) forgetToken()
  return false
}

async function problemOf(answer: Response): Promise<Problem> {
  const document = (await answer.json().catch(() => ({}))) as Record<string, unknown>
  const wait = Number(answer.headers.get('Retry-After'))
  return new Problem(
    typeof document.code === 'string' ? document.code : 'unknown',
    answer.status,
    typeof document.detail === 'string' ? document.detail : answer.statusText,
    document,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  )
}

/** The raw answer of the API, with a token that is good: for downloads and streams. Throws Problem. */
export async function fetchAnswer(method: string, path: string, options: Options = {}): Promise<Response> {
  if (!token() && mayBeSignedIn() && !SAYS_WHO.test(`${method} ${path}`)) await renew()
  let answer = await send(method, path, options)
  if (answer.status === 401 && !SAYS_WHO.test(`${method} ${path}`) && (await renew())) {
    answer = await send(method, path, options)
  }
  if (!answer.ok) throw await problemOf(answer)
  return answer
}

/** Ask the API, and have the ETag that a later change must name. Throws Problem for every refusal. */
export async function request<Document>(
  method: string,
  path: string,
  options: Options = {},
): Promise<Answer<Document>> {
  const answer = await fetchAnswer(method, path, options)
  const text = await answer.text()
  const etag = answer.headers.get('ETag')
  return {
    document: (text ? JSON.parse(text) : {}) as Document,
    ...(etag ? { etag } : {}),
    status: answer.status,
    headers: answer.headers,
  }
}

/** Ask the API for a document. Throws Problem for every refusal. */
export async function ask<Document>(method: string, path: string, options: Options = {}): Promise<Document> {
  return (await request<Document>(method, path, options)).document
}

/** `?a=1&b=2` of what is set; nothing of nothing. */
export function query(values: Record<string, string | number | boolean | undefined | null>): string {
  const set = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  return set.length ? `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}` : ''
}
