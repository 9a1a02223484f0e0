// What was rented and watched here, newest first.

import { usePages } from '../../api/asked'
import type { Money } from '../../api/types'
import { More } from '../../parts/more'
import { Progress } from '../../parts/progress'
import { Empty, Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { common } from '../../words/common'
import { date, inWords, number, price } from '../../words/values'
import { Poster } from './film-card'
import { customer } from './messages'
import { useMovies } from './movies'

interface Seen {
  rental_id: string
  movie_id: string
  rented_at: string
  price: Money
  first_played_at?: string
  progress?: number
  completed?: boolean
}

export function HistoryPage() {
  useTitle(common().history)
  const history = usePages<Seen>('/me/history?limit=20')
  const movies = useMovies(history.items?.map((seen) => seen.movie_id))
  return (
    <>
      <h1>{common().history}</h1>
      <Trouble problem={history.problem} again={history.again} />
      {!(history.items && movies) && !history.problem && <Skeleton shape="row" count={8} />}
      {history.items?.length === 0 && <Empty title={customer().noHistory} />}
      <ul class="lines past">
        {movies && history.items?.map((seen) => <Line key={seen.rental_id} seen={seen} movies={movies} />)}
      </ul>
      <More pages={history} />
    </>
  )
}

function Line({ seen, movies }: { seen: Seen; movies: NonNullable<ReturnType<typeof useMovies>> }) {
  const movie = movies.get(seen.movie_id)
  const title = movie ? inWords(movie.title) : customer().notOffered
  const share = seen.progress ?? 0
  const told = !seen.first_played_at
    ? customer().neverStarted
    : seen.completed
      ? customer().watchedThrough
      : customer().seen(number(share, { style: 'percent' }))
  return (
    <li>
      <Poster url={movie?.poster_url} title={movie?.title ?? {}} />
      <div>
        <a href={`#/movies/${seen.movie_id}`}>{title}</a>
        <p class="fine">
          {customer().rentedOn(date(seen.rented_at))} · {price(seen.price)}
        </p>
      </div>
      <div class="past-progress">
        {seen.first_played_at && <Progress share={share} label={`${title}: ${told}`} />}
        <span class="fine">{told}</span>
      </div>
    </li>
  )
}
