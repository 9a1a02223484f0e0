// Films from a file: checked first, row by row, then taken in.

import { useId, useState } from 'preact/hooks'
import { Button } from '../../../parts/button'
import { Progress } from '../../../parts/progress'
import { Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { number } from '../../../words/values'
import type { RowError } from '../answers'
import { Desk } from '../desk'
import { imports } from './import-messages'
import { toChange, troublesOf } from './import-rows'
import { type Outcome, useImport } from './importing'

export function ImportPage() {
  const said = imports()
  const id = useId()
  const work = useImport()
  const [file, setFile] = useState<File>()
  const outcome = work.outcome
  const mayImport = outcome?.dryRun && outcome.state === 'finished' && toChange(outcome.counts) > 0
  const choose = (chosen: File | undefined) => {
    setFile(chosen)
    work.forget()
    if (chosen) work.send(chosen, true)
  }
  return (
    <Desk title={said.title} lead={said.lead}>
      <div class="import">
        <div class="field">
          <label for={id}>{said.file}</label>
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            aria-describedby={`${id}-hint`}
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
          <p class="fine" id={`${id}-hint`}>
            {said.fileHint}
          </p>
        </div>
        {work.problem && <FileTrouble problem={work.problem} again={file && (() => choose(file))} />}
        {work.busy && !outcome && <p role="status">{said.reading}</p>}
        {outcome && <Result outcome={outcome} />}
        {outcome?.state === 'stalled' && outcome.id && (
          <Button look="quiet" busy={work.busy} onClick={() => work.retry(outcome.id ?? '')}>
            {said.goOn}
          </Button>
        )}
        {mayImport && file && (
          <Button busy={work.busy} onClick={() => work.send(file, false)}>
            {said.takeIn(toChange(outcome.counts))}
          </Button>
        )}
        {outcome && !outcome.dryRun && outcome.state === 'finished' && (
          <a class="button quiet" href="#/admin/films?sort=-added">
            {said.toFilms}
          </a>
        )}
      </div>
    </Desk>
  )
}

/** What is wrong with the file as a whole stands in the refusal itself. */
function FileTrouble({
  problem,
  again,
}: {
  problem: Parameters<typeof Trouble>[0]['problem']
  again: (() => void) | undefined
}) {
  const errors = (problem?.document.errors ?? []) as RowError[]
  if (errors.length === 0) return <Trouble problem={problem} again={again} />
  return (
    <div class="trouble" role="alert">
      <p>{imports().notUnderstood}</p>
      <ul>
        {errors.map(({ pointer, message }) => (
          <li key={pointer + message}>
            {pointer && <code>{pointer.replace(/^\//, '')}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Result({ outcome }: { outcome: Outcome }) {
  const said = imports()
  const { counts, dryRun, state } = outcome
  const troubles = troublesOf(outcome.refused)
  const figures: [string, number][] = [
    [dryRun ? said.wouldAdd : said.added, counts.added],
    [dryRun ? said.wouldUpdate : said.updated, counts.updated],
    [said.unchanged, counts.unchanged],
    [said.refused, counts.failed],
  ]
  return (
    <section aria-label={said.result}>
      <h2 aria-live="polite">{state === 'running' ? said.underWay : dryRun ? said.checked : said.done}</h2>
      {state === 'stalled' && <p class="field-error">{said.stalled}</p>}
      {state === 'running' && (
        <Progress
          share={counts.total ? counts.done / counts.total : 0}
          label={said.rowsDone(number(counts.done), number(counts.total))}
        />
      )}
      <dl class="figures">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
      {troubles.length > 0 && (
        <>
          <h3>{said.whatIsWrong}</h3>
          {outcome.refused.length < counts.failed && (
            <p class="fine">{said.firstOnly(outcome.refused.length)}</p>
          )}
          <Table
            caption={said.whatIsWrong}
            rows={troubles}
            rowKey={(trouble) => `${trouble.row} ${trouble.column} ${trouble.message}`}
            columns={[
              { title: said.row, numeric: true, heading: true, cell: ({ row }) => row },
              { title: said.column, cell: ({ column }) => (column ? <code>{column}</code> : said.wholeRow) },
              { title: said.problem, cell: ({ message }) => message },
            ]}
          />
        </>
      )}
    </section>
  )
}
