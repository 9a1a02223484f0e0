// A value that components follow: one shape for language, theme, account, address and notices.

import { useEffect, useState } from 'preact/hooks'

export class Store<Value> {
  private readonly followers = new Set<(value: Value) => void>()

  constructor(private value: Value) {}

  get(): Value {
    return this.value
  }

  set(value: Value): void {
    if (value === this.value) return
    this.value = value
    for (const follower of this.followers) follower(value)
  }

  follow(follower: (value: Value) => void): () => void {
    this.followers.add(follower)
    return () => this.followers.delete(follower)
  }
}

/** The value of a store now; the component renders anew when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [value, setValue] = useState<Value>(() => store.get())
  useEffect(() => {
    setValue(() => store.get())
    return store.follow((fresh) => setValue(() => fresh))
  }, [store])
  return value
}
