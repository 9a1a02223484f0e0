// Boxes of which some are ticked, under one name.

import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface Choice {
  value: string
  /** What it means, beside its name. */
  meaning?: string
}

interface Props {
  legend: string
  choices: Choice[]
  chosen: string[]
  onChoose: (chosen: string[]) => void
  error?: string | undefined
  children?: ComponentChildren
}

export function Choices({ legend, choices, chosen, onChoose, error, children }: Props) {
  const id = useId()
  const toggle = (value: string) =>
    onChoose(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  return (
    <fieldset class="tick-boxes" aria-describedby={error ? id : undefined}>
      <legend>{legend}</legend>
      {choices.map(({ value, meaning }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          <span>
            <code>{value}</code>
            {meaning && <span class="fine"> {meaning}</span>}
          </span>
        </label>
      ))}
      {children}
      {error && (
        <p class="field-error" id={id} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
