// What was sent, as it is sent.

import { useState } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import { query as asQuery } from '../../api/client'
import type { Page } from '../../api/types'
import { Button } from '../../parts/button'
import { SelectField } from '../../parts/form'
import { Empty, Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { go } from '../../state/route'
import { dateTime, price } from '../../words/values'
import type { PageProps } from '../page'
import { useLive } from './live'
import { developer } from './messages'
import { type Notification, STATES, type Topic } from './types'

export function InboxPage({ query }: PageProps) {
  useTitle(developer().inbox)
  const state = STATES.find((each) => each === query.get('state')) ?? 'sent'
  const topic = query.get('topic') ?? ''
  const [paused, setPaused] = useState(false)
  const topics = useAsked<Page<Topic>>('/developer/topics')
  const inbox = useLive<Notification>(
    `/developer/notifications${asQuery({ limit: 50, state, topic })}`,
    paused,
  )
  const choose = (chosen: Record<string, string>) =>
    go(`#/developer/inbox${asQuery({ ...Object.fromEntries(query), ...chosen })}`, { replace: true })
  return (
    <>
      <h1>{developer().inbox}</h1>
      <p class="developer-lead">{developer().inboxText}</p>
      <div class="inbox-bar">
        <SelectField
          label={developer().state}
          value={state}
          options={STATES.map((value) => ({ value, label: developer().stateName(value) }))}
          onChange={(event) => choose({ state: event.currentTarget.value })}
        />
        <SelectField
          label={developer().topic}
          value={topic}
          options={[
            { value: '', label: developer().anyTopic },
            ...(topics.answer?.items ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(event) => choose({ topic: event.currentTarget.value })}
        />
        <div class="inbox-live">
          <p class="fine" role="status">
            <span class={paused ? 'lamp' : 'lamp lit'} aria-hidden="true" />
            {paused
              ? developer().paused
              : inbox.fresh.size
                ? developer().newMessages(inbox.fresh.size)
                : developer().follows}
          </p>
          <Button look="quiet" small onClick={() => setPaused(!paused)}>
            {paused ? developer().goOn : developer().pause}
          </Button>
        </div>
      </div>
      <Trouble problem={inbox.problem} again={inbox.again} />
      {!inbox.items && !inbox.problem && <Skeleton shape="row" count={6} />}
      {inbox.items?.length === 0 && (
        <Empty title={state === 'sent' ? developer().noMessage : developer().noMessageOfState}>
          {state === 'sent' && <p class="fine">{developer().noMessageHint}</p>}
        </Empty>
      )}
      <ul class="lines inbox">
        {inbox.items?.map((sent) => (
          <Message key={sent.id} sent={sent} fresh={inbox.fresh.has(sent.id)} />
        ))}
      </ul>
    </>
  )
}

function Message({ sent, fresh }: { sent: Notification; fresh: boolean }) {
  const { old_amount, new_amount, currency, title } = sent.data
  const outcome = sent.error ?? sent.response ?? sent.message_name
  return (
    <li class={fresh ? 'fresh' : undefined}>
      <div class="developer-entry">
        <p class="inbox-what">
          {developer().topicMeaning(sent.type)}
          {': '}
          <a href={`#/movies/${sent.movie_id}`}>{title}</a>
        </p>
        {old_amount && new_amount && currency && (
          <p class="inbox-price">
            {developer().priceFromTo(
              price({ amount: old_amount, currency }),
              price({ amount: new_amount, currency }),
            )}
          </p>
        )}
        <p class="fine">
          {[
            sent.webhook_id ? developer().toWebhook : developer().toTopic(sent.topic),
            sent.state === 'sent' ? '' : developer().attempts(sent.attempts),
            outcome,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <details>
          <summary>{developer().data}</summary>
          <pre>
            <code>{JSON.stringify(sent.data, null, 2)}</code>
          </pre>
        </details>
      </div>
      <time class="fine" dateTime={sent.sent_at ?? sent.occurred_at}>
        {dateTime(sent.sent_at ?? sent.occurred_at)}
      </time>
    </li>
  )
}
