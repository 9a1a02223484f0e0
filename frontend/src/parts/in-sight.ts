// Ways that lie side by side and scroll, as on a phone: the one that is taken must be in sight.

import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** For the element that scrolls; it is looked at anew when `here` changes. */
export function useTakenInSight(here: string): RefObject<HTMLElement | null> {
  const ways = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const row = ways.current
    const taken = row?.querySelector<HTMLElement>('[aria-current]')
    if (!row || !taken) return
    const fromLeft = taken.getBoundingClientRect().left - row.getBoundingClientRect().left
    row.scrollLeft += fromLeft - row.clientWidth / 3
  }, [here])
  return ways
}
