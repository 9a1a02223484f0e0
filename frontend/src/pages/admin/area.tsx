// The admin's pages.

import { Router } from '../../parts/router'
import type { PageRoute } from '../page'
import './admin.css'
import './customers/customers.css'
import './figures.css'
import './films/films.css'
import { CustomerPage } from './customers/customer'
import { CustomersPage } from './customers/customers'
import { SegmentBuilderPage } from './customers/segment-builder'
import { SegmentPage, SegmentsPage } from './customers/segments'
import { FilmPage } from './films/film'
import { FilmsPage } from './films/films'
import { ImportPage } from './films/import'
import { NewFilmPage } from './films/new-film'
import { InsightsPage } from './insights/insights'
import { ReportPage } from './reports/report'
import { ReportsPage } from './reports/reports'
import { AuditPage } from './running/audit'
import { JobsPage } from './running/jobs'
import { NotificationsPage } from './running/notifications'
import { WatchingPage } from './running/watching'

const pages: Omit<PageRoute, 'for'>[] = [
  { pattern: 'admin', page: FilmsPage },
  { pattern: 'admin/films', page: FilmsPage, keepsPlace: true },
  { pattern: 'admin/films/new', page: NewFilmPage },
  { pattern: 'admin/films/import', page: ImportPage },
  { pattern: 'admin/films/:id', page: FilmPage },
  { pattern: 'admin/customers', page: CustomersPage, keepsPlace: true },
  { pattern: 'admin/customers/:id', page: CustomerPage },
  { pattern: 'admin/segments', page: SegmentsPage },
  { pattern: 'admin/segments/new', page: SegmentBuilderPage },
  { pattern: 'admin/segments/:id', page: SegmentPage },
  { pattern: 'admin/insights', page: InsightsPage },
  { pattern: 'admin/insights/:view', page: InsightsPage },
  { pattern: 'admin/reports', page: ReportsPage, keepsPlace: true },
  { pattern: 'admin/reports/:period', page: ReportPage },
  { pattern: 'admin/watching', page: WatchingPage },
  { pattern: 'admin/jobs', page: JobsPage },
  { pattern: 'admin/notifications', page: NotificationsPage, keepsPlace: true },
  { pattern: 'admin/audit', page: AuditPage, keepsPlace: true },
]
const routes: PageRoute[] = pages.map((page) => ({ ...page, for: 'admin' }))

export function AdminArea() {
  return <Router routes={routes} />
}
