// Who rented once and does no longer.

import { useState } from 'preact/hooks'
import { usePages } from '../../../api/asked'
import { Choice } from '../../../parts/choice'
import { More } from '../../../parts/more'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { number, price } from '../../../words/values'
import type { LapsedCustomer } from '../answers'
import { CustomerName } from '../customers/customer-table'
import { customers } from '../customers/messages'
import { admin } from '../messages'
import { insights } from './messages'

const SILENT_DAYS = [14, 30, 90, 180]

export function Lapsed() {
  const said = insights()
  const [days, setDays] = useState(30)
  const lapsed = usePages<LapsedCustomer>(`/customer-insights/lapsed?days=${days}&limit=30`)
  return (
    <>
      <fieldset class="filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        <Choice
          label={said.silence}
          value={String(days)}
          options={SILENT_DAYS.map((each) => [String(each), said.silentFor(each)])}
          onChange={(value) => setDays(Number(value))}
        />
      </fieldset>
      <Trouble problem={lapsed.problem} again={lapsed.again} />
      {!lapsed.items && lapsed.loading && <Skeleton shape="row" count={8} />}
      {lapsed.items?.length === 0 && <Empty title={said.nobodyLapsed} />}
      {lapsed.items && lapsed.items.length > 0 && (
        <Table
          caption={said.viewName('lapsed')}
          rows={lapsed.items}
          rowKey={({ customer }) => customer.id}
          cards
          columns={[
            {
              title: admin().customer,
              heading: true,
              cell: ({ customer }) => (
                <>
                  <CustomerName customer={customer} />
                  <small class="under">{customer.email}</small>
                </>
              ),
            },
            { title: said.silentDays, numeric: true, cell: ({ silent_days }) => number(silent_days) },
            {
              title: said.usualGap,
              numeric: true,
              cell: ({ usual_gap_days }) =>
                usual_gap_days === undefined ? admin().nothing : number(usual_gap_days),
            },
            { title: customers().rented, numeric: true, cell: ({ customer }) => number(customer.rented) },
            { title: customers().spent, numeric: true, cell: ({ customer }) => price(customer.spent) },
          ]}
        />
      )}
      <More pages={lapsed} />
    </>
  )
}
