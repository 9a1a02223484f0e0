// A table that scrolls within itself on a narrow screen, by keyboard as well.

import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  title: string
  cell: (row: Row) => ComponentChildren
  /** Figures stand to the right. */
  numeric?: boolean
  /** Says which row it is. */
  heading?: boolean
}

interface Props<Row> {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Only screen readers are told the caption, as the page says it already. */
  hideCaption?: boolean
  /** On a narrow screen each row becomes a card. */
  cards?: boolean
}

export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  hideCaption = true,
  cards = false,
}: Props<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class={cards ? 'table-frame cards' : 'table-frame'} aria-label={caption} tabIndex={0}>
      <table>
        <caption class={hideCaption ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.numeric ? 'numeric' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => {
                const Cell = column.heading ? 'th' : 'td'
                return (
                  <Cell
                    key={column.title}
                    scope={column.heading ? 'row' : undefined}
                    class={column.numeric ? 'numeric' : undefined}
                    data-title={column.title}
                  >
                    {column.cell(row)}
                  </Cell>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
