// A film: its facts, its terms in words, and renting it.

import { useState } from 'preact/hooks'
import { ask, Problem } from '../api'
import { useAsked } from '../asked'
import { Trouble } from '../trouble'
import type { Movie, Rental } from '../types'
import { duration, inWords, price } from '../words'

export function MoviePage({ id, signedIn }: { id: string; signedIn: boolean }) {
  const { answer: movie, problem } = useAsked<Movie>(`/movies/${id}`)
  const watching = useAsked<{ count: number }>(`/movies/${id}/watching`)
  const [refusal, setRefusal] = useState<Problem>()
  const [intent] = useState(() => crypto.randomUUID())

  const rent = async (movie: Movie) => {
    setRefusal(undefined)
    try {
      const rental = await ask<Rental>('POST', '/rentals', {
        headers: { 'Idempotency-Key': intent },
        body: { movie_id: movie.id, payment_method: 'test-ok', expected_price: movie.price },
      })
      location.hash = `#/play/${rental.id}`
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const live = (error.document.links as { rental?: string } | undefined)?.rental
      if (error.code === 'already-rented' && live) location.hash = `#/play/${live.split('/').pop()}`
      else setRefusal(error)
    }
  }

  if (!movie) return <Trouble problem={problem} />
  return (
    <article class="movie">
      {movie.poster_url && <img src={movie.poster_url} alt="" width="320" height="480" />}
      <div>
        <h1>{inWords(movie.title)}</h1>
        <p class="facts">
          {movie.year} · {movie.runtime_min} min · {movie.directors.map((person) => person.name).join(', ')}
        </p>
        <p>{inWords(movie.synopsis)}</p>
        {movie.cast.length > 0 && (
          <p class="facts">With {movie.cast.map((person) => person.name).join(', ')}</p>
        )}
        <p>
          Start within {duration(movie.rental_terms.start_within)}; once started, watch as often as you like
          for {duration(movie.rental_terms.watch_within)}.
        </p>
        {signedIn ? (
          <button type="button" onClick={() => rent(movie)}>
            Rent for {price(movie.price)}
          </button>
        ) : (
          <a class="button" href="#/sign-in">
            Sign in to rent for {price(movie.price)}
          </a>
        )}
        <Trouble problem={refusal} />
        {watching.answer && watching.answer.count > 0 && (
          <p class="facts">{watching.answer.count} watching now</p>
        )}
      </div>
    </article>
  )
}
