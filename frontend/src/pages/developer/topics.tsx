// Devices that listen to topics through Firebase Cloud Messaging.

import { useState } from 'preact/hooks'
import { usePages } from '../../api/asked'
import { ask } from '../../api/client'
import { Button } from '../../parts/button'
import { Field, fieldsOf, useSending } from '../../parts/form'
import { More } from '../../parts/more'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { notify } from '../../state/notices'
import { dateTime, listed } from '../../words/values'
import { developer } from './messages'
import { TopicChoices } from './topic-choices'
import type { Subscription } from './types'

export function TopicsPage() {
  useTitle(developer().topics)
  const subscriptions = usePages<Subscription>('/developer/subscriptions')
  const removing = useSending()
  const unsubscribe = async ({ id }: Subscription) => {
    const done = await removing.run(async () => {
      await ask('DELETE', `/developer/subscriptions/${id}`)
    })
    if (!done) return
    notify(developer().unsubscribed)
    subscriptions.again()
  }
  return (
    <>
      <h1>{developer().topics}</h1>
      <p class="developer-lead">{developer().topicsText}</p>
      <div class="developer-halves">
        <section>
          <h2>{developer().newSubscription}</h2>
          <SubscriptionForm onMade={subscriptions.again} />
        </section>
        <section>
          <h2>{developer().subscriptions}</h2>
          <Trouble problem={removing.problem} />
          <Trouble problem={subscriptions.problem} again={subscriptions.again} />
          {!subscriptions.items && subscriptions.loading && <Skeleton shape="row" count={3} />}
          {subscriptions.items?.length === 0 && <p class="fine">{developer().noSubscription}</p>}
          <ul class="lines">
            {subscriptions.items?.map((subscription) => (
              <li key={subscription.id}>
                <div class="developer-entry">
                  <code>{subscription.token_prefix}…</code>
                  <p class="fine">{subscription.topics.join(' · ')}</p>
                  <p class="fine">{dateTime(subscription.created_at)}</p>
                </div>
                <Button
                  look="quiet"
                  small
                  busy={removing.busy}
                  aria-label={developer().unsubscribeOf(subscription.token_prefix)}
                  onClick={() => unsubscribe(subscription)}
                >
                  {developer().unsubscribe}
                </Button>
              </li>
            ))}
          </ul>
          <More pages={subscriptions} />
        </section>
      </div>
    </>
  )
}

interface Made {
  failed: { topic: string; reason: string }[]
}

function SubscriptionForm({ onMade }: { onMade: () => void }) {
  const sending = useSending()
  const [topics, setTopics] = useState<string[]>([])
  const [lacking, setLacking] = useState(false)
  const wrong = sending.problem?.fieldErrors.registration_token
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        const form = event.currentTarget
        const { registration_token } = fieldsOf(event)
        setLacking(topics.length === 0)
        if (topics.length === 0) return
        const done = await sending.run(async () => {
          const body = { registration_token, topics }
          const { failed } = await ask<Made>('POST', '/developer/subscriptions', { body })
          if (failed.length === 0) notify(developer().subscribed)
          else notify(developer().notAllSubscribed(listed(failed.map(({ topic }) => topic))), 'bad')
        })
        if (!done) return
        form.reset()
        setTopics([])
        onMade()
      }}
    >
      <Field
        label={developer().token}
        hint={developer().tokenHint}
        name="registration_token"
        autocomplete="off"
        spellcheck={false}
        required
        maxLength={4096}
        error={wrong}
      />
      <TopicChoices
        chosen={topics}
        onChoose={setTopics}
        error={lacking && topics.length === 0 ? developer().topicNeeded : undefined}
      />
      {!wrong && <Trouble problem={sending.problem} />}
      <Button type="submit" busy={sending.busy}>
        {developer().subscribe}
      </Button>
    </form>
  )
}
