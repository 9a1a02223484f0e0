// My rentals, as tickets: those to watch with the time that is left, then the past ones.

import { useEffect, useState } from 'preact/hooks'
import { usePages } from '../../api/asked'
import { ask } from '../../api/client'
import type { MovieSummary, Rental } from '../../api/types'
import { Button } from '../../parts/button'
import { Dialog } from '../../parts/dialog'
import { useSending } from '../../parts/form'
import { More } from '../../parts/more'
import { Empty, Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { notify } from '../../state/notices'
import { common } from '../../words/common'
import { date, dateTime, inWords, price, timeLeft } from '../../words/values'
import { Poster } from './film-card'
import { customer } from './messages'
import { useMovies } from './movies'

const TICK_MS = 30_000

/** What time it is, again and again. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(ticking)
  }, [])
  return now
}

function isLive(rental: Rental, now: number): boolean {
  return (rental.state === 'ready' || rental.state === 'started') && Date.parse(rental.expires_at) > now
}

export function RentalsPage() {
  useTitle(common().myRentals)
  const rentals = usePages<Rental>('/rentals?limit=20')
  const [giving, setGiving] = useState<Rental>()
  const now = useNow()
  const movies = useMovies(rentals.items?.map((rental) => rental.movie_id))
  const live = rentals.items?.filter((rental) => isLive(rental, now)) ?? []
  const past = rentals.items?.filter((rental) => !isLive(rental, now)) ?? []
  return (
    <>
      <h1>{common().myRentals}</h1>
      <Trouble problem={rentals.problem} again={rentals.again} />
      {!rentals.items && rentals.loading && <Skeleton shape="row" count={5} />}
      {rentals.items?.length === 0 && (
        <Empty title={customer().noRentals}>
          <a class="button" href="#/films">
            {customer().chooseFilm}
          </a>
        </Empty>
      )}
      {live.length > 0 && (
        <section class="film-row">
          <h2>{customer().toWatch}</h2>
          <ul class="tickets">
            {live.map((rental) => (
              <Ticket
                key={rental.id}
                rental={rental}
                movie={movies?.get(rental.movie_id)}
                posterKnown={movies !== undefined}
                now={now}
                onGiveBack={() => setGiving(rental)}
              />
            ))}
          </ul>
        </section>
      )}
      {past.length > 0 && (
        <section class="film-row">
          <h2>{customer().past}</h2>
          <ul class="lines">
            {past.map((rental) => (
              <li key={rental.id}>
                <a href={`#/movies/${rental.movie_id}`}>{inWords(rental.movie_title)}</a>
                <span class="fine">
                  {customer().rentedOn(date(rental.rented_at))} · {price(rental.price)} ·{' '}
                  {rental.state === 'cancelled' ? customer().cancelled : customer().expired}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <More pages={rentals} />
      {giving && <GiveBack rental={giving} onClose={() => setGiving(undefined)} onDone={rentals.again} />}
    </>
  )
}

interface TicketProps {
  rental: Rental
  movie: MovieSummary | undefined
  posterKnown: boolean
  now: number
  onGiveBack: () => void
}

function Ticket({ rental, movie, posterKnown, now, onGiveBack }: TicketProps) {
  const left = timeLeft(Date.parse(rental.expires_at) - now)
  const title = inWords(rental.movie_title)
  return (
    <li class="ticket">
      <div class="ticket-poster">
        {posterKnown ? (
          <Poster url={movie?.poster_url} title={rental.movie_title} />
        ) : (
          <span class="poster" />
        )}
      </div>
      <div class="ticket-words">
        <h3>
          <a href={`#/movies/${rental.movie_id}`}>{title}</a>
        </h3>
        <p class="countdown">
          {rental.state === 'started' ? customer().watchWithin(left) : customer().startWithin(left)}
        </p>
        <p class="fine">{customer().yoursUntil(dateTime(rental.expires_at))}</p>
      </div>
      <div class="ticket-stub">
        <a class="button" href={`#/play/${rental.id}`}>
          {rental.state === 'started' ? customer().resume : customer().play}
          <span class="visually-hidden"> {title}</span>
        </a>
        {rental.state === 'ready' && (
          <button type="button" class="link" onClick={onGiveBack}>
            {customer().giveBack}
            <span class="visually-hidden"> {title}</span>
          </button>
        )}
      </div>
    </li>
  )
}

function GiveBack({ rental, onClose, onDone }: { rental: Rental; onClose: () => void; onDone: () => void }) {
  const sending = useSending()
  const giveBack = async () => {
    const done = await sending.run(async () => {
      await ask('POST', `/rentals/${rental.id}/cancellation`)
    })
    if (!done) return
    notify(customer().givenBack)
    onClose()
    onDone()
  }
  return (
    <Dialog title={customer().giveBackTitle} onClose={onClose}>
      <p>
        <strong>{inWords(rental.movie_title)}.</strong> {customer().giveBackText(price(rental.price))}
      </p>
      <Trouble problem={sending.problem} />
      <div class="actions">
        <Button busy={sending.busy} onClick={giveBack}>
          {customer().giveBack}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {common().cancel}
        </Button>
      </div>
    </Dialog>
  )
}
