// What a page is: a pattern of addresses and the component that shows them.

import type { ComponentType } from 'preact'

export interface PageProps {
  params: Record<string, string>
  query: URLSearchParams
}

export interface PageRoute {
  pattern: string
  page: ComponentType<PageProps>
  /** Who may see it; anyone where it is absent. `member` is everybody who signed in. */
  for?: 'member' | 'admin' | 'developer'
  /** Remember the reader's place: going from one such address to another neither scrolls nor moves the focus. */
  keepsPlace?: boolean
}
