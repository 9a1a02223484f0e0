// Customers, narrowed by any combination of filters that stand in the address.

import { usePages } from '../../../api/asked'
import { download } from '../../../api/download'
import { Button } from '../../../parts/button'
import { Choice } from '../../../parts/choice'
import { Field, useSending } from '../../../parts/form'
import { More } from '../../../parts/more'
import { SearchField } from '../../../parts/search-field'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { go } from '../../../state/route'
import { inWords } from '../../../words/values'
import { useGenres } from '../../customer/movies'
import type { PageProps } from '../../page'
import type { Customer } from '../answers'
import { Desk } from '../desk'
import { admin } from '../messages'
import { CustomerTable } from './customer-table'
import { changed, customersQuery, DAYS, filtersOf, NUMBERS, PAGE_LENGTH, SORTS } from './filters'
import { customers as customerWords } from './messages'

export function CustomersPage({ query }: PageProps) {
  const said = customerWords()
  const exporting = useSending()
  const filters = filtersOf(query)
  const found = usePages<Customer>(customersQuery(filters, { limit: PAGE_LENGTH }))
  const set = (name: string, value: string) => go(changed(query, name, value), { replace: true })
  const { sort = '-created_at', ...narrowing } = filters
  return (
    <Desk
      title={admin().customers}
      actions={
        <>
          <a class="button quiet small" href="#/admin/segments/new">
            {said.buildSegment}
          </a>
          <Button
            look="quiet"
            small
            busy={exporting.busy}
            onClick={() =>
              exporting.run(() => download(customersQuery(filters), 'customers.csv', 'text/csv'))
            }
          >
            {admin().downloadCsv}
          </Button>
        </>
      }
    >
      <SearchField hint={said.searchHint} words={filters.q ?? ''} onWords={(words) => set('q', words)} />
      <Filters filters={filters} sort={sort} isNarrowed={Object.keys(narrowing).length > 0} onChange={set} />
      <Trouble problem={exporting.problem ?? found.problem} again={found.again} />
      {!found.items && found.loading && <Skeleton shape="row" count={12} />}
      {found.items?.length === 0 && <Empty title={said.nobody} />}
      {found.items && found.items.length > 0 && (
        <>
          <p class="fine found-count" role="status">
            {admin().rowsShown(found.items.length, found.more !== undefined)}
          </p>
          <CustomerTable customers={found.items} />
        </>
      )}
      <More pages={found} />
    </Desk>
  )
}

interface FiltersProps {
  filters: Record<string, string>
  sort: string
  isNarrowed: boolean
  onChange: (name: string, value: string) => void
}

function Filters({ filters, sort, isNarrowed, onChange }: FiltersProps) {
  const said = customerWords()
  const genres = useGenres()
  const few = [...NUMBERS, ...DAYS, 'country', 'tag'].filter((name) => filters[name]).length
  const typed = (name: string, more: object = {}) => (
    <Field
      key={name}
      label={said.filterName(name)}
      value={filters[name] ?? ''}
      onChange={(event) => onChange(name, event.currentTarget.value.trim())}
      {...more}
    />
  )
  return (
    <>
      <fieldset class="filters">
        <legend class="visually-hidden">{admin().filters}</legend>
        <Choice
          label={said.status}
          value={filters.status ?? ''}
          options={[
            ['', said.anyStatus],
            ...['active', 'suspended'].map((each) => [each, said.statusName(each)] as [string, string]),
          ]}
          onChange={(value) => onChange('status', value)}
        />
        <Choice
          label={said.language}
          value={filters.locale ?? ''}
          options={[
            ['', said.anyLanguage],
            ['en', 'English'],
            ['fr', 'Français'],
          ]}
          onChange={(value) => onChange('locale', value)}
        />
        <Choice
          label={said.favourite}
          value={filters.favourite_genre ?? ''}
          options={[
            ['', said.anyGenre],
            ...genres.map((genre) => [genre.id, inWords(genre.name)] as [string, string]),
          ]}
          onChange={(value) => onChange('favourite_genre', value)}
        />
        <Choice
          label={admin().order}
          value={sort}
          options={SORTS.map((each) => [each, said.sortName(each)])}
          onChange={(value) => onChange('sort', value)}
        />
        {isNarrowed && (
          <a class="clear-all" href="#/admin/customers">
            {admin().clearAll}
          </a>
        )}
      </fieldset>
      <details class="more-filters" open={few > 0}>
        <summary>{said.moreFilters}</summary>
        <div class="filter-fields">
          {typed('country', { maxLength: 2, placeholder: 'FR' })}
          {typed('tag')}
          {NUMBERS.map((name) =>
            typed(name, { type: 'number', min: 0, step: name.startsWith('spent') ? '0.01' : 1 }),
          )}
          {DAYS.map((name) => typed(name, { type: 'date' }))}
        </div>
      </details>
    </>
  )
}
