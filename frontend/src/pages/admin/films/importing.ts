// A file of films goes to the API; a large one becomes a job there, which is followed to its end.

import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, request } from '../../../api/client'
import { useSending } from '../../../parts/form'
import type { ImportedRow, ImportJob, RowCounts } from '../answers'
import { countsOf } from './import-rows'

const ASK_AGAIN_MS = 1000
const PACK_FROM_BYTES = 512 * 1024
const FAILED_SHOWN = 100

export interface Outcome {
  dryRun: boolean
  state: ImportJob['state']
  counts: RowCounts
  /** Those that were refused; of very many, the first ones. */
  refused: ImportedRow[]
  id?: string
}

/** Follows an import from the file to its end; `check` reports what it would do and changes nothing. */
export function useImport() {
  const sending = useSending()
  const [outcome, setOutcome] = useState<Outcome>()
  const isThere = useRef(true)
  useEffect(
    () => () => {
      isThere.current = false
    },
    [],
  )

  const follow = async (id: string) => {
    for (;;) {
      const job = await ask<ImportJob>('GET', `/movie-imports/${id}?failed=true&limit=${FAILED_SHOWN}`)
      if (!isThere.current) return
      setOutcome({ dryRun: job.dry_run, state: job.state, counts: job.rows, refused: job.items, id })
      if (job.state !== 'running') return
      await new Promise((done) => setTimeout(done, ASK_AGAIN_MS))
    }
  }
  const send = (file: Blob, dryRun: boolean) => {
    setOutcome(undefined)
    return sending.run(async () => {
      const packed = file.size >= PACK_FROM_BYTES
      const headers = { 'Content-Type': 'text/csv', ...(packed ? { 'Content-Encoding': 'gzip' } : {}) }
      const answer = await request<{ id: string; items: ImportedRow[] }>(
        'POST',
        `/movie-imports${dryRun ? '?dry_run=true' : ''}`,
        { body: packed ? await gzip(file) : file, headers },
      )
      if (answer.status === 202) return follow(answer.document.id)
      const { items } = answer.document
      const refused = items.filter((row) => row.outcome === 'refused')
      setOutcome({ dryRun, state: 'finished', counts: countsOf(items), refused })
    })
  }
  const retry = (id: string) =>
    sending.run(async () => {
      await ask('POST', `/movie-imports/${id}/retries`)
      await follow(id)
    })
  const forget = () => setOutcome(undefined)
  return { ...sending, outcome, send, retry, forget }
}

function gzip(file: Blob): Promise<Blob> {
  return new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob()
}
