// A search that is asked while one types.

import { useEffect, useRef, useState } from 'preact/hooks'
import { common } from '../words/common'

const TYPING_PAUSE_MS = 180

interface Props {
  /** What may be looked for. */
  hint: string
  words: string
  onWords: (words: string) => void
}

/** Follows every letter, after a pause as short as one between two of them. */
export function SearchField({ hint, words, onWords }: Props) {
  const [typed, setTyped] = useState(words)
  const sent = useRef(words)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (words !== sent.current) setTyped(words) // the address changed by itself: a hint, a step back
    sent.current = words
  }, [words])
  const type = (value: string) => {
    setTyped(value)
    clearTimeout(pause.current)
    pause.current = setTimeout(() => {
      sent.current = value.trim()
      onWords(value.trim())
    }, TYPING_PAUSE_MS)
  }
  return (
    <search class="search-wide">
      <input
        type="search"
        aria-label={common().search}
        placeholder={hint}
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
      />
    </search>
  )
}
