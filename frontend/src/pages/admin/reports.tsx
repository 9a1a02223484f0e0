// The bot's reports.

import { usePages } from '../../api/asked'
import { More } from '../../parts/more'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { admin } from './messages'

export function ReportsPage() {
  useTitle(admin().reports)
  const reports = usePages<{ period: string }>('/reports')
  return (
    <>
      <h1>{admin().reports}</h1>
      <Trouble problem={reports.problem} again={reports.again} />
      {!reports.items && reports.loading && <Skeleton shape="row" count={6} />}
      <ul class="lines" aria-label={admin().newestReports}>
        {reports.items?.map(({ period }) => (
          <li key={period}>{period}</li>
        ))}
      </ul>
      <More pages={reports} />
    </>
  )
}
