// Keys for programs.

import { usePages } from '../../api/asked'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { developer } from './messages'

export function KeysPage() {
  useTitle(developer().apiKeys)
  const keys = usePages<{ id: string; name: string; prefix: string }>('/api-keys')
  return (
    <>
      <h1>{developer().apiKeys}</h1>
      <Trouble problem={keys.problem} again={keys.again} />
      {!keys.items && keys.loading && <Skeleton shape="row" count={3} />}
      <ul class="lines">
        {keys.items?.map((key) => (
          <li key={key.id}>
            {key.name} <code>{key.prefix}</code>
          </li>
        ))}
      </ul>
    </>
  )
}
