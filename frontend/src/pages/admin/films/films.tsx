// All films as a table: found, archived and brought back, taken out as a file.

import { useState } from 'preact/hooks'
import { usePages } from '../../../api/asked'
import { ask, query as queryOf } from '../../../api/client'
import { download } from '../../../api/download'
import { Button } from '../../../parts/button'
import { Choice } from '../../../parts/choice'
import { useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { SearchField } from '../../../parts/search-field'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { type Column, Table } from '../../../parts/table'
import { notify } from '../../../state/notices'
import { go } from '../../../state/route'
import { date, inWords, price } from '../../../words/values'
import { Poster } from '../../customer/film-card'
import type { PageProps } from '../../page'
import type { FilmLine } from '../answers'
import { Desk } from '../desk'
import { useGenreName } from '../genre-name'
import { admin } from '../messages'
import { films as filmWords } from './messages'

const SORTS = ['title', '-added', '-year', 'price']
const PAGE_LENGTH = 30

export function FilmsPage({ query }: PageProps) {
  const said = filmWords()
  const exporting = useSending()
  const q = query.get('q') ?? ''
  const sort = query.get('sort') ?? (q ? 'relevance' : 'title')
  const shown = query.get('shown') ?? ''
  const set = (name: string, value: string) => {
    const filters = { q, sort: query.get('sort') ?? '', shown, [name]: value }
    go(`#/admin/films${queryOf(filters)}`, { replace: true })
  }
  const known = [...(q ? ['relevance'] : []), ...SORTS]
  const found = usePages<FilmLine>(
    `/movies${queryOf({
      q,
      sort: known.includes(sort) ? sort : undefined,
      show_archived: shown === 'all' ? true : undefined,
      limit: PAGE_LENGTH,
    })}`,
  )
  return (
    <Desk
      title={admin().films}
      actions={
        <>
          <a class="button small" href="#/admin/films/new">
            {said.addFilm}
          </a>
          <a class="button quiet small" href="#/admin/films/import">
            {said.importCsv}
          </a>
          <Button
            look="quiet"
            small
            busy={exporting.busy}
            onClick={() => exporting.run(() => download('/movie-exports', 'films.csv'))}
          >
            {admin().downloadCsv}
          </Button>
        </>
      }
    >
      <SearchField hint={said.searchHint} words={q} onWords={(words) => set('q', words)} />
      <fieldset class="filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        <Choice
          label={said.which}
          value={shown}
          options={[
            ['', said.onOffer],
            ['all', said.withArchived],
          ]}
          onChange={(value) => set('shown', value)}
        />
        <Choice
          label={admin().order}
          value={sort}
          options={known.map((each) => [each, said.sortName(each)])}
          onChange={(value) => set('sort', value)}
        />
      </fieldset>
      <Trouble problem={exporting.problem ?? found.problem} again={found.again} />
      {!found.items && found.loading && <Skeleton shape="row" count={12} />}
      {found.items?.length === 0 && <Empty title={said.noFilm} />}
      {found.items && found.items.length > 0 && (
        <>
          <p class="fine found-count" role="status">
            {admin().rowsShown(found.items.length, found.more !== undefined)}
          </p>
          <FilmTable films={found.items} onChanged={(items) => found.put(items)} />
        </>
      )}
      <More pages={found} />
    </Desk>
  )
}

function FilmTable({ films, onChanged }: { films: FilmLine[]; onChanged: (films: FilmLine[]) => void }) {
  const said = filmWords()
  const genreName = useGenreName()
  const replace = (fresh: FilmLine) =>
    onChanged(films.map((film) => (film.id === fresh.id ? { ...film, ...fresh } : film)))
  const columns: Column<FilmLine>[] = [
    {
      title: admin().film,
      heading: true,
      cell: (film) => (
        <a class="film-line" href={`#/admin/films/${film.id}`}>
          <Poster url={film.poster_url} title={{}} />
          <span>
            {inWords(film.title)}
            {film.original_title !== inWords(film.title) && <small>{film.original_title}</small>}
          </span>
        </a>
      ),
    },
    { title: said.year, numeric: true, cell: (film) => film.year },
    { title: said.genres, cell: (film) => film.genres.map(genreName).join(', ') },
    { title: said.price, numeric: true, cell: (film) => price(film.price) },
    {
      title: admin().state,
      cell: (film) =>
        film.archived_at ? (
          <span class="tag" title={date(film.archived_at)}>
            {said.archived}
          </span>
        ) : (
          <span class="state">{said.onOffer}</span>
        ),
    },
    { title: said.change, cell: (film) => <ArchiveButton film={film} onChanged={replace} /> },
  ]
  return <Table caption={admin().films} columns={columns} rows={films} rowKey={(film) => film.id} cards />
}

interface ArchiveProps {
  film: FilmLine
  onChanged: (film: FilmLine) => void
}

/** Takes a film off offer, or brings it back; each can be undone by the other, so nothing is asked first. */
export function ArchiveButton({ film, onChanged }: ArchiveProps) {
  const sending = useSending()
  const [told, setTold] = useState('')
  const said = filmWords()
  const title = inWords(film.title)
  const act = async () => {
    const done = await sending.run(async () => {
      if (film.archived_at) onChanged(await restored(film))
      else {
        await ask('DELETE', `/movies/${film.id}`)
        onChanged({ ...film, archived_at: new Date().toISOString() })
      }
    })
    if (done) notify(film.archived_at ? said.isRestored(title) : said.isArchived(title))
    else setTold(said.notChanged(title))
  }
  return (
    <>
      <Button
        look="quiet"
        small
        busy={sending.busy}
        aria-label={film.archived_at ? said.restoreFilm(title) : said.archiveFilm(title)}
        onClick={act}
      >
        {film.archived_at ? said.restore : said.archive}
      </Button>
      {sending.problem && (
        <p class="field-error" role="alert">
          {told}
        </p>
      )}
    </>
  )
}

async function restored(film: FilmLine): Promise<FilmLine> {
  const { archived_at: _, ...rest } = film
  await ask('POST', `/movies/${film.id}/restore`)
  return rest
}
