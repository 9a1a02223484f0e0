// Messages to developers: what was given up, what waits, what was sent.

import { usePages } from '../../../api/asked'
import { ask } from '../../../api/client'
import { Button } from '../../../parts/button'
import { Choice } from '../../../parts/choice'
import { useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { notify } from '../../../state/notices'
import { go } from '../../../state/route'
import { dateTime, number } from '../../../words/values'
import type { PageProps } from '../../page'
import type { Notification } from '../answers'
import { Desk } from '../desk'
import { admin } from '../messages'
import { running } from './messages'

const STATES = ['parked', 'waiting', 'sent']

export function NotificationsPage({ query }: PageProps) {
  const said = running()
  const state = STATES.find((each) => each === query.get('state')) ?? 'parked'
  const sent = usePages<Notification>(`/notifications?state=${state}&limit=30`)
  return (
    <Desk title={admin().notifications} lead={said.notificationsLead}>
      <fieldset class="filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        <Choice
          label={admin().state}
          value={state}
          options={STATES.map((each) => [each, said.notificationState(each)])}
          onChange={(value) => go(`#/admin/notifications?state=${value}`, { replace: true })}
        />
      </fieldset>
      <Trouble problem={sent.problem} again={sent.again} />
      {!sent.items && sent.loading && <Skeleton shape="row" count={6} />}
      {sent.items?.length === 0 && <Empty title={said.noNotification(state)} />}
      {sent.items && sent.items.length > 0 && (
        <Table
          caption={admin().notifications}
          rows={sent.items}
          rowKey={({ id }) => id}
          cards
          columns={[
            {
              title: said.event,
              heading: true,
              cell: ({ data, type, movie_id }) => (
                <>
                  <a href={`#/admin/films/${movie_id}`}>{data.title ?? movie_id}</a>
                  <small class="under">{type}</small>
                </>
              ),
            },
            { title: said.receiver, cell: ({ webhook_id, topic }) => (webhook_id ? said.webhook : topic) },
            {
              title: said.when,
              cell: ({ parked_at, sent_at, due_at, occurred_at }) =>
                dateTime(parked_at ?? sent_at ?? due_at ?? occurred_at),
            },
            { title: said.attempts, numeric: true, cell: ({ attempts }) => number(attempts) },
            { title: said.lastError, cell: ({ error }) => error ?? admin().nothing },
            ...(state === 'parked'
              ? [
                  {
                    title: said.retryHead,
                    cell: (each: Notification) => (
                      <Retry
                        notification={each}
                        onDone={() => sent.put((sent.items ?? []).filter(({ id }) => id !== each.id))}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      <More pages={sent} />
    </Desk>
  )
}

function Retry({ notification, onDone }: { notification: Notification; onDone: () => void }) {
  const said = running()
  const sending = useSending()
  const retry = () =>
    sending.run(async () => {
      await ask('POST', `/notifications/${notification.id}/retries`)
      notify(said.isRetried)
      onDone()
    })
  return (
    <>
      <Button look="quiet" small busy={sending.busy} onClick={retry}>
        {said.retry}
      </Button>
      <Trouble problem={sending.problem} />
    </>
  )
}
