// The account: who one is here, where one is signed in, what the house holds, and leaving it.

import { useState } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import { ask, Problem, request } from '../../api/client'
import { download } from '../../api/download'
import type { Account, Page } from '../../api/types'
import { Button } from '../../parts/button'
import { Dialog } from '../../parts/dialog'
import { Field, fieldsOf, optional, SelectField, useSending } from '../../parts/form'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { accountStore, forget } from '../../state/account'
import { notify } from '../../state/notices'
import { go } from '../../state/route'
import { common } from '../../words/common'
import { languageOf, setLanguage } from '../../words/language'
import { date, dateTime } from '../../words/values'
import { deviceName } from './device'
import { customer } from './messages'

export function AccountPage() {
  useTitle(common().account)
  const me = useAsked<Account>('/me')
  return (
    <>
      <h1>{common().account}</h1>
      {!me.answer &&
        (me.problem ? <Trouble problem={me.problem} again={me.again} /> : <Skeleton shape="block" />)}
      {me.answer && (
        <div class="account">
          <section>
            <h2>{customer().profile}</h2>
            <p class="fine">
              {me.answer.email} · {customer().memberSince(date(me.answer.created_at))}
            </p>
            {!me.answer.email_verified && <Unverified email={me.answer.email} />}
            <Profile key={me.etag} account={me.answer} etag={me.etag} onSaved={me.put} onStale={me.again} />
          </section>
          <section>
            <h2>{customer().changePassword}</h2>
            <PasswordForm />
          </section>
          <section>
            <h2>{customer().devices}</h2>
            <Devices />
          </section>
          <section>
            <h2>{customer().yourData}</h2>
            <YourData />
          </section>
        </div>
      )}
    </>
  )
}

function Unverified({ email }: { email: string }) {
  const sending = useSending()
  const send = async () => {
    const done = await sending.run(async () => {
      await ask('POST', '/accounts/verifications', { body: { email } })
    })
    if (done) notify(customer().linkSent)
  }
  return (
    <p class="unverified">
      {customer().notVerified}{' '}
      <button type="button" class="link" onClick={send}>
        {customer().sendLink}
      </button>
      <Trouble problem={sending.problem} />
    </p>
  )
}

interface ProfileProps {
  account: Account
  etag: string | undefined
  onSaved: (account: Account, etag?: string) => void
  onStale: () => void
}

function Profile({ account, etag, onSaved, onStale }: ProfileProps) {
  const sending = useSending()
  const wrong = sending.problem?.fieldErrors ?? {}
  const save = async (fields: Record<string, string>) => {
    const body = {
      display_name: fields.display_name,
      locale: fields.locale,
      country: fields.country?.toUpperCase() || null,
      birth_year: fields.birth_year ? Number(fields.birth_year) : null,
    }
    await sending.run(async () => {
      try {
        const saved = await request<Account>('PATCH', '/me', { body, ifMatch: etag })
        setLanguage(languageOf(saved.document.locale))
        accountStore.set(saved.document)
        onSaved(saved.document, saved.etag)
        notify(common().saved)
      } catch (problem) {
        if (!(problem instanceof Problem && problem.code === 'precondition-failed')) throw problem
        notify(customer().changedElsewhere, 'bad')
        onStale()
      }
    })
  }
  return (
    <form class="form" onSubmit={(event) => save(fieldsOf(event))}>
      <Field
        label={customer().name}
        name="display_name"
        autocomplete="name"
        required
        maxLength={80}
        defaultValue={account.display_name}
        error={wrong.display_name}
      />
      <SelectField
        label={customer().siteLanguage}
        name="locale"
        value={languageOf(account.locale)}
        options={[
          { value: 'fr', label: 'Français' },
          { value: 'en', label: 'English' },
        ]}
      />
      <Field
        label={optional(customer().country)}
        hint={customer().countryHint}
        name="country"
        autocomplete="country"
        maxLength={2}
        pattern="[A-Za-z]{2}"
        defaultValue={account.country ?? ''}
        error={wrong.country}
      />
      <Field
        label={optional(customer().birthYear)}
        name="birth_year"
        inputMode="numeric"
        autocomplete="bday-year"
        pattern="\d{4}"
        defaultValue={account.birth_year?.toString() ?? ''}
        error={wrong.birth_year}
      />
      {Object.keys(wrong).length === 0 && <Trouble problem={sending.problem} />}
      <Button type="submit" busy={sending.busy} look="quiet">
        {common().save}
      </Button>
    </form>
  )
}

