// The segments that are kept, and who answers to one.

import { useAsked, usePages } from '../../../api/asked'
import { ask } from '../../../api/client'
import { download } from '../../../api/download'
import { Button } from '../../../parts/button'
import { useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { notify } from '../../../state/notices'
import { go } from '../../../state/route'
import { common } from '../../../words/common'
import { date, number } from '../../../words/values'
import type { PageProps } from '../../page'
import type { Customer, CustomerPage, QueryJson, Segment } from '../answers'
import { Desk } from '../desk'
import { useGenreName } from '../genre-name'
import { admin } from '../messages'
import { CustomerTable } from './customer-table'
import { segments as segmentWords } from './segment-messages'

export function SegmentsPage() {
  const said = segmentWords()
  const kept = usePages<Segment>('/segments')
  return (
    <Desk
      title={admin().segments}
      lead={said.lead}
      actions={
        <a class="button small" href="#/admin/segments/new">
          {said.newSegment}
        </a>
      }
    >
      <Trouble problem={kept.problem} again={kept.again} />
      {!kept.items && kept.loading && <Skeleton shape="row" count={4} />}
      {kept.items?.length === 0 && <Empty title={said.noSegment} />}
      <ul class="lines">
        {kept.items?.map((segment) => (
          <li key={segment.id}>
            <span>
              <a href={`#/admin/segments/${segment.id}`}>{segment.name}</a>
              <span class="under">
                <InWords query={segment.query} />
              </span>
            </span>
            <span class="fine">{date(segment.created_at)}</span>
          </li>
        ))}
      </ul>
      <More pages={kept} />
    </Desk>
  )
}

export function SegmentPage({ params }: PageProps) {
  const said = segmentWords()
  const sending = useSending()
  const path = `/segments/${params.id}`
  const segment = useAsked<Segment>(path)
  const found = usePages<Customer, CustomerPage>(`${path}/customers?limit=30`)
  const forget = () =>
    sending.run(async () => {
      await ask('DELETE', path)
      notify(said.isForgotten(segment.answer?.name ?? ''))
      go('#/admin/segments')
    })
  return (
    <Desk
      title={segment.answer?.name ?? '…'}
      lead={segment.answer && <InWords query={segment.answer.query} />}
      actions={
        <>
          <a class="button quiet small" href={`#/admin/segments/new?from=${params.id}`}>
            {said.buildOn}
          </a>
          <Button
            look="quiet"
            small
            onClick={() => sending.run(() => download(`${path}/customers`, 'segment.csv', 'text/csv'))}
          >
            {admin().downloadCsv}
          </Button>
          <Button look="danger" small busy={sending.busy} onClick={forget}>
            {common().delete}
          </Button>
        </>
      }
    >
      <Trouble problem={sending.problem ?? segment.problem ?? found.problem} again={found.again} />
      {found.first?.count !== undefined && (
        <p class="live-count" role="status">
          <strong>{number(found.first.count)}</strong> {said.answerNow(found.first.count)}
        </p>
      )}
      {!found.items && found.loading && <Skeleton shape="row" count={8} />}
      {found.items && found.items.length > 0 && <CustomerTable customers={found.items} />}
      <More pages={found} />
    </Desk>
  )
}

/** A question as one reads it aloud. */
function InWords({ query }: { query: QueryJson }) {
  return <>{useWordsOf()(query)}</>
}

function useWordsOf(): (query: QueryJson) => string {
  const said = segmentWords()
  const genreName = useGenreName()
  const shown = (field: string, value: unknown): string =>
    field === 'favourite_genre'
      ? genreName(String(value))
      : field.endsWith('_at')
        ? date(String(value))
        : String(value)
  const words = (query: QueryJson, isInner = true): string => {
    if ('all' in query || 'any' in query) {
      const [parts, join] = 'all' in query ? [query.all, said.and] : [query.any, said.or]
      if (parts.length === 0) return 'all' in query ? said.everybody : said.nobody
      const told = parts.map((part) => words(part)).join(` ${join} `)
      return isInner && parts.length > 1 ? `(${told})` : told
    }
    if ('not' in query) return `${said.not} ${words(query.not)}`
    const { field, op, value } = query
    const name = said.fieldName(field)
    if (value === null) return `${name} ${said.opName(op === '=' ? 'missing' : 'there', false)}`
    const values = (Array.isArray(value) ? value : [value]).map((each) => shown(field, each)).join(', ')
    return `${name} ${said.opName(op, field.endsWith('_at'))} ${values}`
  }
  return (query) => words(query, false)
}
