// Addresses of developers' own that events are sent to, and what became of what was sent.

import { useState } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import { ask } from '../../api/client'
import type { Page } from '../../api/types'
import { Button } from '../../parts/button'
import { Field, fieldsOf, useSending } from '../../parts/form'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { notify } from '../../state/notices'
import { common } from '../../words/common'
import { date } from '../../words/values'
import { Deliveries } from './deliveries'
import { developer } from './messages'
import { Removal } from './removal'
import { Secret } from './secret'
import { TopicChoices } from './topic-choices'
import type { Webhook } from './types'

const ALL_EVENTS = ['movies.added', 'movies.archived', 'movies.restored', 'movies.price-changed']

export function WebhooksPage() {
  useTitle(developer().webhooks)
  const webhooks = useAsked<Page<Webhook>>('/developer/webhooks')
  const [leaving, setLeaving] = useState<Webhook>()
  return (
    <>
      <h1>{developer().webhooks}</h1>
      <p class="developer-lead">{developer().webhooksText}</p>
      <div class="developer-halves">
        <section>
          <h2>{developer().newWebhook}</h2>
          <WebhookForm onMade={webhooks.again} />
        </section>
        <section>
          <h2>{developer().yourWebhooks}</h2>
          <Trouble problem={webhooks.problem} again={webhooks.again} />
          {!webhooks.answer && webhooks.loading && <Skeleton shape="row" count={2} />}
          {webhooks.answer?.items.length === 0 && <p class="fine">{developer().noWebhook}</p>}
          <ul class="lines">
            {webhooks.answer?.items.map((webhook) => (
              <li key={webhook.id}>
                <div class="developer-entry">
                  <strong class="address">{webhook.url}</strong>
                  <p class="fine">{webhook.topics.join(' · ')}</p>
                  <p class="fine">{date(webhook.created_at)}</p>
                </div>
                <div class="actions">
                  <TryButton webhook={webhook} />
                  <Button
                    look="quiet"
                    small
                    aria-label={developer().deleteOf(webhook.url)}
                    onClick={() => setLeaving(webhook)}
                  >
                    {common().delete}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <Deliveries webhooks={webhooks.answer?.items ?? []} />
      {leaving && (
        <Removal
          title={developer().deleteWebhook}
          text={developer().deleteWebhookText(leaving.url)}
          path={`/developer/webhooks/${leaving.id}`}
          done={developer().webhookDeleted}
          onDone={webhooks.again}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  )
}

/** Sends the latest event there once more; the deliveries below tell what became of it. */
function TryButton({ webhook }: { webhook: Webhook }) {
  const sending = useSending()
  const send = async () => {
    const done = await sending.run(async () => {
      await ask('POST', `/developer/webhooks/${webhook.id}/deliveries`)
    })
    if (done) notify(developer().tryingWebhook)
  }
  return (
    <>
      <Button
        look="quiet"
        small
        busy={sending.busy}
        aria-label={developer().tryOf(webhook.url)}
        onClick={send}
      >
        {developer().try}
      </Button>
      <Trouble problem={sending.problem} />
    </>
  )
}

function WebhookForm({ onMade }: { onMade: () => void }) {
  const sending = useSending()
  const [topics, setTopics] = useState(ALL_EVENTS)
  const [lacking, setLacking] = useState(false)
  const [secret, setSecret] = useState<string>()
  const wrong = sending.problem?.fieldErrors.url
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        const form = event.currentTarget
        const { url } = fieldsOf(event)
        setLacking(topics.length === 0)
        if (topics.length === 0) return
        const done = await sending.run(async () => {
          const body = { url, topics }
          setSecret((await ask<{ secret: string }>('POST', '/developer/webhooks', { body })).secret)
        })
        if (!done) return
        form.reset()
        setTopics(ALL_EVENTS)
        onMade()
      }}
    >
      <Field
        label={developer().address}
        hint={developer().addressHint}
        name="url"
        type="url"
        autocomplete="off"
        placeholder="https://example.org/hook"
        required
        maxLength={2000}
        error={wrong}
      />
      <TopicChoices
        chosen={topics}
        onChoose={setTopics}
        error={lacking && topics.length === 0 ? developer().topicNeeded : undefined}
      />
      {!wrong && <Trouble problem={sending.problem} />}
      <Button type="submit" busy={sending.busy}>
        {developer().addWebhook}
      </Button>
      {secret && (
        <Secret
          title={developer().webhookAdded}
          hint={developer().secretSigns}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </form>
  )
}
