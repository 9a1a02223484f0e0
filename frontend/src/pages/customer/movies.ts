// Films by their ids, for answers that only name them. Each is asked for once a visit.

import { useEffect, useState } from 'preact/hooks'
import { ask, type Problem } from '../../api/client'
import type { Genre, Movie, Page } from '../../api/types'

const asked = new Map<string, Promise<Movie | undefined>>()

function movie(id: string): Promise<Movie | undefined> {
  const known = asked.get(id)
  if (known) return known
  const fresh = ask<Movie>('GET', `/movies/${id}`).catch((problem: Problem) => {
    if (problem.status !== 404) asked.delete(id) // what failed may work the next time
    return undefined
  })
  asked.set(id, fresh)
  return fresh
}

/** Those of the films that could be had, by id; undefined until all were asked. */
export function useMovies(ids: string[] | undefined): Map<string, Movie> | undefined {
  const [movies, setMovies] = useState<Map<string, Movie>>()
  const key = ids?.join()
  useEffect(() => {
    if (key === undefined) return
    let current = true
    Promise.all((key ? key.split(',') : []).map(movie)).then((found) => {
      if (current) setMovies(new Map(found.flatMap((each) => (each ? [[each.id, each]] : []))))
    })
    return () => {
      current = false
    }
  }, [key])
  return movies
}

let genres: Promise<Genre[]> | undefined

/** All genres, asked for once a visit; empty until then. */
export function useGenres(): Genre[] {
  const [known, setKnown] = useState<Genre[]>([])
  useEffect(() => {
    genres ??= ask<Page<Genre>>('GET', '/genres').then((page) => page.items)
    genres.then(setKnown, () => {
      genres = undefined
    })
  }, [])
  return known
}
