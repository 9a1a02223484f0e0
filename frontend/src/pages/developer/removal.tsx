// Asks before something is taken away for good.

import { ask } from '../../api/client'
import { Button } from '../../parts/button'
import { Dialog } from '../../parts/dialog'
import { useSending } from '../../parts/form'
import { Trouble } from '../../parts/states'
import { notify } from '../../state/notices'
import { common } from '../../words/common'

interface Props {
  title: string
  text: string
  /** What is deleted. */
  path: string
  /** Said when it is gone. */
  done: string
  onDone: () => void
  onClose: () => void
}

export function Removal({ title, text, path, done, onDone, onClose }: Props) {
  const sending = useSending()
  const remove = async () => {
    const gone = await sending.run(async () => {
      await ask('DELETE', path)
    })
    if (!gone) return
    notify(done)
    onDone()
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <Trouble problem={sending.problem} />
      <div class="actions">
        <Button look="danger" busy={sending.busy} onClick={remove}>
          {title}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {common().cancel}
        </Button>
      </div>
    </Dialog>
  )
}
