// The bot's reports, for admins.

import { useState } from 'preact/hooks'
import { ask, type Problem } from '../api'
import { useAsked } from '../asked'
import { Trouble } from '../trouble'
import type { Page, Report } from '../types'

const today = () => new Date().toISOString().slice(0, 10)

export function Reports() {
  const reports = useAsked<Page<{ period: string }>>('/reports')
  const [period, setPeriod] = useState<string>()
  const report = useAsked<Report>(period && `/reports/${period}`)
  const [asked, setAsked] = useState<string>()
  const [refusal, setRefusal] = useState<Problem>()

  const request = () =>
    ask('POST', '/reports', { body: { period: today() } }).then(
      () => setAsked(`The report of ${today()} is being written; read it in a moment.`),
      (problem: Problem) => setRefusal(problem),
    )

  return (
    <section>
      <h1>Reports</h1>
      <p>
        <button type="button" onClick={request}>
          Report on today
        </button>{' '}
        <button type="button" class="quiet" onClick={() => setPeriod(today())}>
          Read today’s
        </button>
      </p>
      {asked && <p role="status">{asked}</p>}
      <Trouble problem={reports.problem ?? report.problem ?? refusal} />
      <ul class="lines">
        {reports.answer?.items.map((item) => (
          <li key={item.period}>
            <button type="button" class="quiet" onClick={() => setPeriod(item.period)}>
              {item.period}
            </button>
          </li>
        ))}
      </ul>
      {report.answer && <pre>{JSON.stringify(report.answer, null, 2)}</pre>}
    </section>
  )
}
