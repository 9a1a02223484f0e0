// The builder's tree on the page: groups in groups, each a field of its own to screen readers.

import { Button } from '../../../parts/button'
import { inWords } from '../../../words/values'
import { useGenres } from '../../customer/movies'
import {
  type Condition,
  FIELDS,
  type FieldName,
  type Group,
  type Node,
  newCondition,
  newGroup,
  opsOf,
} from './query-tree'
import { segments } from './segment-messages'

const DEPTH_MAX = 6

interface NodeProps<Part extends Node> {
  node: Part
  onChange: (fresh: Node) => void
  /** Takes it out; the root stays. */
  onRemove?: (() => void) | undefined
  depth?: number
}

export function GroupEditor({ node, onChange, onRemove, depth = 0 }: NodeProps<Group>) {
  const said = segments()
  const meaning = node.negated ? (node.join === 'all' ? 'not-all' : 'none') : node.join
  const setMeaning = (chosen: string) =>
    onChange({
      ...node,
      join: chosen === 'all' || chosen === 'not-all' ? 'all' : 'any',
      negated: chosen === 'none' || chosen === 'not-all',
    })
  const put = (place: number, fresh: Node | undefined) =>
    onChange({ ...node, parts: node.parts.toSpliced(place, 1, ...(fresh ? [fresh] : [])) })
  return (
    <fieldset class="group">
      <legend class="visually-hidden">{depth ? said.innerGroup : said.outerGroup}</legend>
      <div class="group-head">
        <select
          aria-label={said.meaning}
          value={meaning}
          onChange={(event) => setMeaning(event.currentTarget.value)}
        >
          {['all', 'any', 'none', 'not-all'].map((each) => (
            <option key={each} value={each} selected={each === meaning}>
              {said.meaningName(each)}
            </option>
          ))}
        </select>
        {onRemove && (
          <button type="button" class="icon" aria-label={said.removeGroup} onClick={onRemove}>
            <span aria-hidden="true">×</span>
          </button>
        )}
      </div>
      {node.parts.length === 0 && <p class="fine">{node.join === 'all' ? said.emptyAll : said.emptyAny}</p>}
      {node.parts.map((part, place) =>
        part.kind === 'group' ? (
          <GroupEditor
            key={part.id}
            node={part}
            depth={depth + 1}
            onChange={(fresh) => put(place, fresh)}
            onRemove={() => put(place, undefined)}
          />
        ) : (
          <ConditionEditor
            key={part.id}
            node={part}
            onChange={(fresh) => put(place, fresh)}
            onRemove={() => put(place, undefined)}
          />
        ),
      )}
      <div class="actions">
        <Button
          look="quiet"
          small
          onClick={() => onChange({ ...node, parts: [...node.parts, newCondition()] })}
        >
          {said.addCondition}
        </Button>
        {depth < DEPTH_MAX && (
          <Button
            look="quiet"
            small
            onClick={() => onChange({ ...node, parts: [...node.parts, newGroup(undefined, 'any')] })}
          >
            {said.addGroup}
          </Button>
        )}
      </div>
    </fieldset>
  )
}

function ConditionEditor({ node, onChange, onRemove }: NodeProps<Condition>) {
  const said = segments()
  const ops = opsOf(node.field)
  const change = (fields: Partial<Condition>) => onChange({ ...node, ...fields })
  const name = said.fieldName(node.field)
  return (
    <div class="condition">
      <select
        aria-label={said.field}
        value={node.field}
        onChange={(event) =>
          onChange({ ...newCondition(event.currentTarget.value as FieldName), id: node.id })
        }
      >
        {(Object.keys(FIELDS) as FieldName[]).map((field) => (
          <option key={field} value={field} selected={field === node.field}>
            {said.fieldName(field)}
          </option>
        ))}
      </select>
      <select
        aria-label={said.comparison(name)}
        value={node.op}
        onChange={(event) => change({ op: event.currentTarget.value as Condition['op'] })}
      >
        {ops.map((op) => (
          <option key={op} value={op} selected={op === node.op}>
            {said.opName(op, FIELDS[node.field].kind === 'day')}
          </option>
        ))}
      </select>
      {node.op === 'missing' || node.op === 'there' ? (
        <span />
      ) : (
        <ValueField node={node} label={said.value(name)} onValue={(value) => change({ value })} />
      )}
      {onRemove && (
        <button type="button" class="icon" aria-label={said.removeCondition(name)} onClick={onRemove}>
          <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  )
}

interface ValueProps {
  node: Condition
  label: string
  onValue: (value: string) => void
}

function ValueField({ node, label, onValue }: ValueProps) {
  const said = segments()
  const genres = useGenres()
  const { kind } = FIELDS[node.field]
  const choices: [string, string][] | undefined =
    node.op === 'in'
      ? undefined
      : kind === 'status'
        ? [
            ['active', said.active],
            ['suspended', said.suspended],
          ]
        : kind === 'locale'
          ? [
              ['en', 'English'],
              ['fr', 'Français'],
            ]
          : kind === 'genre'
            ? genres.map((genre) => [genre.id, inWords(genre.name)])
            : undefined
  if (choices)
    return (
      <select aria-label={label} value={node.value} onChange={(event) => onValue(event.currentTarget.value)}>
        <option value="" selected={node.value === ''}>
          {said.choose}
        </option>
        {choices.map(([value, text]) => (
          <option key={value} value={value} selected={value === node.value}>
            {text}
          </option>
        ))}
      </select>
    )
  const shared = {
    'aria-label': label,
    value: node.value,
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  }
  if (kind === 'day') return <input {...shared} type="date" />
  return (
    <input
      {...shared}
      inputMode={kind === 'number' ? 'numeric' : kind === 'amount' ? 'decimal' : 'text'}
      placeholder={node.op === 'in' ? said.many : kind === 'country' ? 'FR' : ''}
    />
  )
}
