// An area of the site that is fetched when somebody goes there.

import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../api/client'
import { Skeleton, Trouble } from './states'

export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [failed, setFailed] = useState(false)
    const [, setCount] = useState(0)
    const fetchIt = () => {
      setFailed(false)
      load().then(
        (component) => {
          loaded = component
          setCount((before) => before + 1)
        },
        () => setFailed(true),
      )
    }
    useEffect(() => {
      if (!loaded) fetchIt()
    }, [])
    const Loaded = loaded
    if (Loaded) return <Loaded {...props} />
    return failed ? (
      <Trouble problem={new Problem('unreachable', 0, '')} again={fetchIt} />
    ) : (
      <Skeleton shape="block" />
    )
  }
}
