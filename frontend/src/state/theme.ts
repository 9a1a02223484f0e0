// Light, dark, or as the device says: the choice only sets `color-scheme`, which all colours follow.

import { Store } from './store'

export type Theme = 'device' | 'light' | 'dark'

export const THEMES: Theme[] = ['device', 'light', 'dark']
const KEY = 'videoclub.theme'

export const themeStore = new Store<Theme>(
  THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'device',
)

export function setTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  show(theme)
  themeStore.set(theme)
}

function show(theme: Theme): void {
  if (theme === 'device') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

show(themeStore.get())
