// The developers' pages.

import { Router } from '../../parts/router'
import type { PageRoute } from '../page'
import './developer.css'
import { KeysPage } from './keys'

const routes: PageRoute[] = [{ pattern: 'developer', page: KeysPage, for: 'developer' }]

export function DeveloperArea() {
  return <Router routes={routes} />
}
