// A list that is asked for again and again, so that what is new appears by itself.

import { useCallback, useEffect, useState } from 'preact/hooks'
import { ask, type Problem } from '../../api/client'
import type { Page } from '../../api/types'

const EVERY_MS = 2000

export interface Live<Item> {
  items?: Item[]
  /** What came since the page was opened, by id. */
  fresh: ReadonlySet<string>
  /** The last time could not be answered; what was known stays. */
  problem?: Problem
  again: () => void
}

/** The first page of a collection, now and every two seconds while somebody looks and `paused` is not set. */
export function useLive<Item extends { id: string }>(path: string, paused: boolean): Live<Item> {
  const [state, setState] = useState<Omit<Live<Item>, 'again'>>({ fresh: new Set() })
  const [count, setCount] = useState(0)
  useEffect(() => setState({ fresh: new Set() }), [path])
  useEffect(() => {
    if (paused) return
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      if (!document.hidden) {
        try {
          const { items } = await ask<Page<Item>>('GET', path, { signal: abort.signal })
          setState((before) => ({ items, fresh: freshOf(before, items) }))
        } catch (problem) {
          if (!abort.signal.aborted) setState((before) => ({ ...before, problem: problem as Problem }))
        }
      }
      if (!abort.signal.aborted) timer = setTimeout(look, EVERY_MS)
    }
    look()
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [path, paused, count])
  return { ...state, again: useCallback(() => setCount((before) => before + 1), []) }
}

/** What is fresh once these were answered: nothing at first, then all that was not there before. */
export function freshOf<Item extends { id: string }>(
  before: { items?: Item[]; fresh: ReadonlySet<string> },
  items: Item[],
): ReadonlySet<string> {
  if (!before.items) return before.fresh
  const known = new Set(before.items.map(({ id }) => id))
  const news = items.filter(({ id }) => !known.has(id)).map(({ id }) => id)
  return news.length ? new Set([...before.fresh, ...news]) : before.fresh
}
