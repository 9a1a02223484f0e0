// This browser, as playback knows it: an id of its own and a name that a person recognises.

const KEY = 'videoclub.device'

export function deviceId(): string {
  const kept = localStorage.getItem(KEY) ?? crypto.randomUUID()
  localStorage.setItem(KEY, kept)
  return kept
}

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
]

/** "Firefox · Windows", as far as a user agent tells; else its first word. */
export function deviceName(userAgent: string): string {
  const known = [BROWSERS, SYSTEMS].flatMap(
    (names) => names.find(([sign]) => sign.test(userAgent))?.[1] ?? [],
  )
  return known.join(' · ') || (userAgent.split(/[\s/]/)[0] ?? '')
}
