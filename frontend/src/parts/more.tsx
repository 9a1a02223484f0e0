// The rest of a collection, when it is asked for.

import type { AskedPages } from '../api/asked'
import { common } from '../words/common'
import { Button } from './button'

export function More({ pages }: { pages: Pick<AskedPages<unknown>, 'more' | 'loading'> }) {
  return pages.more ? (
    <p class="more">
      <Button look="quiet" busy={pages.loading} onClick={pages.more}>
        {common().showMore}
      </Button>
    </p>
  ) : null
}
