// A question about customers as the builder holds it: a tree of groups and conditions, and the JSON that the API takes.

import type { QueryJson } from '../answers'

export type Op = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in'

/** `value` is what was typed; many values stand with commas between. `missing` and `there` ask whether there is one. */
export interface Condition {
  kind: 'condition'
  id: number
  field: FieldName
  op: Op | 'missing' | 'there'
  value: string
}

export interface Group {
  kind: 'group'
  id: number
  join: 'all' | 'any'
  negated: boolean
  parts: Node[]
}

export type Node = Group | Condition

export type ValueKind = 'text' | 'country' | 'locale' | 'status' | 'genre' | 'number' | 'amount' | 'day'

/** What each field holds, and whether somebody may lack it. */
export const FIELDS = {
  country: { kind: 'country', mayLack: true },
  locale: { kind: 'locale', mayLack: false },
  status: { kind: 'status', mayLack: false },
  tag: { kind: 'text', mayLack: false },
  created_at: { kind: 'day', mayLack: false },
  birth_year: { kind: 'number', mayLack: true },
  rented: { kind: 'number', mayLack: false },
  spent: { kind: 'amount', mayLack: false },
  last_rented_at: { kind: 'day', mayLack: true },
  favourite_genre: { kind: 'genre', mayLack: true },
} as const satisfies Record<string, { kind: ValueKind; mayLack: boolean }>
export type FieldName = keyof typeof FIELDS

const ORDERED: readonly ValueKind[] = ['number', 'amount', 'day']

/** How a field can be compared: days only by before and after, as nobody asks for an instant. */
export function opsOf(field: FieldName): Condition['op'][] {
  const { kind, mayLack } = FIELDS[field]
  const order: Condition['op'][] = ['>=', '>', '<=', '<']
  const compared: Condition['op'][] =
    kind === 'day' ? ['>=', '<'] : ORDERED.includes(kind) ? [...order, '=', '!='] : ['=', '!=', 'in']
  return [...compared, ...(mayLack ? (['missing', 'there'] as const) : [])]
}

let last = 0
const nextId = () => {
  last += 1
  return last
}

export function newCondition(field: FieldName = 'rented'): Condition {
  return { kind: 'condition', id: nextId(), field, op: opsOf(field)[0] ?? '=', value: '' }
}

export function newGroup(parts: Node[] = [newCondition()], join: Group['join'] = 'all'): Group {
  return { kind: 'group', id: nextId(), join, negated: false, parts }
}

/** The API's JSON, or undefined while a condition lacks its value. */
export function toJson(node: Node): QueryJson | undefined {
  if (node.kind === 'condition') return conditionJson(node)
  const parts = node.parts.map(toJson)
  if (parts.some((part) => part === undefined)) return undefined
  const joined = (node.join === 'all' ? { all: parts } : { any: parts }) as QueryJson
  return node.negated ? { not: joined } : joined
}

function conditionJson({ field, op, value }: Condition): QueryJson | undefined {
  if (op === 'missing' || op === 'there') return { field, op: op === 'missing' ? '=' : '!=', value: null }
  const typed =
    op === 'in'
      ? value
          .split(',')
          .map((each) => each.trim())
          .filter(Boolean)
      : [value.trim()]
  const values = typed.map((each) => typedValue(FIELDS[field].kind, each))
  if (values.length === 0 || values.some((each) => each === undefined)) return undefined
  return { field, op, value: op === 'in' ? values : values[0] }
}

function typedValue(kind: ValueKind, typed: string): string | number | undefined {
  if (!typed) return undefined
  if (kind === 'number') return /^\d+$/.test(typed) ? Number(typed) : undefined
  if (kind === 'amount') return /^\d+([.,]\d{1,2})?$/.test(typed) ? typed.replace(',', '.') : undefined
  if (kind === 'day') {
    const day = new Date(`${typed}T00:00:00Z`)
    return Number.isNaN(day.getTime()) ? undefined : day.toISOString()
  }
  return kind === 'country' ? typed.toUpperCase() : typed
}

/** The tree of a question that was kept; what is no group at its root stands in one. */
export function fromJson(json: QueryJson): Group {
  const node = nodeOf(json)
  return node.kind === 'group' ? node : newGroup([node])
}

function nodeOf(json: QueryJson): Node {
  if ('all' in json) return newGroup(json.all.map(nodeOf), 'all')
  if ('any' in json) return newGroup(json.any.map(nodeOf), 'any')
  if ('not' in json) {
    const inner = nodeOf(json.not)
    if (inner.kind === 'group' && !inner.negated) return { ...inner, negated: true }
    return { ...newGroup([inner]), negated: true }
  }
  return conditionOf(json)
}

function conditionOf({ field, op, value }: { field: string; op: string; value: unknown }): Condition {
  const name = field as FieldName
  const lacks = value === null ? (op === '=' ? 'missing' : 'there') : undefined
  const shown = (each: unknown) => (FIELDS[name].kind === 'day' ? String(each).slice(0, 10) : String(each))
  return {
    kind: 'condition',
    id: nextId(),
    field: name,
    op: lacks ?? (op as Op),
    value: value === null ? '' : Array.isArray(value) ? value.map(shown).join(', ') : shown(value),
  }
}
