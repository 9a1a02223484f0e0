// The catalogue: what may please, and a search by title.

import { useState } from 'preact/hooks'
import { useAsked } from '../asked'
import { Poster } from '../poster'
import { Trouble } from '../trouble'
import type { MovieCard, Page, Suggestion } from '../types'

export function Home({ signedIn }: { signedIn: boolean }) {
  const [words, setWords] = useState('')
  const query = words.trim() ? `?limit=48&q=${encodeURIComponent(words.trim())}` : '?limit=48'
  const movies = useAsked<Page<MovieCard> & { did_you_mean?: string }>(`/movies${query}`)
  const suggestions = useAsked<{ items: Suggestion[] }>(signedIn ? '/me/suggestions' : undefined)
  const suggested = suggestions.answer?.items.slice(0, 8) ?? []

  return (
    <>
      <search>
        <label for="words">Find a film</label>
        <input
          id="words"
          type="search"
          placeholder="Title or name, typos welcome"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </search>
      {suggested.length > 0 && !words && (
        <section aria-labelledby="for-you">
          <h2 id="for-you">For you</h2>
          <ul class="row">
            {suggested.map(({ movie, reason }) => (
              <Poster key={movie.id} movie={movie} reason={reason.text} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="films">
        <h2 id="films">{words ? 'Found' : 'All films'}</h2>
        <Trouble problem={movies.problem} />
        {movies.answer?.items.length === 0 && <p>No film of that name.</p>}
        <ul class="grid">
          {movies.answer?.items.map((movie) => (
            <Poster key={movie.id} movie={movie} />
          ))}
        </ul>
      </section>
    </>
  )
}
