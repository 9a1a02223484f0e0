// The customers' pages.

import type { PageRoute } from '../page'
import { AccountPage } from './account'
import { FilmPage } from './film'
import { FilmsPage } from './films'
import { HistoryPage } from './history'
import { HomePage } from './home'
import { AskResetPage, ResetPage, VerifyPage } from './mail-links'
import { PersonPage } from './person'
import { PlayerPage } from './player'
import { RentalsPage } from './rentals'
import { SignInPage, SignUpPage } from './sign-in'
import { WatchlistPage } from './watchlist'

export const customerRoutes: PageRoute[] = [
  { pattern: '', page: HomePage },
  { pattern: 'films', page: FilmsPage, keepsPlace: true },
  { pattern: 'movies/:id', page: FilmPage },
  { pattern: 'people/:id', page: PersonPage },
  { pattern: 'rentals', page: RentalsPage, for: 'member' },
  { pattern: 'play/:id', page: PlayerPage, for: 'member' },
  { pattern: 'watchlist', page: WatchlistPage, for: 'member' },
  { pattern: 'history', page: HistoryPage, for: 'member' },
  { pattern: 'account', page: AccountPage, for: 'member' },
  { pattern: 'sign-in', page: SignInPage },
  { pattern: 'sign-up', page: SignUpPage },
  { pattern: 'verify-email/:token', page: VerifyPage },
  { pattern: 'reset-password', page: AskResetPage },
  { pattern: 'reset-password/:token', page: ResetPage },
]
