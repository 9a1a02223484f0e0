// The language of the page: the browser's until the reader or the account says another.

import { Store } from '../state/store'

export type Language = 'en' | 'fr'

const KEY = 'videoclub.language'

/** The language of a locale such as `fr-CA`, as far as the site speaks it. */
export function languageOf(locale: string | undefined | null): Language {
  return locale?.toLowerCase().startsWith('fr') ? 'fr' : 'en'
}

export const languageStore = new Store<Language>(
  languageOf(localStorage.getItem(KEY) ?? navigator.languages?.[0] ?? navigator.language),
)
document.documentElement.lang = languageStore.get()

export function language(): Language {
  return languageStore.get()
}

export function setLanguage(chosen: Language): void {
  localStorage.setItem(KEY, chosen)
  document.documentElement.lang = chosen
  languageStore.set(chosen)
}

/** The same keys; of each a text, or a text made from the same arguments. */
type Said<Messages> = {
  [Key in keyof Messages]: Messages[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : Messages[Key]
}

/** An area's messages in both languages; the type of the first holds the second to the same keys. */
export function messages<Messages>(en: Messages, fr: NoInfer<Said<Messages>>): () => Said<Messages> {
  return () => (language() === 'fr' ? fr : (en as Said<Messages>))
}
