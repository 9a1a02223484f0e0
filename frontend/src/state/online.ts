// Whether the browser has a network at all.

import { Store } from './store'

export const onlineStore = new Store(navigator.onLine)
addEventListener('online', () => onlineStore.set(true))
addEventListener('offline', () => onlineStore.set(false))
