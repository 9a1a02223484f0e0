// A field of several lines.

import type { TextareaHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'
import { describedBy, Labelled, type Named } from './form'

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Named & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      />
    </Labelled>
  )
}
