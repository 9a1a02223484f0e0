// A film as a card of a list.

import type { MovieCard } from './types'
import { inWords, price } from './words'

export function Poster({ movie, reason }: { movie: MovieCard; reason?: string }) {
  return (
    <li class="card">
      <a href={`#/movies/${movie.id}`}>
        {movie.poster_url ? (
          <img src={movie.poster_url} alt="" width="200" height="300" loading="lazy" />
        ) : (
          <span class="blank" aria-hidden="true">
            {inWords(movie.title)}
          </span>
        )}
        <strong>{inWords(movie.title)}</strong>
      </a>
      <small>
        {movie.year} · {price(movie.price)}
      </small>
      {reason && <small class="reason">{reason}</small>}
    </li>
  )
}
