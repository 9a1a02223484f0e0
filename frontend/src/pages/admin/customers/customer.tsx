// A customer: what is known, whether they may sign in, and their tags.

import { useAsked } from '../../../api/asked'
import { Problem, request } from '../../../api/client'
import { Button } from '../../../parts/button'
import { Field, fieldsOf, useSending } from '../../../parts/form'
import { Skeleton, Trouble } from '../../../parts/states'
import { notify } from '../../../state/notices'
import { common } from '../../../words/common'
import { date, dateTime, named, number, price } from '../../../words/values'
import type { PageProps } from '../../page'
import type { Customer } from '../answers'
import { Desk } from '../desk'
import { useGenreName } from '../genre-name'
import { admin } from '../messages'
import { customers } from './messages'

export function CustomerPage({ params }: PageProps) {
  const path = `/customers/${params.id}`
  const asked = useAsked<Customer>(path)
  const customer = asked.answer
  return (
    <Desk title={customer?.display_name ?? '…'} lead={customer?.email}>
      {!customer &&
        (asked.problem ? (
          <Trouble problem={asked.problem} again={asked.again} />
        ) : (
          <Skeleton shape="block" />
        ))}
      {customer && (
        <>
          <Facts customer={customer} />
          <Standing
            key={asked.etag}
            path={path}
            customer={customer}
            etag={asked.etag}
            onSaved={asked.put}
            onStale={asked.again}
          />
          <p>
            <a href={`#/admin/audit?subject_id=${customer.id}`}>{customers().itsLog}</a>
          </p>
        </>
      )}
    </Desk>
  )
}

function Facts({ customer }: { customer: Customer }) {
  const said = customers()
  const genreName = useGenreName()
  const none = admin().nothing
  const facts: [string, string][] = [
    [said.rented, number(customer.rented)],
    [said.spent, price(customer.spent)],
    [said.lastRented, customer.last_rented_at ? dateTime(customer.last_rented_at) : none],
    [said.favourite, customer.favourite_genre ? genreName(customer.favourite_genre) : none],
    [said.country, customer.country ? named('region', customer.country) : none],
    [said.language, named('language', customer.locale)],
    [said.birthYear, customer.birth_year?.toString() ?? none],
    [said.since, date(customer.created_at)],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface StandingProps {
  path: string
  customer: Customer
  etag: string | undefined
  onSaved: (customer: Customer, etag?: string) => void
  onStale: () => void
}

function Standing({ path, customer, etag, onSaved, onStale }: StandingProps) {
  const said = customers()
  const sending = useSending()
  const isSuspended = customer.status === 'suspended'
  const change = (body: object) =>
    sending.run(async () => {
      try {
        const saved = await request<Customer>('PATCH', path, { body, ifMatch: etag })
        onSaved(saved.document, saved.etag)
        notify(common().saved)
      } catch (problem) {
        if (problem instanceof Problem && problem.code === 'precondition-failed') onStale()
        throw problem
      }
    })
  return (
    <div class="standing">
      <form
        class="form"
        onSubmit={(event) => {
          const { tags = '' } = fieldsOf(event)
          change({
            tags: tags
              .split(',')
              .map((tag) => tag.trim())
              .filter(Boolean),
          })
        }}
      >
        <Field
          label={said.tags}
          hint={said.tagsHint}
          name="tags"
          defaultValue={customer.tags.join(', ')}
          error={sending.problem?.document.errors ? sending.problem.message : undefined}
        />
        <Button type="submit" look="quiet" busy={sending.busy}>
          {said.saveTags}
        </Button>
      </form>
      <section>
        <h2>{isSuspended ? said.isSuspended : said.isActive}</h2>
        <p class="fine">{isSuspended ? said.activateText : said.suspendText}</p>
        <p class="actions">
          <Button
            look={isSuspended ? 'quiet' : 'danger'}
            busy={sending.busy}
            onClick={() => change({ status: isSuspended ? 'active' : 'suspended' })}
          >
            {isSuspended ? said.activate : said.suspend}
          </Button>
        </p>
      </section>
      <Trouble problem={sending.problem} />
    </div>
  )
}
