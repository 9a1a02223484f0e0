// Films for another evening.

import { usePages } from '../../api/asked'
import { ask, type Problem } from '../../api/client'
import type { MovieCard } from '../../api/types'
import { More } from '../../parts/more'
import { Empty, Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { notify } from '../../state/notices'
import { common } from '../../words/common'
import { inPlainWords } from '../../words/problems'
import { inWords, price } from '../../words/values'
import { FilmCard } from './film-card'
import { customer } from './messages'

interface Wanted {
  movie_id: string
  added_at: string
  movie?: MovieCard
}

export function WatchlistPage() {
  useTitle(common().watchlist)
  const list = usePages<Wanted>('/me/watchlist?limit=48')
  const takeOff = async (wanted: Wanted) => {
    const before = list.items ?? []
    list.put(before.filter((each) => each !== wanted))
    try {
      await ask('DELETE', `/me/watchlist/${wanted.movie_id}`)
    } catch (problem) {
      list.put(before)
      notify(inPlainWords(problem as Problem), 'bad')
    }
  }
  return (
    <>
      <h1>{common().watchlist}</h1>
      <Trouble problem={list.problem} again={list.again} />
      {!list.items && list.loading && <Skeleton shape="card" count={6} />}
      {list.items?.length === 0 && (
        <Empty title={customer().noWatchlist}>
          <p class="fine">{customer().noWatchlistHint}</p>
          <a class="button" href="#/films">
            {customer().chooseFilm}
          </a>
        </Empty>
      )}
      <ul class="grid">
        {list.items?.map(
          (wanted) =>
            wanted.movie && (
              <FilmCard key={wanted.movie_id} movie={wanted.movie}>
                <small>
                  {wanted.movie.archived ? customer().notOffered : price(wanted.movie.price)}
                  {' · '}
                  <button
                    type="button"
                    class="link"
                    aria-label={customer().takeOff(inWords(wanted.movie.title))}
                    onClick={() => takeOff(wanted)}
                  >
                    {customer().takeOffShort}
                  </button>
                </small>
              </FilmCard>
            ),
        )}
      </ul>
      <More pages={list} />
    </>
  )
}
