// A genre's name by its id, as films and customers name it.

import { inWords } from '../../words/values'
import { useGenres } from '../customer/movies'

export function useGenreName(): (id: string) => string {
  const genres = useGenres()
  return (id) => inWords(genres.find((genre) => genre.id === id)?.name) || id
}
