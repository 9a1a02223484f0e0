// Pages that show what happens now ask again by themselves, while somebody looks at them.

import { useEffect } from 'preact/hooks'

export function useEvery(milliseconds: number, again: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again()
    }, milliseconds)
    return () => clearInterval(timer)
  }, [milliseconds, again])
}
