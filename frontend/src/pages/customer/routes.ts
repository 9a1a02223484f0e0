// The customers' pages.

import type { PageRoute } from '../page'
import { HomePage } from './home'

export const customerRoutes: PageRoute[] = [{ pattern: '', page: HomePage }]
