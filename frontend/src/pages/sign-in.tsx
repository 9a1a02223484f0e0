// Signing in, and signing up.

import type { TargetedEvent } from 'preact'
import { useState } from 'preact/hooks'
import { ask, type Problem } from '../api'
import { keepTokens } from '../session'
import { Trouble } from '../trouble'

export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [isNew, setIsNew] = useState(false)
  const [refusal, setRefusal] = useState<Problem>()

  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    const { email, password, display_name } = fields
    try {
      if (isNew) await ask('POST', '/accounts', { body: { email, password, display_name } })
      keepTokens(await ask('POST', '/sessions', { body: { email, password } }))
      onSignedIn()
      location.hash = '#/'
    } catch (error) {
      setRefusal(error as Problem)
    }
  }

  return (
    <form class="narrow" onSubmit={submit}>
      <h1>{isNew ? 'Sign up' : 'Sign in'}</h1>
      {isNew && (
        <label>
          Name
          <input name="display_name" autocomplete="name" required maxLength={80} />
        </label>
      )}
      <label>
        E-mail
        <input name="email" type="email" autocomplete="username" required />
      </label>
      <label>
        Password
        <input
          name="password"
          type="password"
          autocomplete={isNew ? 'new-password' : 'current-password'}
          required
          minLength={isNew ? 10 : 1}
        />
      </label>
      <Trouble problem={refusal} />
      <button type="submit">{isNew ? 'Sign up' : 'Sign in'}</button>
      <button type="button" class="quiet" onClick={() => setIsNew(!isNew)}>
        {isNew ? 'I have an account' : 'I am new here'}
      </button>
      {!isNew && <a href="#/reset-password">I forgot my password</a>}
    </form>
  )
}
