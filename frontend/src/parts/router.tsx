// Which page an address is of: shown to those it is for, with the focus on what is new.

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PageRoute } from '../pages/page'
import { useAccount } from '../state/account'
import { match, useRoute } from '../state/route'
import { common } from '../words/common'
import { Empty, Skeleton } from './states'
import { useTitle } from './title'

function mayEnter(wanted: PageRoute['for'], roles: string[] | undefined): boolean {
  return wanted === undefined || (roles !== undefined && (wanted === 'member' || roles.includes(wanted)))
}

export function Router({ routes }: { routes: PageRoute[] }) {
  const { path, query } = useRoute()
  const account = useAccount()
  const found = routes
    .map((route) => ({ route, params: match(route.pattern, path) }))
    .find(({ params }) => params !== undefined)
  useNewPage(path, found?.route)

  if (!found?.params) return <NotFound />
  const { route, params } = found
  if (route.for && account === undefined) return <Skeleton shape="block" />
  if (!mayEnter(route.for, account?.roles)) return <NoEntry signedIn={Boolean(account)} />
  const Page = route.page
  return <Page key={route.keepsPlace ? route.pattern : path} params={params} query={query} />
}

/** On a new page, as after loading one, reading begins at its top: before anybody can have gone on from there. */
function useNewPage(path: string, route: PageRoute | undefined): void {
  const place = route?.keepsPlace ? route.pattern : path
  const last = useRef(place)
  useLayoutEffect(() => {
    if (last.current === place) return
    last.current = place
    scrollTo(0, 0)
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [place])
}

function NotFound() {
  useTitle(common().notFoundTitle)
  return (
    <Empty title={common().notFound}>
      <h1 class="visually-hidden">{common().notFoundTitle}</h1>
      <a class="button" href="#/">
        {common().backHome}
      </a>
    </Empty>
  )
}

function NoEntry({ signedIn }: { signedIn: boolean }) {
  useTitle(common().signIn)
  const here = encodeURIComponent(location.hash)
  return (
    <Empty title={signedIn ? common().notAllowed : common().signInFirst}>
      <h1 class="visually-hidden">{common().signIn}</h1>
      <a class="button" href={signedIn ? '#/' : `#/sign-in?to=${here}`}>
        {signedIn ? common().backHome : common().signIn}
      </a>
    </Empty>
  )
}
