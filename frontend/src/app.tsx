// The site: customers' pages come at once, the admin's and the developers' when somebody goes there.

import { useEffect } from 'preact/hooks'
import { customerRoutes } from './pages/customer/routes'
import { Frame } from './parts/frame'
import { lazy } from './parts/lazy'
import { Router } from './parts/router'
import { readAccount } from './state/account'
import { useRoute } from './state/route'
import { useStore } from './state/store'
import { languageStore } from './words/language'

const Admin = lazy(() => import('./pages/admin/area').then((area) => area.AdminArea))
const Developers = lazy(() => import('./pages/developer/area').then((area) => area.DeveloperArea))

export function App() {
  useStore(languageStore) // every word is read anew when the language changes
  const { path } = useRoute()
  useEffect(() => {
    readAccount()
  }, [])
  const area = path.split('/')[0]
  return (
    <Frame>
      {area === 'admin' ? (
        <Admin />
      ) : area === 'developer' ? (
        <Developers />
      ) : (
        <Router routes={customerRoutes} />
      )}
    </Frame>
  )
}
