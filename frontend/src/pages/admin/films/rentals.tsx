// What became of a film's rentals lately.

import { useAsked } from '../../../api/asked'
import { Skeleton, Trouble } from '../../../parts/states'
import { dayOfMonth, number } from '../../../words/values'
import type { MovieStats } from '../answers'
import { ColumnChart } from '../reports/chart'
import { reports } from '../reports/messages'
import { sums } from '../reports/sums'
import { everyDay, inAll } from './figures'
import { films } from './messages'

export function Rentals({ id }: { id: string }) {
  const said = reports()
  const stats = useAsked<MovieStats>(`/movies/${id}/stats`)
  if (!stats.answer)
    return stats.problem ? (
      <Trouble problem={stats.problem} again={stats.again} />
    ) : (
      <Skeleton shape="block" />
    )
  const all = inAll(stats.answer)
  const figures: [string, string][] = [
    [said.rentals, number(all.rentals)],
    [said.revenue, sums(all.revenue)],
    [said.hoursWatched, number(all.watched_s / 3600, { maximumFractionDigits: 1 })],
    [films().seenToTheEnd, all.completion === undefined ? '–' : number(all.completion, { style: 'percent' })],
  ]
  return (
    <>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ColumnChart
        title={said.byDay}
        heads={[said.day, said.rentals]}
        bars={everyDay(stats.answer).map(({ day, rentals }) => ({ label: dayOfMonth(day), value: rentals }))}
      />
    </>
  )
}
