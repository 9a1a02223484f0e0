// State that comes from the API.

import { useEffect, useState } from 'preact/hooks'
import { ask, type Problem } from './api'

export interface Asked<Answer> {
  answer?: Answer
  problem?: Problem
}

/** The answer to a GET, asked anew when the path changes; `undefined` asks nothing. */
export function useAsked<Answer>(path: string | undefined): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer>>({})
  useEffect(() => {
    let current = true
    if (path !== undefined) {
      ask<Answer>('GET', path).then(
        (answer) => current && setAsked({ answer }),
        (problem: Problem) => current && setAsked({ problem }),
      )
    }
    return () => {
      current = false
    }
  }, [path])
  return asked
}
