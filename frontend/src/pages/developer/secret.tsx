// A secret that was just made, and is never shown again.

import { Button } from '../../parts/button'
import { Dialog } from '../../parts/dialog'
import { Code } from './code'
import { developer } from './messages'

export function Secret({
  title,
  hint,
  secret,
  onClose,
}: {
  title: string
  hint: string
  secret: string
  onClose: () => void
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <Code name={title}>{secret}</Code>
      <Button onClick={onClose}>{developer().haveIt}</Button>
    </Dialog>
  )
}
