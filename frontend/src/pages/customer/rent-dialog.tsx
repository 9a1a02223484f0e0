// Paying: the price and the terms once more, how to pay, and what may come between.

import { useRef, useState } from 'preact/hooks'
import { ask, Problem } from '../../api/client'
import type { Money, Movie, Rental } from '../../api/types'
import { Button } from '../../parts/button'
import { Dialog } from '../../parts/dialog'
import { Trouble } from '../../parts/states'
import { go } from '../../state/route'
import { dateTime, duration, inWords, price } from '../../words/values'
import { customer } from './messages'

const METHODS = ['test-ok', 'free-credit', 'test-declined']
const TRIES = 5
const PAUSE_S = 2

/** Sent again as it was, under the same key, while the answer is lost or being settled: it rents once. */
async function rent(body: object, key: string): Promise<Rental> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask<Rental>('POST', '/rentals', { body, headers: { 'Idempotency-Key': key } })
    } catch (error) {
      const passing =
        error instanceof Problem &&
        ['request-in-progress', 'service-unavailable', 'unreachable'].includes(error.code)
      if (!passing || attempt === TRIES) throw error
      await new Promise((go) => setTimeout(go, (error.retryAfterS ?? PAUSE_S) * 1000))
    }
  }
}

export function RentDialog({ movie, onClose }: { movie: Movie; onClose: () => void }) {
  const [method, setMethod] = useState(METHODS[0] as string)
  const [asked, setAsked] = useState<Money>(movie.price)
  const [moved, setMoved] = useState<{ before: Money; now: Money }>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [rental, setRental] = useState<Rental>()
  const key = useRef(crypto.randomUUID())
  const title = inWords(movie.title)

  const pay = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const body = { movie_id: movie.id, payment_method: method, expected_price: asked }
      setRental(await rent(body, key.current))
    } catch (refusal) {
      if (refusal instanceof Problem) refused(refusal)
      else throw refusal
    } finally {
      setBusy(false)
    }
  }

  const refused = (refusal: Problem) => {
    const now = refusal.document.price as Money | undefined
    const live = (refusal.document.links as { rental?: string } | undefined)?.rental
    if (refusal.status !== 0 && refusal.code !== 'request-in-progress') key.current = crypto.randomUUID()
    if (refusal.code === 'price-changed' && now) {
      setMoved({ before: asked, now })
      setAsked(now)
    } else if (refusal.code === 'already-rented' && live) {
      go(`#/play/${live.split('/').pop()}`)
    } else {
      setProblem(refusal)
    }
  }

  if (rental)
    return (
      <Dialog title={customer().itIsYours} onClose={onClose}>
        <p>{customer().startBy(dateTime(rental.start_by))}</p>
        <div class="actions">
          <a class="button" href={`#/play/${rental.id}`}>
            {customer().playNow}
          </a>
          <Button look="quiet" onClick={onClose}>
            {customer().later}
          </Button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={customer().rentTitle(title)} onClose={onClose}>
      {moved ? (
        <p role="alert">{customer().priceMoved(price(moved.before), price(moved.now))}</p>
      ) : (
        <p>
          {customer().terms(
            duration(movie.rental_terms.start_within),
            duration(movie.rental_terms.watch_within),
          )}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) pay()
        }}
      >
        <fieldset class="methods">
          <legend>{customer().payWith}</legend>
          {METHODS.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="method"
                value={each}
                checked={each === method}
                onChange={() => {
                  key.current = crypto.randomUUID()
                  setMethod(each)
                }}
              />
              {customer().paymentName(each)}
            </label>
          ))}
        </fieldset>
        <p class="fine">{customer().payNote}</p>
        <Trouble problem={problem} />
        <div class="actions">
          <Button type="submit" busy={busy}>
            {moved ? customer().agree(price(asked)) : customer().pay(price(asked))}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
