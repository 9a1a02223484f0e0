// A cell of a heat map: the more, the warmer. The figure stands in it, so that no colour needs to be read.

import type { ComponentChildren } from 'preact'

/** `share` between 0 and 1. */
export function Heat({ share, children }: { share: number; children: ComponentChildren }) {
  return (
    <td class="heat" style={{ '--heat': `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%` }}>
      {children}
    </td>
  )
}
