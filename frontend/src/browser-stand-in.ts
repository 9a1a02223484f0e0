// What logic asks of a browser, for tests that run without one.

const kept = new Map<string, string>()

Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  },
  document: { documentElement: { lang: 'en', dataset: {} } },
  location: { hash: '', href: 'http://shop.test/' },
  addEventListener: () => undefined,
})
