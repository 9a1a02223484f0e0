// A row of films that scrolls sideways: a plain list, with buttons for those who point.

import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { customer } from './messages'

export function FilmRow({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const [ends, setEnds] = useState({ first: true, last: true })
  useEffect(() => {
    const row = list.current
    if (!row) return
    const look = () =>
      setEnds({ first: row.scrollLeft < 4, last: row.scrollLeft + row.clientWidth > row.scrollWidth - 4 })
    look()
    const seen = new ResizeObserver(look)
    seen.observe(row)
    row.addEventListener('scroll', look, { passive: true })
    return () => {
      seen.disconnect()
      row.removeEventListener('scroll', look)
    }
  }, [])
  const turn = (pages: number) => list.current?.scrollBy({ left: pages * list.current.clientWidth * 0.85 })
  return (
    <section class="film-row" aria-labelledby={id}>
      <div class="row-head">
        <h2 id={id}>{title}</h2>
        {!(ends.first && ends.last) && (
          <span class="row-turns">
            <button
              type="button"
              class="icon"
              disabled={ends.first}
              aria-label={customer().rowBack(title)}
              onClick={() => turn(-1)}
            >
              <span aria-hidden="true">‹</span>
            </button>
            <button
              type="button"
              class="icon"
              disabled={ends.last}
              aria-label={customer().rowOn(title)}
              onClick={() => turn(1)}
            >
              <span aria-hidden="true">›</span>
            </button>
          </span>
        )}
      </div>
      <ul class="row" ref={list}>
        {children}
      </ul>
    </section>
  )
}
