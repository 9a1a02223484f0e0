// Where notices appear.

import { dismiss, noticeStore } from '../state/notices'
import { useStore } from '../state/store'
import { common } from '../words/common'

export function Notices() {
  const notices = useStore(noticeStore)
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map(({ id, text, tone }) => (
        <p key={id} class={`notice ${tone}`}>
          {text}
          <button type="button" class="icon" onClick={() => dismiss(id)} aria-label={common().dismiss}>
            <span aria-hidden="true">×</span>
          </button>
        </p>
      ))}
    </div>
  )
}
