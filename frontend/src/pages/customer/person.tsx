// A person: the films they made and those they act in.

import { useAsked } from '../../api/asked'
import type { MovieCard, Person } from '../../api/types'
import { Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import type { PageProps } from '../page'
import { FilmCard } from './film-card'
import { customer } from './messages'

export function PersonPage({ params }: PageProps) {
  const { answer: person, problem, again } = useAsked<Person>(`/people/${params.id}`)
  useTitle(person?.name)
  if (!person)
    return problem ? <Trouble problem={problem} again={again} /> : <Skeleton shape="card" count={6} />
  return (
    <>
      <h1>{person.name}</h1>
      <Films title={customer().directed} movies={person.directed} />
      <Films title={customer().actedIn} movies={person.acted_in} />
    </>
  )
}

function Films({ title, movies }: { title: string; movies: MovieCard[] }) {
  return movies.length > 0 ? (
    <section class="film-row">
      <h2>{title}</h2>
      <ul class="grid">
        {movies.map((movie) => (
          <FilmCard key={movie.id} movie={movie} />
        ))}
      </ul>
    </section>
  ) : null
}
