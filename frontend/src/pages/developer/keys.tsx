// Keys for programs.

import { useState } from 'preact/hooks'
import { usePages } from '../../api/asked'
import { ask } from '../../api/client'
import { Button } from '../../parts/button'
import { Field, fieldsOf, optional, useSending } from '../../parts/form'
import { More } from '../../parts/more'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { date, dateTime } from '../../words/values'
import { Choices } from './choices'
import { developer } from './messages'
import { Removal } from './removal'
import { Secret } from './secret'
import type { ApiKey } from './types'

const SCOPES = [
  'movies:read',
  'movies:write',
  'rental:read',
  'rental:write',
  'suggestions:read',
  'stats:read',
  'stats:write',
  'users:read',
]

export function KeysPage() {
  useTitle(developer().apiKeys)
  const keys = usePages<ApiKey>('/api-keys')
  const [leaving, setLeaving] = useState<ApiKey>()
  return (
    <>
      <h1>{developer().apiKeys}</h1>
      <p class="developer-lead">{developer().keysText}</p>
      <div class="developer-halves">
        <section>
          <h2>{developer().newKey}</h2>
          <KeyForm onMade={keys.again} />
        </section>
        <section>
          <h2>{developer().yourKeys}</h2>
          <Trouble problem={keys.problem} again={keys.again} />
          {!keys.items && keys.loading && <Skeleton shape="row" count={3} />}
          {keys.items?.length === 0 && <p class="fine">{developer().noKey}</p>}
          <ul class="lines">
            {keys.items?.map((key) => (
              <Key key={key.id} apiKey={key} onRevoke={() => setLeaving(key)} />
            ))}
          </ul>
          <More pages={keys} />
        </section>
      </div>
      {leaving && (
        <Removal
          title={developer().revokeSure}
          text={developer().revokeText(leaving.name)}
          path={`/api-keys/${leaving.id}`}
          done={developer().revoked}
          onDone={keys.again}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  )
}

function Key({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { name, prefix, scopes, created_at, expires_at, last_used_at } = apiKey
  return (
    <li>
      <div class="developer-entry">
        <strong>{name}</strong> <code>{prefix}…</code>
        <p class="fine">{scopes.join(' · ')}</p>
        <p class="fine">
          {[
            last_used_at ? developer().lastUsed(dateTime(last_used_at)) : developer().neverUsed,
            developer().madeOn(date(created_at)),
            expires_at && endOf(expires_at),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <Button look="quiet" small aria-label={developer().revokeOf(name)} onClick={onRevoke}>
        {developer().revoke}
      </Button>
    </li>
  )
}

function endOf(expires: string): string {
  const over = new Date(expires).getTime() <= Date.now()
  return over ? developer().endedOn(date(expires)) : developer().endsOn(date(expires))
}

/** The beginning of tomorrow and on, as a date field writes it. */
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

function KeyForm({ onMade }: { onMade: () => void }) {
  const sending = useSending()
  const [scopes, setScopes] = useState(['movies:read'])
  const [lacking, setLacking] = useState(false)
  const [made, setMade] = useState<string>()
  const wrong = sending.problem?.fieldErrors ?? {}
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        const form = event.currentTarget
        const { name, expires } = fieldsOf(event)
        setLacking(scopes.length === 0)
        if (scopes.length === 0) return
        const body = { name, scopes, ...(expires ? { expires_at: new Date(expires).toISOString() } : {}) }
        const done = await sending.run(async () => {
          setMade((await ask<{ key: string }>('POST', '/api-keys', { body })).key)
        })
        if (!done) return
        form.reset()
        setScopes(['movies:read'])
        onMade()
      }}
    >
      <Field
        label={developer().keyName}
        hint={developer().keyNameHint}
        name="name"
        autocomplete="off"
        required
        maxLength={80}
        error={wrong.name}
      />
      <Choices
        legend={developer().scopes}
        choices={SCOPES.map((value) => ({ value }))}
        chosen={scopes}
        onChoose={setScopes}
        error={lacking && scopes.length === 0 ? developer().scopeNeeded : undefined}
      />
      <Field
        label={optional(developer().expires)}
        name="expires"
        type="date"
        min={tomorrow()}
        error={wrong.expires_at}
      />
      {Object.keys(wrong).length === 0 && <Trouble problem={sending.problem} />}
      <Button type="submit" busy={sending.busy}>
        {developer().makeKey}
      </Button>
      {made && (
        <Secret
          title={developer().keyMade}
          hint={developer().secretOnce}
          secret={made}
          onClose={() => setMade(undefined)}
        />
      )}
    </form>
  )
}
