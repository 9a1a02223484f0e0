// State that comes from the API.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ask, type Problem, request } from './client'
import type { Page } from './types'

export interface Asked<Document> {
  answer?: Document
  etag?: string
  problem?: Problem
  /** Asked and not answered yet. What was answered for the last path stays until then. */
  loading: boolean
  /** Asks once more. */
  again: () => void
  /** Shows what is known to be so already, before the API is asked. */
  put: (answer: Document, etag?: string) => void
}

/** The answer to a GET, asked anew when the path changes; `undefined` asks nothing. */
export function useAsked<Document>(path: string | undefined): Asked<Document> {
  const [state, setState] = useState<Omit<Asked<Document>, 'again' | 'put'>>({ loading: path !== undefined })
  const [count, setCount] = useState(0)
  useEffect(() => {
    if (path === undefined) return setState({ loading: false })
    const abort = new AbortController()
    setState(({ problem: _, ...last }) => ({ ...last, loading: true }))
    request<Document>('GET', path, { signal: abort.signal }).then(
      ({ document, etag }) => setState({ answer: document, ...(etag ? { etag } : {}), loading: false }),
      (problem: Problem) => !abort.signal.aborted && setState({ problem, loading: false }),
    )
    return () => abort.abort()
  }, [path, count])
  const again = useCallback(() => setCount((before) => before + 1), [])
  const put = useCallback(
    (answer: Document, etag?: string) => setState({ answer, ...(etag ? { etag } : {}), loading: false }),
    [],
  )
  return { ...state, again, put }
}

export interface AskedPages<Item, First extends Page<Item> = Page<Item>> {
  /** The first page as it was answered, for what it tells beside its items. */
  first?: First
  items?: Item[]
  problem?: Problem
  loading: boolean
  /** Fetches the next page; absent at the end. */
  more?: () => void
  again: () => void
  put: (items: Item[]) => void
}

/** A collection, page after page. */
export function usePages<Item, First extends Page<Item> = Page<Item>>(
  path: string | undefined,
): AskedPages<Item, First> {
  const first = useAsked<First>(path)
  const [rest, setRest] = useState<{ items: Item[]; next?: string | undefined }>()
  const [problem, setProblem] = useState<Problem>()
  const [loadingMore, setLoadingMore] = useState(false)
  const asked = useRef(path)
  if (asked.current !== path) {
    asked.current = path
    setRest(undefined)
  }

  const next = rest ? rest.next : first.answer?.next
  const items = first.answer && [...first.answer.items, ...(rest?.items ?? [])]
  const more = async () => {
    setLoadingMore(true)
    setProblem(undefined)
    try {
      const page = await ask<Page<Item>>('GET', pathOf(next ?? ''))
      if (asked.current === path)
        setRest((before) => ({ items: [...(before?.items ?? []), ...page.items], next: page.next }))
    } catch (refusal) {
      setProblem(refusal as Problem)
    }
    setLoadingMore(false)
  }
  const shown = first.problem ?? problem
  return {
    ...(first.answer ? { first: first.answer } : {}),
    ...(items ? { items } : {}),
    ...(shown ? { problem: shown } : {}),
    ...(next ? { more } : {}),
    loading: first.loading || loadingMore,
    again: () => {
      setRest(undefined)
      first.again()
    },
    put: (fresh) => {
      setRest({ items: [], next })
      if (first.answer) first.put({ ...first.answer, items: fresh })
    },
  }
}

/** `next` is a whole address: of it, what comes after the API's own, which begins at the collection. */
function pathOf(next: string): string {
  const address = new URL(next, location.href)
  return address.pathname.replace(/^.*\/v\d+(?=\/)/, '') + address.search
}
