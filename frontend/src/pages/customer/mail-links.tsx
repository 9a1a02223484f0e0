// Where the links in mails lead: confirming an address, choosing a new password.

import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api/client'
import { Button } from '../../parts/button'
import { Field, fieldsOf, useSending } from '../../parts/form'
import { Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { forget, readAccount } from '../../state/account'
import { notify } from '../../state/notices'
import { go } from '../../state/route'
import { common } from '../../words/common'
import type { PageProps } from '../page'
import { customer } from './messages'

export function VerifyPage({ params }: PageProps) {
  useTitle(customer().verify)
  const sending = useSending()
  const [done, setDone] = useState(false)
  useEffect(() => {
    setDone(false)
    sending
      .run(async () => {
        await ask('POST', '/accounts/verifications', { body: { token: params.token } })
        setDone(true)
      })
      .then((confirmed) => (confirmed ? readAccount() : undefined))
  }, [params.token])
  return (
    <div class="door">
      <h1>{customer().verify}</h1>
      {sending.problem ? (
        <Trouble problem={sending.problem} />
      ) : (
        <p role="status">{done ? customer().verified : customer().verifying}</p>
      )}
      <a class="button" href="#/">
        {common().backHome}
      </a>
    </div>
  )
}

export function AskResetPage() {
  useTitle(customer().reset)
  const sending = useSending()
  return (
    <div class="door">
      <h1>{customer().reset}</h1>
      <p>{customer().resetText}</p>
      <form
        class="form"
        onSubmit={async (event) => {
          const { email } = fieldsOf(event)
          const done = await sending.run(async () => {
            await ask('POST', '/password-resets', { body: { email } })
          })
          if (done) notify(customer().linkSent)
        }}
      >
        <Field label={customer().email} name="email" type="email" autocomplete="username" required />
        <Trouble problem={sending.problem} />
        <Button type="submit" busy={sending.busy}>
          {customer().sendLink}
        </Button>
      </form>
    </div>
  )
}

export function ResetPage({ params }: PageProps) {
  useTitle(customer().reset)
  const sending = useSending()
  const wrong = sending.problem?.fieldErrors.password
  return (
    <div class="door">
      <h1>{customer().reset}</h1>
      <form
        class="form"
        onSubmit={async (event) => {
          const { password } = fieldsOf(event)
          const done = await sending.run(async () => {
            await ask('PUT', `/password-resets/${encodeURIComponent(params.token ?? '')}`, {
              body: { password },
            })
          })
          if (!done) return
          forget()
          notify(customer().passwordSet)
          go('#/sign-in')
        }}
      >
        <Field
          label={customer().newPassword}
          hint={customer().passwordHint}
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minLength={10}
          error={wrong}
        />
        {!wrong && <Trouble problem={sending.problem} />}
        <Button type="submit" busy={sending.busy}>
          {customer().setPassword}
        </Button>
      </form>
    </div>
  )
}
