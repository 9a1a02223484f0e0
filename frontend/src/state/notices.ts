// Short notices at the foot of the page, read out by screen readers as well.

import { Store } from './store'

export interface Notice {
  id: number
  text: string
  tone: 'good' | 'bad'
}

const SHOWN_MS = 6000
let last = 0

export const noticeStore = new Store<Notice[]>([])

export function notify(text: string, tone: Notice['tone'] = 'good'): void {
  last += 1
  const notice = { id: last, text, tone }
  noticeStore.set([...noticeStore.get(), notice])
  setTimeout(() => dismiss(notice.id), SHOWN_MS)
}

export function dismiss(id: number): void {
  noticeStore.set(noticeStore.get().filter((notice) => notice.id !== id))
}
