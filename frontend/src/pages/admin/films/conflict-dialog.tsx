// Somebody saved the film meanwhile: both versions side by side, and the choice between them, field by field.

import { useState } from 'preact/hooks'
import { Button } from '../../../parts/button'
import { Dialog } from '../../../parts/dialog'
import type { Sending } from '../../../parts/form'
import { Trouble } from '../../../parts/states'
import { type Difference, merged, proposal, type Side } from './conflict'
import type { Draft } from './draft'
import { films } from './messages'

interface Props {
  found: Difference[]
  mine: Draft
  theirs: Draft
  sending: Sending
  onSave: (wanted: Draft) => void
  onTakeTheirs: () => void
  onClose: () => void
}

export function ConflictDialog({ found, mine, theirs, sending, onSave, onTakeTheirs, onClose }: Props) {
  const said = films()
  const [chosen, setChosen] = useState(() => proposal(found))
  const open = found.filter(({ field }) => chosen[field] === undefined).length
  return (
    <Dialog title={said.conflict} onClose={onClose} wide>
      <p>{said.conflictText}</p>
      {found.map((difference) => (
        <Both
          key={difference.field}
          difference={difference}
          side={chosen[difference.field]}
          onChoose={(side) => setChosen({ ...chosen, [difference.field]: side })}
        />
      ))}
      <Trouble problem={sending.problem} />
      <div class="actions">
        <Button busy={sending.busy} disabled={open > 0} onClick={() => onSave(merged(mine, theirs, chosen))}>
          {said.saveChoice}
        </Button>
        <Button look="quiet" onClick={onTakeTheirs}>
          {said.takeTheirs}
        </Button>
        {open > 0 && (
          <p class="fine" role="status">
            {said.stillToChoose(open)}
          </p>
        )}
      </div>
    </Dialog>
  )
}

interface BothProps {
  difference: Difference
  side: Side | undefined
  onChoose: (side: Side) => void
}

function Both({ difference, side, onChoose }: BothProps) {
  const said = films()
  const versions: [Side, string, string][] = [
    ['mine', said.yours, difference.mine],
    ['theirs', said.theirs, difference.theirs],
  ]
  return (
    <fieldset class="both">
      <legend>{said.fieldName(difference.field)}</legend>
      {versions.map(([each, name, text]) => (
        <label key={each} class="version">
          <input
            type="radio"
            name={`version-${difference.field}`}
            checked={side === each}
            onChange={() => onChoose(each)}
          />
          <span>
            <strong>{name}</strong>
            <span class="version-text">{text || said.empty}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
