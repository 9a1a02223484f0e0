// The theatre: consent before the first play, the place to resume from, who else plays, and the film.

import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { useAsked } from '../../api/asked'
import { ask, Problem } from '../../api/client'
import type { PlaybackSession, Rental } from '../../api/types'
import { Button } from '../../parts/button'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { clock, dateTime, duration, inWords } from '../../words/values'
import type { PageProps } from '../page'
import { deviceId, deviceName } from './device'
import { customer } from './messages'
import { type ActiveStream, StreamLimit } from './stream-limit'
import { Video } from './video'

interface Playback {
  will_start_watch_window: boolean
  watch_within: string
  position_s: number
  duration_s: number
}

/** A session that ends sooner would end again: the person presses, nothing loops. */
const RESTART_AFTER_MS = 3000
const WORTH_RESUMING = { from: 0.05, to: 0.9 }

function placeToResume({ position_s, duration_s }: Playback): number {
  const share = duration_s > 0 ? position_s / duration_s : 0
  return share >= WORTH_RESUMING.from && share <= WORTH_RESUMING.to ? position_s : 0
}

export function PlayerPage({ params }: PageProps) {
  const id = params.id ?? ''
  const rental = useAsked<Rental>(`/rentals/${id}`)
  const playback = useAsked<Playback>(`/rentals/${id}/playback`)
  const title = inWords(rental.answer?.movie_title)
  useTitle(title)
  const problem = rental.problem ?? playback.problem
  return (
    <section class="theatre">
      <div class="theatre-head">
        <h1>{title || '\u00a0'}</h1>
        {rental.answer && (
          <a class="button quiet small" href={`#/movies/${rental.answer.movie_id}`}>
            {customer().leaveTheatre}
          </a>
        )}
      </div>
      {problem ? (
        <Curtain>
          {problem.code === 'rental-expired' ? (
            <Over rental={rental.answer} />
          ) : (
            <Trouble problem={problem} />
          )}
        </Curtain>
      ) : rental.answer && playback.answer ? (
        <Showing rental={rental.answer} playback={playback.answer} title={title} />
      ) : (
        <Skeleton shape="block" />
      )}
    </section>
  )
}

/** What stands where the film will be, of its size. */
function Curtain({ children }: { children: ComponentChildren }) {
  return <div class="curtain by-night">{children}</div>
}

function Over({ rental }: { rental: Rental | undefined }) {
  return (
    <div role="alert">
      <h2>{customer().rentalOver}</h2>
      {rental && (
        <a class="button" href={`#/movies/${rental.movie_id}`}>
          {customer().backToFilm}
        </a>
      )}
    </div>
  )
}

interface ShowingProps {
  rental: Rental
  playback: Playback
  title: string
}

function Showing({ rental, playback, title }: ShowingProps) {
  const [session, setSession] = useState<PlaybackSession>()
  const [from, setFrom] = useState(0)
  const [refusal, setRefusal] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const begun = useRef(0)
  const resumable = placeToResume(playback)
  const isFirst = playback.will_start_watch_window && begun.current === 0

  const start = async (position: number, takeOver?: string) => {
    setBusy(true)
    setFrom(position)
    try {
      const body = {
        device_id: deviceId(),
        device_name: deviceName(navigator.userAgent),
        confirm_start: true,
        ...(takeOver ? { take_over: takeOver } : {}),
      }
      begun.current = Date.now()
      setSession(await ask<PlaybackSession>('POST', `/rentals/${rental.id}/playback-sessions`, { body }))
      setRefusal(undefined)
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      setSession(undefined)
      setRefusal(problem)
    } finally {
      setBusy(false)
    }
  }

  /** A session that is over is begun anew from the same place; if another device plays by then, that is said. */
  const ended = (problem: Problem, position: number) => {
    const isNew = Date.now() - begun.current < RESTART_AFTER_MS
    if (problem.code === 'session-ended' && !isNew) return start(position)
    setSession(undefined)
    setRefusal(
      problem.code === 'session-ended'
        ? new Problem('video-failed', problem.status, customer().videoFailed)
        : problem,
    )
    setFrom(position)
    return undefined
  }

  const active = refusal?.document.active as ActiveStream[] | undefined
  if (refusal?.code === 'rental-expired')
    return (
      <Curtain>
        <Over rental={rental} />
      </Curtain>
    )
  return (
    <>
      {session ? (
        <Video
          key={session.id}
          session={session}
          from={from}
          label={customer().playerLabel(title)}
          onEnded={ended}
        />
      ) : (
        <Curtain>
          {refusal && !active && <Trouble problem={refusal} />}
          {isFirst ? (
            <>
              <h2>{customer().firstPlayTitle}</h2>
              <p>{customer().firstPlay(duration(playback.watch_within))}</p>
              <div class="actions">
                <Button busy={busy} onClick={() => start(0)}>
                  {customer().start}
                </Button>
                <a class="button quiet" href="#/rentals">
                  {customer().notYet}
                </a>
              </div>
            </>
          ) : (
            <>
              {resumable > 0 && <h2>{customer().resumeTitle}</h2>}
              <div class="actions">
                {(from || resumable) > 0 && (
                  <Button busy={busy} onClick={() => start(from || resumable)}>
                    {customer().resumeAt(clock(from || resumable))}
                  </Button>
                )}
                <Button look={resumable > 0 ? 'quiet' : 'main'} busy={busy} onClick={() => start(0)}>
                  {resumable > 0 ? customer().fromTheTop : customer().play}
                </Button>
              </div>
            </>
          )}
        </Curtain>
      )}
      <p class="fine">{!isFirst && customer().yoursUntil(dateTime((session ?? rental).expires_at))}</p>
      {active && (
        <StreamLimit
          active={active}
          movieId={rental.movie_id}
          busy={busy}
          onTakeOver={(sessionId) => start(from || resumable, sessionId)}
          onClose={() => setRefusal(undefined)}
        />
      )}
    </>
  )
}
