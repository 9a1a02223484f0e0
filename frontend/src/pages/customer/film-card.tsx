// A film as a card of a list.

import type { ComponentChildren } from 'preact'
import type { MovieCard, Text } from '../../api/types'
import { inWords, price } from '../../words/values'

export function Poster({
  url,
  title,
  eager = false,
}: {
  url?: string | undefined
  title: Text
  /** The page's picture: it comes before all others. */
  eager?: boolean
}) {
  return url ? (
    <img
      class="poster"
      src={url}
      alt=""
      width="200"
      height="300"
      loading={eager ? 'eager' : 'lazy'}
      fetchpriority={eager ? 'high' : 'auto'}
    />
  ) : (
    <span class="poster blank" aria-hidden="true">
      {inWords(title)}
    </span>
  )
}

interface Props {
  movie: MovieCard
  /** Where the card leads; the film's page if absent. */
  to?: string
  /** What stands below the title instead of year and price. */
  children?: ComponentChildren
}

export function FilmCard({ movie, to, children }: Props) {
  return (
    <li class="card">
      <a href={to ?? `#/movies/${movie.id}`}>
        <Poster url={movie.poster_url} title={movie.title} />
        <strong>{inWords(movie.title)}</strong>
      </a>
      {children ?? (
        <small>
          {movie.year} · {price(movie.price)}
        </small>
      )}
    </li>
  )
}
