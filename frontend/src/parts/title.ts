// The page's name in the tab and in the history.

import { useEffect } from 'preact/hooks'
import { common } from '../words/common'

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${common().siteName}` : common().siteName
  }, [title])
}
