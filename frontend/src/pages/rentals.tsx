// My rentals, newest first.

import { useAsked } from '../asked'
import { Trouble } from '../trouble'
import type { Page, Rental } from '../types'
import { dateTime, inWords, price } from '../words'

export function Rentals() {
  const { answer, problem } = useAsked<Page<Rental>>('/rentals?limit=50')
  return (
    <section>
      <h1>My rentals</h1>
      <Trouble problem={problem} />
      {answer?.items.length === 0 && <p>You have rented nothing yet.</p>}
      <ul class="lines">
        {answer?.items.map((rental) => (
          <li key={rental.id}>
            <a href={`#/movies/${rental.movie_id}`}>{inWords(rental.movie_title)}</a>
            <span>{price(rental.price)}</span>
            {rental.state === 'ready' || rental.state === 'started' ? (
              <a class="button" href={`#/play/${rental.id}`}>
                Play, until {dateTime(rental.expires_at)}
              </a>
            ) : (
              <span>{rental.state}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
