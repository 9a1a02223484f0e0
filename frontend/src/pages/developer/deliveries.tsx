// What became of the messages to a developer's webhooks.

import { useAsked } from '../../api/asked'
import type { Page } from '../../api/types'
import { Button } from '../../parts/button'
import { Skeleton, Trouble } from '../../parts/states'
import { Table } from '../../parts/table'
import { dateTime, number } from '../../words/values'
import { developer } from './messages'
import type { Notification, Webhook } from './types'

const path = (state: Notification['state']) => `/developer/notifications?limit=100&state=${state}`

export function Deliveries({ webhooks }: { webhooks: Webhook[] }) {
  const asked = [
    useAsked<Page<Notification>>(path('waiting')),
    useAsked<Page<Notification>>(path('parked')),
    useAsked<Page<Notification>>(path('sent')),
  ]
  const again = () => {
    for (const each of asked) each.again()
  }
  const addressOf = new Map(webhooks.map(({ id, url }) => [id, url]))
  const rows = asked
    .flatMap(({ answer }) => answer?.items ?? [])
    .filter(({ webhook_id }) => webhook_id)
    .sort((one, other) => whenOf(other).localeCompare(whenOf(one)))
  const loading = asked.some(({ answer, loading }) => loading && !answer)
  return (
    <section class="developer-below">
      <h2>{developer().deliveries}</h2>
      <div class="actions">
        <p class="fine">{developer().deliveriesText}</p>
        <Button look="quiet" small busy={asked.some((each) => each.loading)} onClick={again}>
          {developer().again}
        </Button>
      </div>
      <Trouble problem={asked.find(({ problem }) => problem)?.problem} again={again} />
      {loading && <Skeleton shape="row" count={3} />}
      {!loading && rows.length === 0 && <p>{developer().noDelivery}</p>}
      {rows.length > 0 && (
        <Table
          caption={developer().deliveries}
          rows={rows}
          rowKey={({ id }) => id}
          columns={[
            { title: developer().when, cell: (row) => dateTime(whenOf(row)) },
            {
              title: developer().event,
              cell: (row) => `${developer().topicMeaning(row.type)}: ${row.data.title}`,
            },
            {
              title: developer().address,
              cell: ({ webhook_id }) => addressOf.get(webhook_id ?? '') ?? developer().deletedWebhook,
            },
            { title: developer().outcome, cell: outcomeOf },
            { title: developer().tried, numeric: true, cell: ({ attempts }) => number(attempts) },
          ]}
        />
      )}
    </section>
  )
}

const whenOf = ({ sent_at, occurred_at }: Notification) => sent_at ?? occurred_at

function outcomeOf({ state, response, error }: Notification): string {
  return [developer().stateName(state), response ?? error].filter(Boolean).join(' · ')
}
