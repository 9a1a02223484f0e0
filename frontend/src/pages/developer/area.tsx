// The developers' pages.

import { useTakenInSight } from '../../parts/in-sight'
import { Router } from '../../parts/router'
import { useAccount } from '../../state/account'
import { useRoute } from '../../state/route'
import type { PageRoute } from '../page'
import './developer.css'
import { InboxPage } from './inbox'
import { KeysPage } from './keys'
import { developer } from './messages'
import { QuickStartPage } from './quick-start'
import { TopicsPage } from './topics'
import { WebhooksPage } from './webhooks'

const routes: PageRoute[] = [
  { pattern: 'developer', page: QuickStartPage, for: 'developer' },
  { pattern: 'developer/keys', page: KeysPage, for: 'developer' },
  { pattern: 'developer/topics', page: TopicsPage, for: 'developer' },
  { pattern: 'developer/inbox', page: InboxPage, for: 'developer', keepsPlace: true },
  { pattern: 'developer/webhooks', page: WebhooksPage, for: 'developer' },
]

export function DeveloperArea() {
  const account = useAccount()
  return (
    <>
      {account?.roles.includes('developer') && <Ways />}
      <Router routes={routes} />
    </>
  )
}

function Ways() {
  const { path } = useRoute()
  const ways = [
    ['developer', developer().quickStart],
    ['developer/keys', developer().apiKeys],
    ['developer/topics', developer().topics],
    ['developer/inbox', developer().inbox],
    ['developer/webhooks', developer().webhooks],
  ]
  return (
    <nav ref={useTakenInSight(path)} class="developer-ways" aria-label={developer().ways}>
      {ways.map(([to, name]) => (
        <a key={to} href={`#/${to}`} aria-current={to === path ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
