// A film is added.

import { useState } from 'preact/hooks'
import { ask } from '../../../api/client'
import type { Movie } from '../../../api/types'
import { Button } from '../../../parts/button'
import { Field, useSending } from '../../../parts/form'
import { Trouble } from '../../../parts/states'
import { notify } from '../../../state/notices'
import { go } from '../../../state/route'
import { inWords } from '../../../words/values'
import { Desk } from '../desk'
import { additionOf, EMPTY_DRAFT, errorsOf } from './draft'
import { FilmFields } from './film-form'
import { films } from './messages'

export function NewFilmPage() {
  const said = films()
  const sending = useSending()
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [amount, setAmount] = useState('')
  const wrong = errorsOf(sending.problem)
  const add = (event: Event) => {
    event.preventDefault()
    sending.run(async () => {
      const film = await ask<Movie>('POST', '/movies', { body: additionOf(draft, amount) })
      notify(said.isAdded(inWords(film.title)))
      go(`#/admin/films/${film.id}`)
    })
  }
  return (
    <Desk title={said.addFilm}>
      <form class="film-form" onSubmit={add}>
        <FilmFields draft={draft} onChange={setDraft} problem={sending.problem} />
        <Field
          label={said.priceInEuros}
          name="price"
          inputMode="decimal"
          pattern="\d+([.,]\d{1,2})?"
          required
          value={amount}
          error={wrong.price}
          onInput={(event) => setAmount(event.currentTarget.value)}
        />
        {Object.keys(wrong).length === 0 && <Trouble problem={sending.problem} />}
        <Button type="submit" busy={sending.busy}>
          {said.addFilm}
        </Button>
      </form>
    </Desk>
  )
}
