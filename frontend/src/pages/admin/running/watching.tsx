// The films that are watched now.

import { useAsked } from '../../../api/asked'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { inWords, number } from '../../../words/values'
import { Poster } from '../../customer/film-card'
import { useMovies } from '../../customer/movies'
import type { Watching } from '../answers'
import { Desk } from '../desk'
import { admin } from '../messages'
import { useEvery } from './every'
import { running } from './messages'

const ASK_AGAIN_MS = 10_000

export function WatchingPage() {
  const said = running()
  const watching = useAsked<Watching>('/watching?limit=100')
  const movies = useMovies(watching.answer?.items.map(({ movie_id }) => movie_id))
  useEvery(ASK_AGAIN_MS, watching.again)
  const told = watching.answer
  return (
    <Desk title={admin().watching} lead={said.watchingLead}>
      <Trouble problem={watching.problem} again={watching.again} />
      {!(told && movies) && !watching.problem && <Skeleton shape="row" count={5} />}
      {told && movies && told.items.length === 0 && <Empty title={said.nobodyWatches} />}
      {told && movies && told.items.length > 0 && (
        <>
          <p class="live-count" role="status">
            <strong>{number(told.count)}</strong> {said.watch(told.count)}
          </p>
          <ul class="lines">
            {told.items.map(({ movie_id, count }) => {
              const movie = movies.get(movie_id)
              return (
                <li key={movie_id}>
                  <a class="film-line" href={`#/admin/films/${movie_id}`}>
                    <Poster url={movie?.poster_url} title={{}} />
                    <span>{inWords(movie?.title) || movie_id}</span>
                  </a>
                  <span>{number(count)}</span>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </Desk>
  )
}
