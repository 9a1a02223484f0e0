// Customers by how lately and how often they rent, and what the scores mean.

import { useAsked } from '../../../api/asked'
import { Skeleton, Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { date, dateTime, number, price } from '../../../words/values'
import type { Quintile, Rfm, RfmCell } from '../answers'
import { admin } from '../messages'
import { Heat } from './heat'
import { insights } from './messages'

const SCORES = [5, 4, 3, 2, 1]

export function RfmTable() {
  const said = insights()
  const rfm = useAsked<Rfm>('/customer-insights/rfm')
  if (!rfm.answer)
    return rfm.problem ? <Trouble problem={rfm.problem} again={rfm.again} /> : <Skeleton shape="block" />
  return (
    <>
      <p class="fine">{admin().computedAt(dateTime(rfm.answer.computed_at))}</p>
      <section>
        <h2>{said.whoIsWhere}</h2>
        <Grid cells={rfm.answer.items} />
      </section>
      <section>
        <h2>{said.whatScoresMean}</h2>
        <Table
          caption={said.whatScoresMean}
          rows={rfm.answer.quintiles}
          rowKey={({ measure, score }) => measure + score}
          columns={[
            {
              title: said.measure,
              heading: true,
              cell: ({ measure, score }) => `${said.measureName(measure)} ${score}`,
            },
            { title: said.from, numeric: true, cell: (quintile) => bound(quintile, quintile.lowest) },
            { title: said.to, numeric: true, cell: (quintile) => bound(quintile, quintile.highest) },
            { title: admin().customers, numeric: true, cell: ({ customers }) => number(customers) },
          ]}
        />
      </section>
    </>
  )
}

function bound({ measure }: Quintile, value: string): string {
  if (measure === 'recency') return date(value)
  return measure === 'monetary' ? price({ amount: value, currency: 'EUR' }) : number(Number(value))
}

/** Lately down, often across; whatever they spent is added up. */
function Grid({ cells }: { cells: RfmCell[] }) {
  const said = insights()
  const at = (recency: number, frequency: number) =>
    cells.filter((cell) => cell.recency === recency && cell.frequency === frequency)
  const countAt = (recency: number, frequency: number) =>
    at(recency, frequency).reduce((sum, { customers }) => sum + customers, 0)
  const spentAt = (recency: number, frequency: number) =>
    at(recency, frequency).reduce((sum, { spent }) => sum + Number(spent.amount), 0)
  const most = Math.max(1, ...SCORES.flatMap((recency) => SCORES.map((each) => countAt(recency, each))))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="table-frame" aria-label={said.whoIsWhere} tabIndex={0}>
      <table class="heat-map">
        <caption class="visually-hidden">{said.whoIsWhere}</caption>
        <thead>
          <tr>
            <th scope="col">{said.latelyDownOftenAcross}</th>
            {SCORES.toReversed().map((frequency) => (
              <th key={frequency} scope="col">
                {said.often(frequency)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SCORES.map((recency) => (
            <tr key={recency}>
              <th scope="row">{said.lately(recency)}</th>
              {SCORES.toReversed().map((frequency) => {
                const count = countAt(recency, frequency)
                return (
                  <Heat key={frequency} share={count / most}>
                    {count > 0 && (
                      <>
                        {number(count)}
                        <small>
                          {price({ amount: String(spentAt(recency, frequency)), currency: 'EUR' })}
                        </small>
                      </>
                    )}
                  </Heat>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
