// What stands around every page of the admin's: the ways between them, the page's name and what can be done there.

import type { ComponentChildren } from 'preact'
import { useTakenInSight } from '../../parts/in-sight'
import { useTitle } from '../../parts/title'
import { useRoute } from '../../state/route'
import { admin } from './messages'

interface Props {
  title: string
  /** What the page is about, in a line. */
  lead?: ComponentChildren
  /** Buttons and links beside the title. */
  actions?: ComponentChildren
  children: ComponentChildren
}

export function Desk({ title, lead, actions, children }: Props) {
  useTitle(`${title} · ${admin().desk}`)
  return (
    <div class="desk">
      <Ways />
      <div class="desk-page">
        <header class="desk-head">
          <div>
            <h1>{title}</h1>
            {lead && <p class="fine">{lead}</p>}
          </div>
          {actions && <div class="actions">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  )
}

function Ways() {
  const { path } = useRoute()
  const said = admin()
  const ways: [string, string][] = [
    ['films', said.films],
    ['customers', said.customers],
    ['segments', said.segments],
    ['insights', said.insights],
    ['reports', said.reports],
    ['watching', said.watching],
    ['jobs', said.jobs],
    ['notifications', said.notifications],
    ['audit', said.audit],
  ]
  const here = path.split('/')[1] ?? 'films'
  return (
    <nav ref={useTakenInSight(here)} class="desk-ways" aria-label={said.desk}>
      <ul>
        {ways.map(([place, name]) => (
          <li key={place}>
            <a href={`#/admin/${place}`} aria-current={place === here ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
