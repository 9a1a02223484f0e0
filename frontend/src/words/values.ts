// How values read to people, in the language of the page.

import type { Money, Text } from '../api/types'
import { language } from './language'

/** The words in the reader's language, else in the other one. */
export function inWords(text: Text | undefined | null, reader: string = language()): string {
  return (reader === 'fr' ? (text?.fr ?? text?.en) : (text?.en ?? text?.fr)) ?? ''
}

/** A price as the reader writes prices. */
export function price({ amount, currency }: Money, reader: string = language()): string {
  return new Intl.NumberFormat(reader, { style: 'currency', currency }).format(Number(amount))
}

export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language(), options).format(value)
}

/** An instant as the reader writes dates. */
export function dateTime(instant: string, reader: string = language()): string {
  return new Intl.DateTimeFormat(reader, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  )
}

export function date(instant: string, reader: string = language()): string {
  return new Intl.DateTimeFormat(reader, { dateStyle: 'long' }).format(new Date(instant))
}

/** A day (`2026-11-21`) without its year: "21 Nov". */
export function dayOfMonth(day: string, reader: string = language()): string {
  return new Intl.DateTimeFormat(reader, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(day),
  )
}

type Unit = 'day' | 'hour' | 'minute' | 'second'
const UNITS: Record<string, Unit> = { D: 'day', H: 'hour', M: 'minute', S: 'second' }

function counted(value: number, unit: Unit, reader: string, unitDisplay: 'long' | 'short' = 'long'): string {
  return new Intl.NumberFormat(reader, { style: 'unit', unit, unitDisplay }).format(value)
}

/** An ISO 8601 duration of one unit: `P30D` is "30 days". */
export function duration(iso: string, reader: string = language()): string {
  const match = /^PT?(\d+)([DHMS])$/.exec(iso)
  const unit = UNITS[match?.[2] ?? '']
  return match && unit ? counted(Number(match[1]), unit, reader) : iso
}

/** A running time: 94 is "1 h 34 min". */
export function runtime(minutes: number, reader: string = language()): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [
    hours ? counted(hours, 'hour', reader, 'short') : '',
    rest || !hours ? counted(rest, 'minute', reader, 'short') : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The time that is left, in its two greatest units that matter: "1 day 4 hours", "12 minutes". */
export function timeLeft(milliseconds: number, reader: string = language()): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days >= 3) return counted(days, 'day', reader)
  if (days)
    return [counted(days, 'day', reader), hours ? counted(hours, 'hour', reader) : ''].join(' ').trim()
  if (hours) return `${counted(hours, 'hour', reader)} ${counted(minutes % 60, 'minute', reader)}`
  return counted(minutes, 'minute', reader)
}

/** A position in a film: 3754 is "1:02:34". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const shown = parts[0] ? parts : parts.slice(1)
  return shown.map((part, index) => (index ? String(part).padStart(2, '0') : String(part))).join(':')
}

/** "Méliès, Lang and Keaton". */
export function listed(names: string[]): string {
  return new Intl.ListFormat(language(), { type: 'conjunction' }).format(names)
}

/** The name of a country (`FR`) or language (`fr`) in the reader's language, else its code. */
export function named(type: 'region' | 'language', code: string): string {
  try {
    return new Intl.DisplayNames(language(), { type }).of(code) ?? code
  } catch {
    return code
  }
}
