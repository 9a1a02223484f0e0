// A question about customers is put together; how many it means is told at each change.

import { useEffect, useState } from 'preact/hooks'
import { useAsked } from '../../../api/asked'
import { ask, type Problem } from '../../../api/client'
import { Button } from '../../../parts/button'
import { Field, fieldsOf, useSending } from '../../../parts/form'
import { Skeleton, Trouble } from '../../../parts/states'
import { notify } from '../../../state/notices'
import { go } from '../../../state/route'
import { number } from '../../../words/values'
import type { PageProps } from '../../page'
import type { Segment } from '../answers'
import { Desk } from '../desk'
import { GroupEditor } from './query-editor'
import { fromJson, type Group, newGroup, toJson } from './query-tree'
import { segments } from './segment-messages'

const TYPING_PAUSE_MS = 250

/** `from` names a segment to begin with. */
export function SegmentBuilderPage({ query }: PageProps) {
  const from = query.get('from')
  const model = useAsked<Segment>(from ? `/segments/${encodeURIComponent(from)}` : undefined)
  const isReady = !from || model.answer
  return (
    <Desk title={segments().newSegment} lead={segments().builderLead}>
      <Trouble problem={model.problem} again={model.again} />
      {isReady ? <Builder model={model.answer} /> : !model.problem && <Skeleton shape="block" />}
    </Desk>
  )
}

function Builder({ model }: { model: Segment | undefined }) {
  const said = segments()
  const sending = useSending()
  const [tree, setTree] = useState<Group>(() => (model ? fromJson(model.query) : newGroup()))
  const json = toJson(tree)
  const keep = async (fields: Record<string, string>) => {
    await sending.run(async () => {
      const kept = await ask<Segment>('POST', '/segments', { body: { name: fields.name, query: json } })
      notify(said.isKept(kept.name))
      go(`#/admin/segments/${kept.id}`)
    })
  }
  const wrong = sending.problem?.fieldErrors ?? {}
  return (
    <div class="builder">
      <GroupEditor node={tree} onChange={(fresh) => setTree(fresh as Group)} />
      <aside class="builder-side" aria-label={said.countTitle}>
        <Count question={json && JSON.stringify(json)} />
        <form class="form" onSubmit={(event) => keep(fieldsOf(event))}>
          <Field label={said.name} name="name" required maxLength={80} error={wrong.name} />
          {!wrong.name && <Trouble problem={sending.problem} />}
          <Button type="submit" busy={sending.busy} disabled={!json}>
            {said.keep}
          </Button>
        </form>
      </aside>
    </div>
  )
}

/** How many the question means, once one pauses; the last number stays until the next is known. */
function Count({ question }: { question: string | undefined }) {
  const said = segments()
  const [count, setCount] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    if (question === undefined) return
    const abort = new AbortController()
    const pause = setTimeout(() => {
      const body = { query: JSON.parse(question) }
      ask<{ count: number }>('POST', '/segment-counts', { body, signal: abort.signal }).then(
        (answer) => {
          setCount(answer.count)
          setProblem(undefined)
        },
        (refusal: Problem) => !abort.signal.aborted && setProblem(refusal),
      )
    }, TYPING_PAUSE_MS)
    return () => {
      clearTimeout(pause)
      abort.abort()
    }
  }, [question])
  return (
    <>
      <p class="live-count" role="status">
        {question === undefined ? (
          <span class="fine">{said.incomplete}</span>
        ) : (
          <>
            <strong>{count === undefined ? '…' : number(count)}</strong> {said.answerNow(count ?? 0)}
          </>
        )}
      </p>
      <Trouble problem={question === undefined ? undefined : problem} />
    </>
  )
}
