// On the watchlist or not: the button turns at once, and back again if the house refuses.

import { useState } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import { ask, type Problem } from '../../api/client'
import type { MovieCard, Page } from '../../api/types'
import { useAccount } from '../../state/account'
import { notify } from '../../state/notices'
import { inPlainWords } from '../../words/problems'
import { customer } from './messages'

export function WatchlistButton({ movie }: { movie: MovieCard }) {
  const account = useAccount()
  const list = useAsked<Page<{ movie_id: string }>>(account ? '/me/watchlist?limit=100' : undefined)
  const [turned, setTurned] = useState<boolean>()
  if (!account || movie.archived) return null
  const wanted = turned ?? list.answer?.items.some((item) => item.movie_id === movie.id) ?? false
  const turn = async () => {
    setTurned(!wanted)
    try {
      await ask(wanted ? 'DELETE' : 'PUT', `/me/watchlist/${movie.id}`)
    } catch (problem) {
      setTurned(wanted)
      notify(inPlainWords(problem as Problem), 'bad')
    }
  }
  return (
    <button type="button" class="button quiet" aria-pressed={wanted} disabled={list.loading} onClick={turn}>
      <span aria-hidden="true">{wanted ? '✓' : '+'}</span>
      {wanted ? customer().onWatchlist : customer().addToWatchlist}
    </button>
  )
}
