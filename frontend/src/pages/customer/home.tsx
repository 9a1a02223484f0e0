// The foyer: one film on the big bill, what was begun, what may please, what is new and what others rent.

import { useEffect, useRef } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import type { HomeRow, MovieCard, Page } from '../../api/types'
import { Progress } from '../../parts/progress'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { useAccount } from '../../state/account'
import { inWords, number, price } from '../../words/values'
import { FilmCard, Poster } from './film-card'
import { FilmRow } from './film-row'
import { customer } from './messages'
import { useMovie, useMovies } from './movies'

const ROW_LENGTH = 12

export function HomePage() {
  useTitle(undefined)
  const account = useAccount()
  // Whoever may be signed in is met as a member at once: the greeting does not wait for the name.
  return account === null ? <VisitorsHome /> : <MembersHome locale={account?.locale} />
}

/** What keeps the room of all that is to come. */
function Waiting() {
  return (
    <>
      <div class="bill by-night" aria-hidden="true" />
      <WaitingRow title={'\u00a0'} />
    </>
  )
}

function WaitingRow({ title }: { title: string }) {
  return (
    <section class="film-row">
      <div class="row-head">
        <h2>{title}</h2>
      </div>
      <Skeleton shape="card" count={ROW_LENGTH} />
    </section>
  )
}

function MembersHome({ locale }: { locale: string | undefined }) {
  const home = useAsked<{ rows: HomeRow[]; degraded: string[] }>('/me/home')
  const { again } = home
  const spoken = useRef(locale)
  // Titles and reasons come in the account's language.
  useEffect(() => {
    if (spoken.current && spoken.current !== locale) again()
    spoken.current = locale
  }, [locale])

  if (!home.answer) return home.problem ? <Trouble problem={home.problem} again={again} /> : <Waiting />
  const rows = home.answer.rows
  const first = (
    rows.find((row) => row.kind === 'suggestions') ?? rows.find((row) => row.kind === 'trending')
  )?.items[0]?.movie
  return (
    <>
      {first ? <Bill key={first.id} id={first.id} card={first} /> : <h1>{customer().welcome}</h1>}
      {home.answer.degraded.length > 0 && (
        <p class="fine" role="status">
          {customer().degraded}
        </p>
      )}
      {rows.map((row) => (
        <FilmRow key={row.kind + row.title} title={titleOf(row)}>
          {row.items.map(({ movie, playback }) =>
            playback ? (
              <FilmCard key={movie.id} movie={movie} to={`#/play/${playback.rental_id}`}>
                <Progress
                  share={playback.progress}
                  label={`${inWords(movie.title)}: ${customer().seen(number(playback.progress, { style: 'percent' }))}`}
                />
              </FilmCard>
            ) : (
              <FilmCard key={movie.id} movie={movie} />
            ),
          )}
        </FilmRow>
      ))}
    </>
  )
}

function titleOf(row: HomeRow): string {
  const said = customer()
  const own = { continue_watching: said.continueWatching, new: said.newHere, trending: said.trending }
  return row.kind === 'suggestions' ? (row.reason?.text ?? said.forYou) : own[row.kind]
}

function VisitorsHome() {
  const trending = useAsked<Page<{ movie_id: string }>>(`/trending?limit=${ROW_LENGTH}`)
  const fresh = useAsked<Page<MovieCard>>(`/movies?sort=-added&limit=${ROW_LENGTH}`)
  const ids = trending.answer?.items.map((item) => item.movie_id)
  const movies = useMovies(ids)
  const rented = ids?.flatMap((id) => movies?.get(id) ?? []) ?? []
  const first = ids?.[0] ?? (trending.loading ? undefined : fresh.answer?.items[0]?.id)
  if (!first && (trending.loading || fresh.loading)) return <Waiting />
  return (
    <>
      {first ? <Bill key={first} id={first} card={movies?.get(first)} /> : <h1>{customer().welcome}</h1>}
      <p class="house-line">{customer().houseLine}</p>
      <Trouble problem={fresh.problem} again={fresh.again} />
      {ids && !movies && <WaitingRow title={customer().trending} />}
      {rented.length > 0 && <Row title={customer().trending} movies={rented} />}
      {fresh.loading && <WaitingRow title={customer().newHere} />}
      {fresh.answer && <Row title={customer().newHere} movies={fresh.answer.items} />}
    </>
  )
}

function Row({ title, movies }: { title: string; movies: MovieCard[] }) {
  return (
    <FilmRow title={title}>
      {movies.map((movie) => (
        <FilmCard key={movie.id} movie={movie} />
      ))}
    </FilmRow>
  )
}

/** The film on the big bill. What its card knows is shown at once; the room of the rest is kept. */
function Bill({ id, card }: { id: string; card: MovieCard | undefined }) {
  const whole = useMovie(id)
  const movie = whole ?? card
  return (
    <section class="bill by-night">
      <h1 class="visually-hidden">{customer().welcome}</h1>
      {movie && (
        <>
          {movie.poster_url && <img class="bill-glow" src={movie.poster_url} alt="" aria-hidden="true" />}
          <div class="bill-words">
            <p class="fine">
              {whole ? customer().by(whole.directors.map((person) => person.name).join(', ')) : '\u00a0'}
              {whole && `, ${movie.year}`}
            </p>
            <h2>{inWords(movie.title)}</h2>
            <p class="bill-synopsis">{inWords(whole?.synopsis)}</p>
            <p class="actions">
              <a class="button" href={`#/movies/${movie.id}`}>
                {customer().seeFilm}
              </a>
              <span class="fine">{customer().rentFor(price(movie.price))}</span>
            </p>
          </div>
          <div class="bill-poster">
            <Poster url={movie.poster_url} title={movie.title} eager />
          </div>
        </>
      )}
    </section>
  )
}
