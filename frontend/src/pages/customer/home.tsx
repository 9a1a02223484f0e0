// The foyer: one film on the big bill, what was begun, what may please, what is new and what others rent.

import { useEffect } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import type { HomeRow, Movie, MovieCard, Page } from '../../api/types'
import { Progress } from '../../parts/progress'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { useAccount } from '../../state/account'
import { inWords, number, price } from '../../words/values'
import { FilmCard, Poster } from './film-card'
import { FilmRow } from './film-row'
import { customer } from './messages'
import { useMovies } from './movies'

const ROW_LENGTH = 12

export function HomePage() {
  useTitle(undefined)
  const account = useAccount()
  if (account === undefined) return <Waiting />
  return account ? <MembersHome locale={account.locale} /> : <VisitorsHome />
}

function Waiting() {
  return (
    <>
      <div class="bill" aria-hidden="true" />
      <Skeleton shape="card" count={6} />
    </>
  )
}

function MembersHome({ locale }: { locale: string }) {
  const home = useAsked<{ rows: HomeRow[]; degraded: string[] }>('/me/home')
  const { again } = home
  // Titles and reasons come in the account's language.
  useEffect(() => {
    if (home.answer) again()
  }, [locale])

  if (!home.answer) return home.problem ? <Trouble problem={home.problem} again={again} /> : <Waiting />
  const rows = home.answer.rows
  const first = (
    rows.find((row) => row.kind === 'suggestions') ?? rows.find((row) => row.kind === 'trending')
  )?.items[0]?.movie
  return (
    <>
      {first ? <Bill id={first.id} /> : <h1>{customer().welcome}</h1>}
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
  const waits = trending.loading || fresh.loading || (ids !== undefined && movies === undefined)
  const first = ids?.[0] ?? fresh.answer?.items[0]?.id
  if (waits) return <Waiting />
  return (
    <>
      {first ? <Bill id={first} /> : <h1>{customer().welcome}</h1>}
      <p class="house-line">{customer().houseLine}</p>
      <Trouble problem={fresh.problem} again={fresh.again} />
      {rented.length > 0 && <Row title={customer().trending} movies={rented} />}
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

/** The film on the big bill. Its room is kept while it comes. */
function Bill({ id }: { id: string }) {
  const movie: Movie | undefined = useMovies([id])?.get(id)
  return (
    <section class="bill">
      <h1 class="visually-hidden">{customer().welcome}</h1>
      {movie && (
        <>
          {movie.poster_url && <img class="bill-glow" src={movie.poster_url} alt="" aria-hidden="true" />}
          <div class="bill-words">
            <p class="fine">
              {customer().by(movie.directors.map((person) => person.name).join(', '))}, {movie.year}
            </p>
            <h2>{inWords(movie.title)}</h2>
            <p class="bill-synopsis">{inWords(movie.synopsis)}</p>
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
