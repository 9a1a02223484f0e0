// Films by their ids, for answers that only name them. Each is asked for once a visit, those of a list by one request.

import { useEffect, useState } from 'preact/hooks'
import { ask, type Problem, query } from '../../api/client'
import type { Genre, Movie, MovieSummary, Page } from '../../api/types'

const ASKED_AT_ONCE = 100

/** Asks once for each key; what failed may work the next time, what is not there stays so. */
class Once<Film> {
  private readonly asked = new Map<string, Promise<Film | undefined>>()

  has(id: string): boolean {
    return this.asked.has(id)
  }

  get(id: string, fetchIt: () => Promise<Film | undefined>): Promise<Film | undefined> {
    const known = this.asked.get(id)
    if (known) return known
    const fresh = fetchIt().catch((problem: Problem) => {
      if (problem.status !== 404) this.asked.delete(id)
      return undefined
    })
    this.asked.set(id, fresh)
    return fresh
  }
}

const wholes = new Once<Movie>()
const summaries = new Once<MovieSummary>()

function whole(id: string): Promise<Movie | undefined> {
  return wholes.get(id, () => ask<Movie>('GET', `/movies/${id}`))
}

function summariesOf(ids: string[]): Promise<(MovieSummary | undefined)[]> {
  const fresh = [...new Set(ids)].filter((id) => !summaries.has(id))
  for (let start = 0; start < fresh.length; start += ASKED_AT_ONCE) {
    const some = fresh.slice(start, start + ASKED_AT_ONCE)
    const page = ask<Page<MovieSummary>>('GET', `/movies${query({ ids: some.join(), limit: some.length })}`)
    for (const id of some) {
      // Lists leave archived films out.
      summaries.get(id, async () => (await page).items.find((movie) => movie.id === id) ?? whole(id))
    }
  }
  return Promise.all(ids.map((id) => summaries.get(id, () => whole(id))))
}

/** Those of the films that could be had, by id; undefined until all were asked. */
export function useMovies(ids: string[] | undefined): Map<string, MovieSummary> | undefined {
  const [movies, setMovies] = useState<Map<string, MovieSummary>>()
  const key = ids?.join()
  useEffect(() => {
    if (key === undefined) return
    let current = true
    summariesOf(key ? key.split(',') : []).then((found) => {
      if (current) setMovies(new Map(found.flatMap((each) => (each ? [[each.id, each]] : []))))
    })
    return () => {
      current = false
    }
  }, [key])
  return movies
}

/** A film, whole; undefined until it is there. */
export function useMovie(id: string): Movie | undefined {
  const [movie, setMovie] = useState<Movie>()
  useEffect(() => {
    let current = true
    whole(id).then((found) => {
      if (current) setMovie(found)
    })
    return () => {
      current = false
    }
  }, [id])
  return movie
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
