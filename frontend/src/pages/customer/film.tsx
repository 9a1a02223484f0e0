// A film: its facts, its people, its terms in words, and renting it.

import { useState } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import type { Movie, Page, Rental } from '../../api/types'
import { Button } from '../../parts/button'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { useAccount } from '../../state/account'
import { dateTime, duration, inWords, listed, named, price, runtime } from '../../words/values'
import type { PageProps } from '../page'
import { FilmCard, Poster } from './film-card'
import { FilmRow } from './film-row'
import { customer } from './messages'
import { useGenres, useMovies } from './movies'
import { RentDialog } from './rent-dialog'
import { WatchlistButton } from './watchlist-button'

const SIMILAR_COUNT = 10

export function FilmPage({ params }: PageProps) {
  const id = params.id ?? ''
  const asked = useAsked<Movie>(`/movies/${id}`)
  const movie = asked.answer
  useTitle(movie && inWords(movie.title))
  if (!movie)
    return asked.problem ? (
      <Trouble problem={asked.problem} again={asked.again} />
    ) : (
      <Skeleton shape="block" count={2} />
    )
  return (
    <>
      <article class="film">
        <div class="film-poster">
          <Poster url={movie.poster_url} title={movie.title} eager />
        </div>
        <div class="film-words">
          <h1>{inWords(movie.title)}</h1>
          <Facts movie={movie} />
          <p class="film-synopsis">{inWords(movie.synopsis)}</p>
          <People movie={movie} />
          <Offer movie={movie} onPriceSeen={asked.again} />
          <Details movie={movie} />
        </div>
      </article>
      <Similar id={id} />
    </>
  )
}

function Facts({ movie }: { movie: Movie }) {
  const genres = useGenres()
  return (
    <p class="facts">
      <span>{movie.year}</span>
      <span>{runtime(movie.runtime_min)}</span>
      {movie.genres.map((id) => (
        <a key={id} href={`#/films?genre=${encodeURIComponent(id)}`}>
          {inWords(genres.find((genre) => genre.id === id)?.name) || id}
        </a>
      ))}
    </p>
  )
}

function People({ movie }: { movie: Movie }) {
  return (
    <div class="people">
      <p>
        {customer().by('')}
        {movie.directors.map((person, index) => (
          <span key={person.person_id}>
            {index > 0 && ', '}
            <a href={`#/people/${person.person_id}`}>{person.name}</a>
          </span>
        ))}
      </p>
      {movie.cast.length > 0 && (
        <ul class="cast" aria-label={customer().cast}>
          {movie.cast.map((person) => (
            <li key={person.person_id}>
              <a href={`#/people/${person.person_id}`}>{person.name}</a>
              {person.character && <span class="fine">{customer().as(person.character)}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Details({ movie }: { movie: Movie }) {
  const facts: [string, string][] = [
    [customer().originalTitle, movie.original_title === inWords(movie.title) ? '' : movie.original_title],
    [customer().from, listed(movie.countries.map((code) => named('region', code)))],
    [customer().spoken, listed(movie.languages.map((code) => named('language', code)))],
  ]
  return (
    <dl class="details">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** What it costs and for how long, before anything is paid; or the rental that one has already. */
function Offer({ movie, onPriceSeen }: { movie: Movie; onPriceSeen: () => void }) {
  const account = useAccount()
  const [renting, setRenting] = useState(false)
  const rentals = useAsked<Page<Rental>>(account ? '/rentals?limit=50' : undefined)
  const watching = useAsked<{ count: number }>(`/movies/${movie.id}/watching`)
  const live = rentals.answer?.items.find(
    (rental) => rental.movie_id === movie.id && (rental.state === 'ready' || rental.state === 'started'),
  )
  // A press that comes before is kept: the dialog opens once it is known who asks, and what they have.
  const known = Boolean(account && (rentals.answer || rentals.problem))
  const { start_within, watch_within } = movie.rental_terms
  const cost = price(movie.price)
  return (
    <section class="offer" aria-label={customer().price}>
      {live ? (
        <>
          <p>{customer().yoursUntil(dateTime(live.expires_at))}</p>
          <div class="actions">
            <a class="button" href={`#/play/${live.id}`}>
              {live.state === 'started' ? customer().resume : customer().play}
            </a>
            <WatchlistButton movie={movie} />
          </div>
        </>
      ) : movie.archived_at ? (
        <p>{customer().notOffered}</p>
      ) : (
        <>
          <p>{customer().terms(duration(start_within), duration(watch_within))}</p>
          <div class="actions">
            {account === null ? (
              <a class="button" href={`#/sign-in?to=${encodeURIComponent(`#/movies/${movie.id}`)}`}>
                {customer().signInToRent(cost)}
              </a>
            ) : (
              <Button busy={renting && !known} onClick={() => setRenting(true)}>
                {customer().rentFor(cost)}
              </Button>
            )}
            <WatchlistButton movie={movie} />
          </div>
        </>
      )}
      <p class="fine watching">
        {watching.answer && watching.answer.count > 0
          ? customer().watchingNow(watching.answer.count)
          : '\u00a0'}
      </p>
      {renting && known && !live && (
        <RentDialog
          movie={movie}
          onClose={() => {
            setRenting(false)
            rentals.again()
            onPriceSeen()
          }}
        />
      )}
    </section>
  )
}

function Similar({ id }: { id: string }) {
  const similar = useAsked<Page<{ movie_id: string }>>(`/movies/${id}/similar?limit=${SIMILAR_COUNT}`)
  const ids = similar.answer?.items.map((item) => item.movie_id)
  const movies = useMovies(ids)
  const shown = ids?.flatMap((each) => movies?.get(each) ?? []).filter((movie) => !movie.archived_at) ?? []
  return shown.length > 0 ? (
    <FilmRow title={customer().similar}>
      {shown.map((movie) => (
        <FilmCard key={movie.id} movie={movie} />
      ))}
    </FilmRow>
  ) : null
}
