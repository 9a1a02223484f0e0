// What a page shows while it waits, when there is nothing, and when something failed.

import type { ComponentChildren } from 'preact'
import type { Problem } from '../api/client'
import { onlineStore } from '../state/online'
import { useStore } from '../state/store'
import { common } from '../words/common'
import { inPlainWords } from '../words/problems'

/** A refusal, said to a person; `again` offers to try once more. */
export function Trouble({
  problem,
  again,
}: {
  problem: Problem | undefined
  again?: (() => void) | undefined
}) {
  if (!problem) return null
  const reference = problem.status >= 500 ? problem.document.instance : undefined
  return (
    <div class="trouble" role="alert">
      <p>{inPlainWords(problem)}</p>
      {typeof reference === 'string' && <p class="fine">{common().reference(reference)}</p>}
      {again && (
        <button type="button" class="button quiet small" onClick={again}>
          {common().tryAgain}
        </button>
      )}
    </div>
  )
}

/** Nothing is here, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  )
}

/** Grey stand-ins of the size of what is to come, so that nothing moves when it does. */
export function Skeleton({ shape, count = 1 }: { shape: 'line' | 'block' | 'card' | 'row'; count?: number }) {
  return (
    <div class={`skeletons skeletons-${shape}`} role="status">
      <span class="visually-hidden">{common().loading}</span>
      {Array.from({ length: count }, (_, index) => (
        <span key={index} class={`skeleton skeleton-${shape}`} aria-hidden="true" />
      ))}
    </div>
  )
}

export function OfflineBanner() {
  return useStore(onlineStore) ? null : (
    <p class="offline" role="status">
      {common().offline}
    </p>
  )
}
