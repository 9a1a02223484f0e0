// How far something is, as a bar. Its length is set by script, as the page forbids styles in its text.

import { useLayoutEffect, useRef } from 'preact/hooks'

export function Progress({ share, label }: { share: number; label: string }) {
  const bar = useRef<HTMLSpanElement>(null)
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  useLayoutEffect(() => {
    bar.current?.style.setProperty('inline-size', `${percent}%`)
  }, [percent])
  return (
    <span
      class="progress"
      role="progressbar"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <span ref={bar} />
    </span>
  )
}
