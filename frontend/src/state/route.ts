// The address: `#/movies/ID?sort=title` is a path and what is asked of it.

import { Store, useStore } from './store'

export interface Route {
  path: string
  query: URLSearchParams
}

export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  return { path, query: new URLSearchParams(search) }
}

export const routeStore = new Store<Route>(readRoute(location.hash))
addEventListener('hashchange', () => routeStore.set(readRoute(location.hash)))

export function useRoute(): Route {
  return useStore(routeStore)
}

/** The parameters of a path that matches a pattern such as `movies/:id`, else undefined. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':') && value) params[part.slice(1)] = decode(value)
    else if (part !== value) return undefined
  }
  return params
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Goes to `#/…`; `replace` leaves the present address out of the history, as typing in a search does. */
export function go(hash: string, { replace = false } = {}): void {
  if (!replace) {
    location.hash = hash
    return
  }
  history.replaceState(null, '', hash)
  routeStore.set(readRoute(hash))
}
