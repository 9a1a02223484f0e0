// Signing in and signing up.

import { ask } from '../../api/client'
import { Button } from '../../parts/button'
import { Field, fieldsOf, useSending } from '../../parts/form'
import { Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { signIn } from '../../state/account'
import { go } from '../../state/route'
import { common } from '../../words/common'
import { language } from '../../words/language'
import type { PageProps } from '../page'
import { customer } from './messages'

/** Where somebody wanted to go; only to a page of this site. */
function wayOn(query: URLSearchParams): string {
  const to = query.get('to') ?? ''
  return to.startsWith('#/') ? to : '#/'
}

export function SignInPage({ query }: PageProps) {
  useTitle(common().signIn)
  const sending = useSending()
  return (
    <div class="door">
      <h1>{customer().welcomeBack}</h1>
      <form
        class="form"
        onSubmit={async (event) => {
          const { email = '', password = '' } = fieldsOf(event)
          if (await sending.run(() => signIn(email, password))) go(wayOn(query))
        }}
      >
        <Field label={customer().email} name="email" type="email" autocomplete="username" required />
        <Field
          label={customer().password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
        <Trouble problem={sending.problem} />
        <Button type="submit" busy={sending.busy}>
          {common().signIn}
        </Button>
        <a href="#/reset-password">{customer().forgot}</a>
      </form>
      <p>
        {customer().newHereQuestion} <a href={`#/sign-up?${query}`}>{customer().signUp}</a>
      </p>
    </div>
  )
}

export function SignUpPage({ query }: PageProps) {
  useTitle(customer().signUp)
  const sending = useSending()
  const wrong = sending.problem?.fieldErrors ?? {}
  return (
    <div class="door">
      <h1>{customer().signUp}</h1>
      <form
        class="form"
        onSubmit={async (event) => {
          const { email = '', password = '', display_name = '' } = fieldsOf(event)
          const done = await sending.run(async () => {
            await ask('POST', '/accounts', { body: { email, password, display_name, locale: language() } })
            await signIn(email, password)
          })
          if (done) go(wayOn(query))
        }}
      >
        <Field
          label={customer().name}
          name="display_name"
          autocomplete="name"
          required
          maxLength={80}
          error={wrong.display_name}
        />
        <Field
          label={customer().email}
          name="email"
          type="email"
          autocomplete="username"
          required
          error={wrong.email}
        />
        <Field
          label={customer().password}
          hint={customer().passwordHint}
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minLength={10}
          error={wrong.password}
        />
        {Object.keys(wrong).length === 0 && <Trouble problem={sending.problem} />}
        <Button type="submit" busy={sending.busy}>
          {customer().signUp}
        </Button>
      </form>
      <p>
        {customer().haveAccount} <a href={`#/sign-in?${query}`}>{common().signIn}</a>
      </p>
    </div>
  )
}
