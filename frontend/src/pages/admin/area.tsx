// The admin's pages.

import { Router } from '../../parts/router'
import type { PageRoute } from '../page'
import './admin.css'
import { ReportsPage } from './reports'

const routes: PageRoute[] = [
  { pattern: 'admin', page: ReportsPage, for: 'admin' },
  { pattern: 'admin/reports', page: ReportsPage, for: 'admin' },
]

export function AdminArea() {
  return <Router routes={routes} />
}
