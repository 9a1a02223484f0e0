// Charts drawn by hand: standing bars, and lying ones for long names. Below each, the table of its figures.

import { number } from '../../../words/values'
import { reports } from './messages'

export interface Bar {
  label: string
  value: number
  /** How the value reads; else as a number. */
  told?: string
}

interface Props {
  title: string
  /** What the labels are of, and what the values count. */
  heads: [string, string]
  bars: Bar[]
}

const told = (bar: Bar) => bar.told ?? number(bar.value)

/** The chart itself is for the eye: its figures are read from the table. */
export function ColumnChart({ title, heads, bars }: Props) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="columns" aria-hidden="true">
        {bars.map((bar, place) => (
          <span key={bar.label} title={`${bar.label}: ${told(bar)}`}>
            <i style={{ 'block-size': `${(100 * bar.value) / most}%` }} />
            <small>{place % Math.ceil(bars.length / 8) === 0 ? bar.label : '\u00a0'}</small>
          </span>
        ))}
      </div>
      <Figures title={title} heads={heads} bars={bars} />
    </figure>
  )
}

const ROWS_DRAWN = 10

export function RowChart({ title, heads, bars }: Props) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {bars.length === 0 && <p class="fine">{reports().nothing}</p>}
      <div class="rows" aria-hidden="true">
        {bars.slice(0, ROWS_DRAWN).map((bar) => (
          <span key={bar.label}>
            <b>{bar.label}</b>
            <i style={{ 'inline-size': `${(100 * bar.value) / most}%` }} />
            <small>{told(bar)}</small>
          </span>
        ))}
      </div>
      {bars.length > 0 && <Figures title={title} heads={heads} bars={bars} />}
    </figure>
  )
}

function Figures({ title, heads, bars }: Props) {
  return (
    <details>
      <summary>
        {reports().figures}
        <span class="visually-hidden">: {title}</span>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{heads[0]}</th>
            <th scope="col" class="numeric">
              {heads[1]}
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.label}>
              <th scope="row">{bar.label}</th>
              <td class="numeric">{told(bar)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
