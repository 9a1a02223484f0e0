// Runs of the job that makes suggestions, and the events that could not be taken in.

import { useAsked, usePages } from '../../../api/asked'
import { ask } from '../../../api/client'
import { Button } from '../../../parts/button'
import { useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { Progress } from '../../../parts/progress'
import { Skeleton, Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { notify } from '../../../state/notices'
import { dateTime, number } from '../../../words/values'
import type { DeadLetters, SuggestionRun } from '../answers'
import { Desk } from '../desk'
import { admin } from '../messages'
import { running } from './messages'

export function JobsPage() {
  const said = running()
  return (
    <Desk title={admin().jobs} lead={said.jobsLead}>
      <section>
        <h2>{said.suggestionRuns}</h2>
        <Runs />
      </section>
      <section>
        <h2>{said.deadLetters}</h2>
        <Letters />
      </section>
    </Desk>
  )
}

function Runs() {
  const said = running()
  const runs = usePages<SuggestionRun>('/suggestion-runs?limit=10')
  return (
    <>
      <Trouble problem={runs.problem} again={runs.again} />
      {!runs.items && runs.loading && <Skeleton shape="row" count={4} />}
      {runs.items?.length === 0 && <p class="fine">{said.noRun}</p>}
      {runs.items && runs.items.length > 0 && (
        <Table
          caption={said.suggestionRuns}
          rows={runs.items}
          rowKey={({ run_id }) => run_id}
          cards
          columns={[
            { title: said.startedAt, heading: true, cell: ({ started_at }) => dateTime(started_at) },
            { title: admin().state, cell: (run) => <RunState run={run} /> },
            { title: said.rentals, numeric: true, cell: ({ rentals }) => number(rentals) },
            {
              title: said.lists,
              numeric: true,
              cell: ({ lists, customers }) => said.of(number(lists), number(customers)),
            },
            { title: said.took, numeric: true, cell: (run) => tookS(run) },
            {
              title: said.model,
              cell: ({ model }) =>
                model ? (model.published ? said.newModel : said.keptModel) : admin().nothing,
            },
          ]}
        />
      )}
      <More pages={runs} />
    </>
  )
}

function RunState({ run }: { run: SuggestionRun }) {
  const said = running()
  const told = said.runState(run.state)
  if (run.error) return <span class="field-error">{run.error}</span>
  if (run.finished_at || !run.parts) return <>{told}</>
  return (
    <>
      {told}
      <Progress
        share={run.parts_done / run.parts}
        label={said.of(number(run.parts_done), number(run.parts))}
      />
    </>
  )
}

function tookS({ started_at, finished_at }: SuggestionRun): string {
  if (!finished_at) return admin().nothing
  const seconds = (new Date(finished_at).getTime() - new Date(started_at).getTime()) / 1000
  return number(seconds, { style: 'unit', unit: 'second', maximumFractionDigits: 1 })
}

function Letters() {
  const said = running()
  const sending = useSending()
  const letters = useAsked<DeadLetters>('/stats/dead-letters?limit=50')
  const redrive = () =>
    sending.run(async () => {
      const { count } = await ask<{ count: number }>('POST', '/stats/dead-letter-redrives')
      notify(said.redriven(count))
      letters.again()
    })
  if (!letters.answer)
    return letters.problem ? (
      <Trouble problem={letters.problem} again={letters.again} />
    ) : (
      <Skeleton shape="row" count={2} />
    )
  const { items, count } = letters.answer
  if (items.length === 0 && count === 0) return <p class="fine">{said.noLetter}</p>
  return (
    <>
      <p>{said.letters(count)}</p>
      <Trouble problem={sending.problem} />
      <p class="actions">
        <Button look="quiet" busy={sending.busy} onClick={redrive}>
          {said.redrive}
        </Button>
      </p>
      <Table
        caption={said.deadLetters}
        rows={items}
        rowKey={({ message_id }) => message_id}
        cards
        columns={[
          {
            title: said.event,
            heading: true,
            cell: ({ type, message_id }) => <code>{type ?? message_id}</code>,
          },
          { title: said.sentAt, cell: ({ sent_at }) => dateTime(sent_at) },
          { title: said.attempts, numeric: true, cell: ({ receives }) => number(receives) },
        ]}
      />
    </>
  )
}
