// Playing a rental: consent before the first play, heartbeats, and the position it resumes from.

import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, Problem } from '../api'
import { useAsked } from '../asked'
import { Trouble } from '../trouble'
import type { PlaybackSession, Rental } from '../types'
import { dateTime, duration, inWords } from '../words'

interface Playback {
  will_start_watch_window: boolean
  watch_within: string
  position_s: number
}

function deviceId(): string {
  const kept = localStorage.getItem('videoclub.device') ?? crypto.randomUUID()
  localStorage.setItem('videoclub.device', kept)
  return kept
}

export function PlayerPage({ rentalId }: { rentalId: string }) {
  const rental = useAsked<Rental>(`/rentals/${rentalId}`)
  const playback = useAsked<Playback>(`/rentals/${rentalId}/playback`)
  const [session, setSession] = useState<PlaybackSession>()
  const [refusal, setRefusal] = useState<Problem>()

  const start = (takeOver?: string) =>
    ask<PlaybackSession>('POST', `/rentals/${rentalId}/playback-sessions`, {
      body: {
        device_id: deviceId(),
        device_name: navigator.platform || 'Browser',
        confirm_start: true,
        ...(takeOver ? { take_over: takeOver } : {}),
      },
    }).then(
      (started) => {
        setRefusal(undefined)
        setSession(started)
      },
      (error: Problem) => setRefusal(error),
    )

  const active = (refusal?.document.active ?? []) as { session_id: string; device_name?: string }[]
  return (
    <section>
      <h1>{inWords(rental.answer?.movie_title)}</h1>
      {rental.answer && <p class="facts">Yours until {dateTime((session ?? rental.answer).expires_at)}</p>}
      <Trouble problem={rental.problem ?? playback.problem ?? refusal} />
      {active.map((stream) => (
        <button type="button" key={stream.session_id} onClick={() => start(stream.session_id)}>
          Play here instead of {stream.device_name ?? 'the other device'}
        </button>
      ))}
      {session ? (
        <Video session={session} onEnded={setRefusal} />
      ) : (
        playback.answer && (
          <p>
            {playback.answer.will_start_watch_window &&
              `Once you press play you have ${duration(playback.answer.watch_within)} to watch it. `}
            <button type="button" onClick={() => start()}>
              {playback.answer.position_s > 0 ? `Resume at ${playback.answer.position_s} s` : 'Play'}
            </button>
          </p>
        )
      )}
    </section>
  )
}

function Video({ session, onEnded }: { session: PlaybackSession; onEnded: (problem: Problem) => void }) {
  const video = useRef<HTMLVideoElement>(null)

  useEffect(() => {
    const player = video.current
    if (!player) return
    const report = () =>
      ask('PUT', `/playback-sessions/${session.id}`, {
        body: { position_s: Math.floor(player.currentTime), state: player.paused ? 'paused' : 'playing' },
      }).catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'session-ended') {
          player.pause()
          onEnded(error)
        }
      })
    const seek = () => {
      player.currentTime = session.position_s
    }
    const beat = setInterval(report, session.heartbeat_every_s * 1000)
    player.addEventListener('loadedmetadata', seek)
    player.addEventListener('pause', report)
    return () => {
      clearInterval(beat)
      player.removeEventListener('pause', report)
      report().then(() => ask('DELETE', `/playback-sessions/${session.id}`).catch(() => undefined))
    }
  }, [session, onEnded])

  return (
    // biome-ignore lint/a11y/useMediaCaption: the tracks come with the session
    <video ref={video} src={session.media.url} controls crossOrigin="anonymous">
      {session.captions.map(({ language, url }) => (
        <track key={language} kind="captions" srcLang={language} label={language} src={url} />
      ))}
    </video>
  )
}
