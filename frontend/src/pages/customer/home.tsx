import { useTitle } from '../../parts/title'
import { common } from '../../words/common'

export function HomePage() {
  useTitle(undefined)
  return <h1>{common().siteName}</h1>
}
