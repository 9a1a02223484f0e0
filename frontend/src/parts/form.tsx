// Fields with a label, a hint and what is wrong with them; a form that knows whether it is being sent.

import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes, TargetedEvent } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { Problem } from '../api/client'
import { common } from '../words/common'

export interface Named {
  label: string
  hint?: string | undefined
  error?: string | undefined
}

export function Labelled({
  id,
  label,
  hint,
  error,
  children,
}: Named & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="fine" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

export const describedBy = (id: string, { hint, error }: Partial<Named>) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined

export function Field({ label, hint, error, ...rest }: Named & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
      />
    </Labelled>
  )
}

type SelectProps = Named &
  SelectHTMLAttributes<HTMLSelectElement> & { value?: string; options: { value: string; label: string }[] }

export function SelectField({ label, hint, error, options, value, ...rest }: SelectProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <select {...rest} id={id} aria-describedby={describedBy(id, { hint, error })}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

export interface Sending {
  busy: boolean
  problem?: Problem
  /** Runs what is to be done; false when it was refused, which `problem` then tells. */
  run: (action: () => Promise<void>) => Promise<boolean>
}

/** An action that can be under way or refused. */
export function useSending(): Sending {
  const [state, setState] = useState<{ busy: boolean; problem?: Problem }>({ busy: false })
  const run = async (action: () => Promise<void>) => {
    setState({ busy: true })
    try {
      await action()
      setState({ busy: false })
      return true
    } catch (problem) {
      setState({ busy: false, problem: problem as Problem })
      return false
    }
  }
  return { ...state, run }
}

/** The fields of a form that was submitted, by name. */
export function fieldsOf(event: TargetedEvent<HTMLFormElement>): Record<string, string> {
  event.preventDefault()
  const entries = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)])
  return Object.fromEntries(entries)
}

/** The label of a field that may stay empty. */
export function optional(label: string): string {
  return `${label} (${common().optional})`
}
