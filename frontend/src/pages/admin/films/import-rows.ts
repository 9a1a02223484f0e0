// What became of the rows of an import, for people: how many, and which are wrong where.

import type { ImportedRow, RowCounts } from '../answers'

export interface RowTrouble {
  row: number
  /** The column's name as the file has it; empty where the row as a whole is meant. */
  column: string
  message: string
}

/** One line for each thing that is wrong, in the order of the file. */
export function troublesOf(rows: ImportedRow[]): RowTrouble[] {
  return rows
    .filter(({ outcome }) => outcome === 'refused')
    .toSorted((one, other) => one.row - other.row)
    .flatMap(({ row, errors, code }) =>
      errors?.length
        ? errors.map(({ pointer, message }) => ({ row, column: pointer.split('/')[1] ?? '', message }))
        : [{ row, column: '', message: code ?? '' }],
    )
}

/** How many rows came to what. */
export function countsOf(rows: ImportedRow[]): RowCounts {
  const many = (outcome: ImportedRow['outcome']) => rows.filter((row) => row.outcome === outcome).length
  return {
    total: rows.length,
    done: rows.length,
    failed: many('refused'),
    added: many('added'),
    updated: many('updated'),
    unchanged: many('unchanged'),
  }
}

/** What an import would change. */
export function toChange(counts: RowCounts): number {
  return counts.added + counts.updated
}
