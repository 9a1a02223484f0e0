// Customers as a table.

import { type Column, Table } from '../../../parts/table'
import { date, named, number, price } from '../../../words/values'
import type { Customer } from '../answers'
import { useGenreName } from '../genre-name'
import { admin } from '../messages'
import { customers as customerWords } from './messages'

export function CustomerTable({ customers }: { customers: Customer[] }) {
  const said = customerWords()
  const genreName = useGenreName()
  const none = admin().nothing
  const columns: Column<Customer>[] = [
    {
      title: admin().customer,
      heading: true,
      cell: (customer) => (
        <>
          <CustomerName customer={customer} />
          <small class="under">{customer.email}</small>
        </>
      ),
    },
    { title: said.country, cell: ({ country }) => (country ? named('region', country) : none) },
    { title: said.rented, numeric: true, cell: ({ rented }) => number(rented) },
    { title: said.spent, numeric: true, cell: ({ spent }) => price(spent) },
    {
      title: said.lastRented,
      cell: ({ last_rented_at }) => (last_rented_at ? date(last_rented_at) : none),
    },
    {
      title: said.favourite,
      cell: ({ favourite_genre }) => (favourite_genre ? genreName(favourite_genre) : none),
    },
  ]
  return (
    <Table
      caption={admin().customers}
      columns={columns}
      rows={customers}
      rowKey={(customer) => customer.id}
      cards
    />
  )
}

/** A customer's name, which leads to them; who is suspended is marked. */
export function CustomerName({ customer }: { customer: Customer }) {
  return (
    <span class="named">
      <a href={`#/admin/customers/${customer.id}`}>{customer.display_name}</a>
      {customer.status === 'suspended' && <span class="tag">{customerWords().statusName('suspended')}</span>}
    </span>
  )
}