function PasswordForm() {
  const sending = useSending()
  const wrong = sending.problem?.fieldErrors ?? {}
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        const form = event.currentTarget
        const { current_password, new_password } = fieldsOf(event)
        const done = await sending.run(async () => {
          await ask('PUT', '/me/password', { body: { current_password, new_password } })
        })
        if (!done) return
        form.reset()
        notify(customer().passwordChanged)
      }}
    >
      <input type="hidden" autocomplete="username" value={accountStore.get()?.email ?? ''} />
      <Field
        label={customer().currentPassword}
        name="current_password"
        type="password"
        autocomplete="current-password"
        required
        error={wrong.current_password}
      />
      <Field
        label={customer().newPassword}
        hint={customer().passwordHint}
        name="new_password"
        type="password"
        autocomplete="new-password"
        required
        minLength={10}
        error={wrong.new_password}
      />
      {Object.keys(wrong).length === 0 && <Trouble problem={sending.problem} />}
      <Button type="submit" busy={sending.busy} look="quiet">
        {customer().changePassword}
      </Button>
    </form>
  )
}

interface Device {
  id: string
  device?: string
  last_used_at: string
  current: boolean
}

function Devices() {
  const devices = useAsked<Page<Device>>('/sessions')
  const sending = useSending()
  const leave = async () => {
    const done = await sending.run(async () => {
      await ask('DELETE', '/sessions')
    })
    if (!done) return
    forget()
    go('#/sign-in')
  }
  return (
    <>
      <Trouble problem={devices.problem ?? sending.problem} again={devices.again} />
      {devices.loading && <Skeleton shape="row" count={2} />}
      <ul class="lines">
        {devices.answer?.items.map((device) => (
          <li key={device.id}>
            <span class="device">{device.device ? deviceName(device.device) : customer().unknownDevice}</span>
            {device.current ? (
              <span class="tag">{customer().thisDevice}</span>
            ) : (
              <span class="fine">{customer().lastUsed(dateTime(device.last_used_at))}</span>
            )}
          </li>
        ))}
      </ul>
      <p class="actions">
        <Button look="quiet" busy={sending.busy} onClick={leave}>
          {customer().signOutEverywhere}
        </Button>
      </p>
    </>
  )
}

function YourData() {
  const sending = useSending()
  const [leaving, setLeaving] = useState(false)
  const takeOut = () => sending.run(() => download('/me/export', 'videoclub.json'))
  return (
    <>
      <p>{customer().exportText}</p>
      <Trouble problem={sending.problem} />
      <div class="actions">
        <Button look="quiet" busy={sending.busy} onClick={takeOut}>
          {customer().exportData}
        </Button>
        <Button look="danger" onClick={() => setLeaving(true)}>
          {customer().deleteAccount}
        </Button>
      </div>
      {leaving && <Leave onClose={() => setLeaving(false)} />}
    </>
  )
}

function Leave({ onClose }: { onClose: () => void }) {
  const sending = useSending()
  return (
    <Dialog title={customer().deleteAccount} onClose={onClose}>
      <p>{customer().deleteText}</p>
      <form
        class="form"
        onSubmit={async (event) => {
          const { password } = fieldsOf(event)
          const done = await sending.run(async () => {
            await ask('DELETE', '/me', { body: { password } })
          })
          if (!done) return
          forget()
          notify(customer().deleted)
          go('#/')
        }}
      >
        <Field
          label={customer().password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          error={sending.problem?.fieldErrors.password}
        />
        <Trouble problem={sending.problem} />
        <Button type="submit" look="danger" busy={sending.busy}>
          {customer().deleteSure}
        </Button>
      </form>
    </Dialog>
  )
}
