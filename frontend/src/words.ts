// How values read to people.

import type { Money, Text } from './types'

const locale = navigator.language.startsWith('fr') ? 'fr' : 'en'

/** The words in the reader's language, else in the other one. */
export function inWords(text: Text | undefined, language: string = locale): string {
  return (language === 'fr' ? (text?.fr ?? text?.en) : (text?.en ?? text?.fr)) ?? ''
}

/** A price as the reader writes prices. */
export function price({ amount, currency }: Money, language: string = locale): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(Number(amount))
}

/** An instant as the reader writes dates. */
export function dateTime(instant: string, language: string = locale): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  )
}

/** An ISO 8601 duration of one unit: `P30D` is "30 days". */
export function duration(iso: string): string {
  const match = /^PT?(\d+)([DHMS])$/.exec(iso)
  if (!match) return iso
  const units: Record<string, string> = { D: 'days', H: 'hours', M: 'minutes', S: 'seconds' }
  return `${match[1]} ${units[match[2] ?? '']}`
}
