// Where the links in mails lead: confirming an address, choosing a new password.

import type { TargetedEvent } from 'preact'
import { useState } from 'preact/hooks'
import { ask, type Problem } from '../api'
import { Trouble } from '../trouble'

/** What became of something that was sent: nothing yet, done, or refused. */
function useSent() {
  const [done, setDone] = useState(false)
  const [refusal, setRefusal] = useState<Problem>()
  const send = (method: string, path: string, body: unknown) =>
    ask(method, path, { body }).then(() => setDone(true), setRefusal)
  return { done, refusal, send }
}

export function VerifyEmail({ token }: { token: string }) {
  const { done, refusal, send } = useSent()
  return (
    <section class="narrow">
      <h1>Your e-mail address</h1>
      {done ? (
        <p role="status">Thank you, your address is confirmed.</p>
      ) : (
        // A click, as some mail readers open every link before their owner does
        <button type="button" onClick={() => send('POST', '/accounts/verifications', { token })}>
          Confirm my address
        </button>
      )}
      <Trouble problem={refusal} />
    </section>
  )
}

export function ResetPassword({ token }: { token: string }) {
  const { done, refusal, send } = useSent()
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    const body = Object.fromEntries(new FormData(event.currentTarget))
    return token
      ? send('PUT', `/password-resets/${encodeURIComponent(token)}`, body)
      : send('POST', '/password-resets', body)
  }
  if (done)
    return (
      <p role="status">
        {token ? (
          <a href="#/sign-in">Sign in with your new password</a>
        ) : (
          'If there is an account with this address, a mail with a link is on its way.'
        )}
      </p>
    )
  return (
    <form class="narrow" onSubmit={submit}>
      <h1>A new password</h1>
      {token ? (
        <label>
          New password
          <input name="password" type="password" autocomplete="new-password" required minLength={10} />
        </label>
      ) : (
        <label>
          E-mail
          <input name="email" type="email" autocomplete="username" required />
        </label>
      )}
      <Trouble problem={refusal} />
      <button type="submit">{token ? 'Set it' : 'Send me a link'}</button>
    </form>
  )
}
