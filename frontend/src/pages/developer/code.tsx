// Text for a machine, with a button that copies it.

import { Button } from '../../parts/button'
import { notify } from '../../state/notices'
import { developer } from './messages'

/** `name` tells what it is to those who do not see it. */
export function Code({ name, children }: { name: string; children: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(children)
      notify(developer().copied)
    } catch {
      notify(developer().notCopied, 'bad')
    }
  }
  return (
    <div class="code">
      <pre>
        <code>{children}</code>
      </pre>
      <Button look="quiet" small aria-label={developer().copyOf(name)} onClick={copy}>
        {developer().copy}
      </Button>
    </div>
  )
}
