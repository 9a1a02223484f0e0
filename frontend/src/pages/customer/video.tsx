// The film itself: the browser's own player, its captions, and heartbeats that keep place and session.

import { useEffect, useRef } from 'preact/hooks'
import { ask, Problem } from '../../api/client'
import type { PlaybackSession } from '../../api/types'
import { language } from '../../words/language'
import { named } from '../../words/values'

interface Props {
  session: PlaybackSession
  /** Where to begin, in seconds of the media. */
  from: number
  label: string
  /** The session is over, or the rental; with the place in seconds where that was. */
  onEnded: (problem: Problem, position: number) => void
}

const OVER = new Set(['session-ended', 'rental-expired', 'not-found'])

export function Video({ session, from, label, onEnded }: Props) {
  const video = useRef<HTMLVideoElement>(null)
  const ended = useRef(onEnded)
  ended.current = onEnded
  const beginning = useRef(from) // of this session; where a next one begins is not its concern

  useEffect(() => {
    const player = video.current
    if (!player) return
    const path = `/playback-sessions/${session.id}`
    const place = () => Math.floor(player.currentTime)
    let over = false

    const end = (problem: Problem) => {
      if (over) return
      over = true
      player.pause()
      ended.current(problem, place())
    }
    const report = () => {
      const body = { position_s: place(), state: player.paused ? 'paused' : 'playing' }
      return ask('PUT', path, { body }).catch((problem: unknown) => {
        // What fails for now is told by the next heartbeat.
        if (problem instanceof Problem && OVER.has(problem.code)) end(problem)
      })
    }
    const begin = () => {
      player.currentTime = beginning.current
      player.play().catch(() => undefined) // a browser may want a press of its own first
    }
    const moved = () => !over && report()
    const broke = () => end(new Problem('session-ended', 410, ''))
    const stop = () => ask('DELETE', path, { keepalive: true }).catch(() => undefined)
    const leave = () => {
      if (over) return
      over = true
      stop()
    }

    player.addEventListener('loadedmetadata', begin, { once: true })
    player.addEventListener('pause', moved)
    player.addEventListener('seeked', moved)
    player.addEventListener('error', broke, { once: true })
    addEventListener('pagehide', leave)
    const beat = setInterval(moved, session.heartbeat_every_s * 1000)
    return () => {
      clearInterval(beat)
      removeEventListener('pagehide', leave)
      player.removeEventListener('pause', moved)
      player.removeEventListener('seeked', moved)
      if (over) return
      over = true // what this last report is answered concerns nobody any more
      report().then(stop)
    }
  }, [session])

  return (
    // biome-ignore lint/a11y/useMediaCaption: the tracks come with the session
    <video
      ref={video}
      class="screen"
      src={session.media.url}
      aria-label={label}
      controls
      crossOrigin="anonymous"
    >
      {session.captions.map((captions) => (
        <track
          key={captions.language}
          kind="captions"
          srcLang={captions.language}
          label={named('language', captions.language)}
          src={captions.url}
          default={captions.language === language()}
        />
      ))}
    </video>
  )
}
