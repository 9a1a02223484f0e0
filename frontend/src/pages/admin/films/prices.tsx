// The prices of a film: what it cost, costs and will cost.

import { usePages } from '../../../api/asked'
import { ask } from '../../../api/client'
import type { Movie } from '../../../api/types'
import { Button } from '../../../parts/button'
import { Field, fieldsOf, optional, useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { Skeleton, Trouble } from '../../../parts/states'
import { notify } from '../../../state/notices'
import { dateTime, price } from '../../../words/values'
import type { DatedPrice } from '../answers'
import { errorsOf } from './draft'
import { films } from './messages'

interface Props {
  movie: Movie
  onChanged: () => void
}

export function Prices({ movie, onChanged }: Props) {
  const path = `/movies/${movie.id}/prices`
  const prices = usePages<DatedPrice>(`${path}?limit=10`)
  const changed = () => {
    prices.again()
    onChanged()
  }
  return (
    <>
      <Trouble problem={prices.problem} again={prices.again} />
      {!prices.items && prices.loading && <Skeleton shape="row" count={3} />}
      <ol class="lines prices">
        {prices.items?.map((each) => (
          <PriceLine key={each.id} path={path} dated={each} onChanged={changed} />
        ))}
      </ol>
      <More pages={prices} />
      <PriceForm path={path} currency={movie.price.currency} onChanged={changed} />
    </>
  )
}

interface LineProps {
  path: string
  dated: DatedPrice
  onChanged: () => void
}

function PriceLine({ path, dated, onChanged }: LineProps) {
  const said = films()
  const sending = useSending()
  const now = new Date().toISOString()
  const isToCome = dated.valid_from > now
  const isPast = dated.valid_until !== undefined && dated.valid_until <= now
  const from = dateTime(dated.valid_from)
  const told = isPast
    ? said.fromTo(from, dateTime(dated.valid_until ?? now))
    : isToCome
      ? said.fromThen(from)
      : said.since(from)
  const withdraw = () =>
    sending.run(async () => {
      await ask('DELETE', `${path}/${dated.id}`)
      notify(said.priceWithdrawn)
      onChanged()
    })
  return (
    <li data-when={isPast ? 'past' : isToCome ? 'to-come' : 'now'}>
      <span>
        <strong>{price(dated.price)}</strong>
        <span class="fine">{told}</span>
      </span>
      {isToCome ? (
        <Button
          look="quiet"
          small
          busy={sending.busy}
          aria-label={said.withdrawPrice(price(dated.price), from)}
          onClick={withdraw}
        >
          {said.withdraw}
        </Button>
      ) : (
        !isPast && <span class="tag">{said.priceNow}</span>
      )}
      <Trouble problem={sending.problem} />
    </li>
  )
}

interface FormProps {
  path: string
  currency: string
  onChanged: () => void
}

function PriceForm({ path, currency, onChanged }: FormProps) {
  const said = films()
  const sending = useSending()
  const wrong = errorsOf(sending.problem) as Record<string, string>
  return (
    <form
      class="form price-form"
      onSubmit={async (event) => {
        const form = event.currentTarget
        const { amount = '', valid_from } = fieldsOf(event)
        const body = {
          price: { amount: amount.trim().replace(',', '.'), currency },
          ...(valid_from ? { valid_from: new Date(valid_from).toISOString() } : {}),
        }
        const done = await sending.run(async () => {
          await ask('POST', path, { body })
        })
        if (!done) return
        form.reset()
        notify(valid_from ? said.pricePlanned : said.priceSet)
        onChanged()
      }}
    >
      <h3>{said.anotherPrice}</h3>
      <div class="pair">
        <Field
          label={said.amountIn(currency)}
          name="amount"
          inputMode="decimal"
          pattern="\d+([.,]\d{1,2})?"
          required
          error={wrong.price}
        />
        <Field label={optional(said.from)} name="valid_from" type="datetime-local" error={wrong.valid_from} />
      </div>
      <p class="fine">{said.priceHint}</p>
      {Object.keys(wrong).length === 0 && <Trouble problem={sending.problem} />}
      <Button type="submit" look="quiet" busy={sending.busy}>
        {said.setPrice}
      </Button>
    </form>
  )
}
