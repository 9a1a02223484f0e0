// Who spent the most in the last days.

import { useMemo, useState } from 'preact/hooks'
import { useAsked } from '../../../api/asked'
import { query as queryOf } from '../../../api/client'
import { Choice } from '../../../parts/choice'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { number, price } from '../../../words/values'
import type { TopSpenders as Answer } from '../answers'
import { CustomerName } from '../customers/customer-table'
import { customers } from '../customers/messages'
import { admin } from '../messages'
import { insights } from './messages'

const SPANS_DAYS = [30, 90, 365]
const DAY_MS = 86_400_000

export function TopSpenders() {
  const said = insights()
  const [days, setDays] = useState(30)
  const from = useMemo(() => new Date(Date.now() - days * DAY_MS).toISOString(), [days])
  const top = useAsked<Answer>(`/customer-insights/top-spenders${queryOf({ from, limit: 50 })}`)
  return (
    <>
      <fieldset class="filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        <Choice
          label={said.span}
          value={String(days)}
          options={SPANS_DAYS.map((each) => [String(each), said.lastDays(each)])}
          onChange={(value) => setDays(Number(value))}
        />
      </fieldset>
      <Trouble problem={top.problem} again={top.again} />
      {!top.answer && top.loading && <Skeleton shape="row" count={10} />}
      {top.answer?.items.length === 0 && <Empty title={said.nobodyYet} />}
      {top.answer && top.answer.items.length > 0 && (
        <Table
          caption={said.viewName('top-spenders')}
          rows={top.answer.items}
          rowKey={({ rank }) => String(rank)}
          cards
          columns={[
            {
              title: admin().customer,
              heading: true,
              cell: ({ rank, customer }) => (
                <>
                  {rank}. {customer ? <CustomerName customer={customer} /> : said.erased}
                </>
              ),
            },
            { title: customers().rented, numeric: true, cell: ({ rented }) => number(rented) },
            { title: customers().spent, numeric: true, cell: ({ spent }) => price(spent) },
            {
              title: said.share,
              numeric: true,
              cell: ({ share }) => number(share, { style: 'percent', maximumFractionDigits: 1 }),
            },
          ]}
        />
      )}
    </>
  )
}
