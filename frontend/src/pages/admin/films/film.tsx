// A film: its facts, which two people may change at once, its prices, and what it brought lately.

import { useState } from 'preact/hooks'
import { useAsked } from '../../../api/asked'
import { Problem, request } from '../../../api/client'
import type { Movie } from '../../../api/types'
import { Button } from '../../../parts/button'
import { useSending } from '../../../parts/form'
import { Skeleton, Trouble } from '../../../parts/states'
import { notify } from '../../../state/notices'
import { common } from '../../../words/common'
import { dateTime, inWords } from '../../../words/values'
import type { PageProps } from '../../page'
import { Desk } from '../desk'
import { differences } from './conflict'
import { ConflictDialog } from './conflict-dialog'
import { type Draft, draftOf, errorsOf, patchOf } from './draft'
import { FilmFields } from './film-form'
import { ArchiveButton } from './films'
import { films } from './messages'
import { Prices } from './prices'
import { Rentals } from './rentals'

export function FilmPage({ params }: PageProps) {
  const said = films()
  const path = `/movies/${params.id}`
  const film = useAsked<Movie>(path)
  const movie = film.answer
  return (
    <Desk
      title={movie ? inWords(movie.title) : '…'}
      lead={movie?.archived_at && said.archivedSince(dateTime(movie.archived_at))}
      actions={
        movie && (
          <>
            <a class="button quiet small" href={`#/movies/${movie.id}`}>
              {said.seeInShop}
            </a>
            <ArchiveButton film={movie} onChanged={film.again} />
          </>
        )
      }
    >
      {!movie &&
        (film.problem ? <Trouble problem={film.problem} again={film.again} /> : <Skeleton shape="block" />)}
      {movie && (
        <div class="film-desk">
          <section aria-label={said.facts}>
            <Facts key={movie.id} path={path} movie={movie} etag={film.etag} onSaved={film.put} />
          </section>
          <div>
            <section>
              <h2>{said.prices}</h2>
              <Prices movie={movie} onChanged={film.again} />
            </section>
            <section>
              <h2>{said.lately}</h2>
              <Rentals id={movie.id} />
            </section>
          </div>
        </div>
      )}
    </Desk>
  )
}

interface FactsProps {
  path: string
  movie: Movie
  etag: string | undefined
  onSaved: (movie: Movie, etag?: string) => void
}

interface Version {
  movie: Movie
  draft: Draft
  etag: string | undefined
}

/** What was read is the base of every change: a save names it, and is refused once somebody else saved. */
function Facts({ path, movie, etag, onSaved }: FactsProps) {
  const said = films()
  const sending = useSending()
  const [base, setBase] = useState<Version>(() => ({ movie, draft: draftOf(movie), etag }))
  const [draft, setDraft] = useState(base.draft)
  const [theirs, setTheirs] = useState<Version>()

  const begin = (version: Version) => {
    setBase(version)
    setDraft(version.draft)
    setTheirs(undefined)
    onSaved(version.movie, version.etag)
  }
  const write = async (wanted: Draft, over: Version): Promise<void> => {
    try {
      const body = patchOf(over.draft, wanted, [...over.movie.directors, ...over.movie.cast])
      const saved = await request<Movie>('PATCH', path, { body, ifMatch: over.etag })
      begin({ movie: saved.document, draft: draftOf(saved.document), etag: saved.etag })
      notify(common().saved)
    } catch (problem) {
      if (!(problem instanceof Problem && problem.code === 'precondition-failed')) throw problem
      const now = await request<Movie>('GET', path)
      const version = { movie: now.document, draft: draftOf(now.document), etag: now.etag }
      // A price that changed makes a new version as well, and is no matter of this form.
      if (differences(over.draft, over.draft, version.draft).length === 0) await write(wanted, version)
      else setTheirs(version)
    }
  }
  const save = (wanted: Draft, over: Version) => sending.run(() => write(wanted, over))
  const wrong = errorsOf(sending.problem)
  const isChanged = Object.keys(patchOf(base.draft, draft)).length > 0
  return (
    <form
      class="film-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isChanged) save(draft, base)
      }}
    >
      <FilmFields draft={draft} onChange={setDraft} problem={sending.problem} />
      {Object.keys(wrong).length === 0 && !theirs && <Trouble problem={sending.problem} />}
      <div class="actions save-bar">
        <Button type="submit" busy={sending.busy} disabled={!isChanged}>
          {common().save}
        </Button>
        {isChanged && (
          <Button look="quiet" onClick={() => setDraft(base.draft)}>
            {said.undo}
          </Button>
        )}
      </div>
      {theirs && (
        <ConflictDialog
          key={theirs.etag}
          found={differences(base.draft, draft, theirs.draft)}
          mine={draft}
          theirs={theirs.draft}
          sending={sending}
          onSave={(wanted) => save(wanted, theirs)}
          onTakeTheirs={() => begin(theirs)}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </form>
  )
}
