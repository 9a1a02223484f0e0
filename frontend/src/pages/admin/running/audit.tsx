// Who changed what, when: read only, for ever.

import { usePages } from '../../../api/asked'
import { query as queryOf } from '../../../api/client'
import { Field } from '../../../parts/form'
import { More } from '../../../parts/more'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { go } from '../../../state/route'
import { dateTime } from '../../../words/values'
import type { PageProps } from '../../page'
import type { AuditEntry, AuditLog } from '../answers'
import { Desk } from '../desk'
import { admin } from '../messages'
import { running } from './messages'

const NAMES = ['kind', 'action', 'subject_id', 'actor'] as const

export function AuditPage({ query }: PageProps) {
  const said = running()
  const filters = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? '']))
  const log = usePages<AuditEntry, AuditLog>(`/audit-log${queryOf({ ...filters, limit: 30 })}`)
  return (
    <Desk title={admin().audit} lead={said.auditLead}>
      <fieldset class="filter-fields audit-filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        {NAMES.map((name) => (
          <Field
            key={name}
            label={said.auditField(name)}
            value={filters[name] ?? ''}
            maxLength={100}
            onChange={(event) =>
              go(`#/admin/audit${queryOf({ ...filters, [name]: event.currentTarget.value.trim() })}`, {
                replace: true,
              })
            }
          />
        ))}
      </fieldset>
      <Trouble problem={log.problem} again={log.again} />
      {log.first?.degraded && <p class="fine">{said.missing(log.first.degraded.join(', '))}</p>}
      {!log.items && log.loading && <Skeleton shape="row" count={10} />}
      {log.items?.length === 0 && <Empty title={said.noEntry} />}
      <ol class="audit">
        {log.items?.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      <More pages={log} />
    </Desk>
  )
}

const PLACES: Record<string, string> = {
  movie: 'films',
  customer: 'customers',
  account: 'customers',
  segment: 'segments',
}

function Entry({ entry }: { entry: AuditEntry }) {
  const said = running()
  const { kind, id } = entry.subject
  const place = PLACES[kind]
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])]
  return (
    <li>
      <p>
        <strong>{entry.action}</strong> {place ? <a href={`#/admin/${place}/${id}`}>{kind}</a> : kind}{' '}
        <code>{id}</code>
      </p>
      <p class="fine">
        <time dateTime={entry.at}>{dateTime(entry.at)}</time> · {entry.service} ·{' '}
        {entry.actor ? <a href={`#/admin/customers/${entry.actor}`}>{said.somebody}</a> : said.platform}
      </p>
      {fields.length > 0 && (
        <details>
          <summary>
            {said.changedFields(fields.length)}
            <span class="visually-hidden">, {entry.id}</span>
          </summary>
          <dl class="changes">
            {fields.map((field) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  {entry.before && field in entry.before && <del>{shown(entry.before[field])}</del>}{' '}
                  {entry.after && field in entry.after && <ins>{shown(entry.after[field])}</ins>}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  )
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
