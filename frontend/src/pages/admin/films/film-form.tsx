// The fields of a film, whether it is new or known.

import { useId } from 'preact/hooks'
import type { Problem } from '../../../api/client'
import { Field, optional } from '../../../parts/form'
import { TextArea } from '../../../parts/text-area'
import { inWords } from '../../../words/values'
import { useGenres } from '../../customer/movies'
import { type Draft, errorsOf, type FieldName, listOf } from './draft'
import { films } from './messages'

interface Props {
  draft: Draft
  onChange: (draft: Draft) => void
  problem: Problem | undefined
}

export function FilmFields({ draft, onChange, problem }: Props) {
  const said = films()
  const wrong = errorsOf(problem)
  const text = (name: FieldName, more: object = {}) => ({
    name,
    label: said.fieldName(name),
    value: draft[name],
    error: wrong[name],
    onInput: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
    ...more,
  })
  const optionalText = (name: FieldName, more: object = {}) =>
    text(name, { label: optional(said.fieldName(name)), ...more })
  return (
    <div class="film-fields">
      <Field {...text('title_en', { hint: said.titleHint })} maxLength={300} required={!draft.title_fr} />
      <Field {...text('title_fr')} maxLength={300} required={!draft.title_en} />
      <Field {...optionalText('original_title')} maxLength={300} />
      <div class="pair">
        <Field {...text('year')} inputMode="numeric" pattern="\d{4}" required />
        <Field {...text('runtime_min')} inputMode="numeric" pattern="\d{1,4}" required />
      </div>
      <GenreChoice
        chosen={listOf(draft.genres)}
        error={wrong.genres}
        onChange={(genres) => onChange({ ...draft, genres: genres.join(', ') })}
      />
      <div class="pair">
        <Field {...optionalText('countries', { hint: said.countriesHint })} />
        <Field {...optionalText('languages', { hint: said.languagesHint })} />
      </div>
      <TextArea {...optionalText('directors', { hint: said.directorsHint })} rows={2} />
      <TextArea {...optionalText('cast', { hint: said.castHint })} rows={5} />
      <TextArea {...optionalText('synopsis_en')} rows={4} maxLength={2000} />
      <TextArea {...optionalText('synopsis_fr')} rows={4} maxLength={2000} />
      <div class="pair">
        <Field {...optionalText('start_within_days')} inputMode="decimal" pattern="\d+([.]\d+)?" />
        <Field {...optionalText('watch_within_h')} inputMode="decimal" pattern="\d+([.]\d+)?" />
      </div>
    </div>
  )
}

interface GenreProps {
  chosen: string[]
  error: string | undefined
  onChange: (genres: string[]) => void
}

/** Genres in the order in which they were chosen; the first is the film's main one. */
function GenreChoice({ chosen, error, onChange }: GenreProps) {
  const id = useId()
  const said = films()
  return (
    <fieldset class="field chips" aria-describedby={`${id}-hint`}>
      <legend>{said.fieldName('genres')}</legend>
      <div>
        {useGenres().map((genre) => (
          <label key={genre.id} class="chip">
            <input
              type="checkbox"
              checked={chosen.includes(genre.id)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...chosen, genre.id]
                    : chosen.filter((each) => each !== genre.id),
                )
              }
            />
            {inWords(genre.name)}
            {chosen[0] === genre.id && <small>{said.mainGenre}</small>}
          </label>
        ))}
      </div>
      <p class="fine" id={`${id}-hint`}>
        {said.genresHint}
      </p>
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  )
}
