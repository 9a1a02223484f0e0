// The bot's reports, and having one made.

import { useState } from 'preact/hooks'
import { usePages } from '../../../api/asked'
import { ask, query as queryOf } from '../../../api/client'
import { Button } from '../../../parts/button'
import { Choice } from '../../../parts/choice'
import { Field, fieldsOf, SelectField, useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { go } from '../../../state/route'
import { dateTime } from '../../../words/values'
import type { PageProps } from '../../page'
import type { ReportKind, ReportLine } from '../answers'
import { Desk } from '../desk'
import { admin } from '../messages'
import { reports as reportWords } from './messages'
import { periodName, periodOf } from './period'

const KINDS: ReportKind[] = ['day', 'week', 'month']

export function ReportsPage({ query }: PageProps) {
  const said = reportWords()
  const kind = KINDS.find((each) => each === query.get('kind'))
  const reports = usePages<ReportLine>(`/reports${queryOf({ kind, limit: 30 })}`)
  return (
    <Desk title={admin().reports} lead={said.lead}>
      <MakeReport />
      <fieldset class="filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        <Choice
          label={said.kind}
          value={kind ?? ''}
          options={[
            ['', said.allKinds],
            ...KINDS.map((each): [string, string] => [each, said.kindName(each)]),
          ]}
          onChange={(value) => go(`#/admin/reports${queryOf({ kind: value })}`, { replace: true })}
        />
      </fieldset>
      <Trouble problem={reports.problem} again={reports.again} />
      {!reports.items && reports.loading && <Skeleton shape="row" count={6} />}
      {reports.items?.length === 0 && <Empty title={said.noReport} />}
      <ul class="lines">
        {reports.items?.map((report) => (
          <li key={report.period}>
            <a href={`#/admin/reports/${report.period}`}>{periodName(report.period, said.week)}</a>
            <span class="fine">
              {report.closed === false && <span class="tag">{said.open}</span>}{' '}
              {report.written_at && said.writtenAt(dateTime(report.written_at))}
            </span>
          </li>
        ))}
      </ul>
      <More pages={reports} />
    </Desk>
  )
}

function MakeReport() {
  const said = reportWords()
  const sending = useSending()
  const [today] = useState(() => new Date().toISOString().slice(0, 10))
  return (
    <form
      class="make-report"
      aria-label={said.make}
      onSubmit={(event) => {
        const { kind, day = today } = fieldsOf(event)
        const period = periodOf(kind as ReportKind, day)
        sending.run(async () => {
          await ask('POST', '/reports', { body: { period } })
          go(`#/admin/reports/${period}?made=now`)
        })
      }}
    >
      <SelectField
        label={said.kind}
        name="kind"
        value="day"
        options={KINDS.map((each) => ({ value: each, label: said.kindName(each) }))}
      />
      <Field label={said.dayInIt} name="day" type="date" required defaultValue={today} max={today} />
      <Button type="submit" busy={sending.busy}>
        {said.make}
      </Button>
      <Trouble problem={sending.problem} />
    </form>
  )
}
