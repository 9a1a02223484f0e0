// All films: searched as one types, narrowed by facets that stand in the address.

import { usePages } from '../../api/asked'
import type { Facets, Found, MovieCard } from '../../api/types'
import { Choice } from '../../parts/choice'
import { More } from '../../parts/more'
import { SearchField } from '../../parts/search-field'
import { Empty, Skeleton, Trouble } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { go } from '../../state/route'
import { common } from '../../words/common'
import { inWords, named, runtime } from '../../words/values'
import type { PageProps } from '../page'
import { FilmCard } from './film-card'
import { changed, filtersOf, SORTS, searchPath } from './filters'
import { customer } from './messages'
import { useGenres } from './movies'

const LENGTHS_MIN = [60, 90, 120]

export function FilmsPage({ query }: PageProps) {
  useTitle(customer().allFilms)
  const filters = filtersOf(query)
  const path = searchPath(filters)
  const found = usePages<MovieCard, Found>(path)
  const told = found.first
  const items = found.items
  const set = (name: string, value: string) => go(changed(query, name, value), { replace: true })

  return (
    <>
      <h1>{customer().allFilms}</h1>
      <SearchField hint={common().searchHint} words={filters.q ?? ''} onWords={(words) => set('q', words)} />
      <Filters filters={filters} facets={told?.facets} onChange={set} />
      {told?.did_you_mean && filters.q && (
        <p class="did-you-mean">
          {customer().didYouMean} <a href={changed(query, 'q', told.did_you_mean)}>{told.did_you_mean}</a>
          {'\u202f?'}
        </p>
      )}
      <Trouble problem={found.problem} again={found.again} />
      <p class="fine found-count" role="status">
        {items && items.length > 0 ? customer().filmsShown(items.length, found.more !== undefined) : '\u00a0'}
      </p>
      {!items && found.loading && <Skeleton shape="card" count={18} />}
      {items?.length === 0 && (
        <Empty title={customer().noFilm}>
          <p class="fine">{customer().noFilmHint}</p>
          <a class="button quiet" href="#/films">
            {customer().clearAll}
          </a>
        </Empty>
      )}
      <ul class="grid" aria-busy={found.loading}>
        {items?.map((movie) => (
          <FilmCard key={movie.id} movie={movie} />
        ))}
      </ul>
      <More pages={found} />
    </>
  )
}

interface FiltersProps {
  filters: Record<string, string>
  facets: Facets | undefined
  onChange: (name: string, value: string) => void
}

function Filters({ filters, facets, onChange }: FiltersProps) {
  const genres = useGenres()
  const said = customer()
  const genreName = (id: string) => inWords(genres.find((genre) => genre.id === id)?.name) || id
  const choices = {
    genre: [
      said.genre,
      said.anyGenre,
      facets?.genres.map(({ id, count }) => [id, `${genreName(id)} (${count})`]) ?? [],
    ],
    decade: [
      said.decade,
      said.anyDecade,
      facets?.decades.map(({ decade, count }) => [String(decade), `${said.decadeName(decade)} (${count})`]) ??
        [],
    ],
    language: [
      said.filmLanguage,
      said.anyLanguage,
      facets?.languages.map(({ language, count }) => [
        language,
        `${named('language', language)} (${count})`,
      ]) ?? [],
    ],
    runtime: [
      said.length,
      said.anyLength,
      LENGTHS_MIN.map((minutes) => [String(minutes), said.upTo(runtime(minutes))]),
    ],
  } as Record<string, [string, string, [string, string][]]>
  const isNarrowed = Object.keys(choices).some((name) => filters[name]) || Boolean(filters.q)
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">{said.filters}</legend>
      {Object.entries(choices).map(([name, [label, any, options]]) => (
        <Choice
          key={name}
          label={label}
          value={filters[name] ?? ''}
          options={[['', any], ...options]}
          onChange={(value) => onChange(name, value)}
        />
      ))}
      <Choice
        label={said.sort}
        value={filters.sort ?? (filters.q ? 'relevance' : 'title')}
        options={SORTS.filter((sort) => sort !== 'relevance' || filters.q).map((sort) => [
          sort,
          said.sortName(sort),
        ])}
        onChange={(value) => onChange('sort', value)}
      />
      {isNarrowed && (
        <a class="clear-all" href="#/films">
          {said.clearAll}
        </a>
      )}
    </fieldset>
  )
}
