// Where the account plays already, and taking over from there.

import { Button } from '../../parts/button'
import { Dialog } from '../../parts/dialog'
import { dateTime } from '../../words/values'
import { customer } from './messages'

export interface ActiveStream {
  session_id: string
  device_name?: string
  movie_id: string
  since: string
}

interface Props {
  active: ActiveStream[]
  movieId: string
  busy: boolean
  onTakeOver: (sessionId: string) => void
  onClose: () => void
}

export function StreamLimit({ active, movieId, busy, onTakeOver, onClose }: Props) {
  return (
    <Dialog title={customer().limitTitle} onClose={onClose}>
      <p>{customer().limitText}</p>
      <ul class="lines">
        {active.map((stream) => (
          <li key={stream.session_id}>
            <span>
              {stream.device_name ?? customer().unknownDevice}
              <br />
              <span class="fine">
                {stream.movie_id === movieId ? customer().thisFilmThere : customer().anotherFilm},{' '}
                {customer().since(dateTime(stream.since))}
              </span>
            </span>
            <Button small busy={busy} onClick={() => onTakeOver(stream.session_id)}>
              {customer().takeOver}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
