// Files of the API, kept by the browser: they need a token, which no link can carry.

import { fetchAnswer } from './client'

/** Asks for the path in the form that `accept` names, and saves the answer under a name. Throws Problem. */
export async function download(path: string, name: string, accept?: string): Promise<void> {
  const answer = await fetchAnswer('GET', path, accept ? { headers: { Accept: accept } } : {})
  const address = URL.createObjectURL(await answer.blob())
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  URL.revokeObjectURL(address)
}
