// A button that says when it is busy, and then takes no second press.

import type { ButtonHTMLAttributes } from 'preact'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  busy?: boolean
  look?: 'main' | 'quiet' | 'danger'
  small?: boolean
}

export function Button({ busy = false, look = 'main', small = false, onClick, class: more, ...rest }: Props) {
  const classes = ['button', look === 'main' ? '' : look, small ? 'small' : '', more ?? '']
  return (
    <button
      type="button"
      {...rest}
      class={classes.filter(Boolean).join(' ')}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    />
  )
}
