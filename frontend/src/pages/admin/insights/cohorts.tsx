// Those who signed up in a month, and how many of them rented in it and in each month since, as a heat map.

import { useAsked } from '../../../api/asked'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { language } from '../../../words/language'
import { dateTime, number } from '../../../words/values'
import type { Cohorts as Answer } from '../answers'
import { admin } from '../messages'
import { Heat } from './heat'
import { insights } from './messages'

export function Cohorts() {
  const said = insights()
  const cohorts = useAsked<Answer>('/customer-insights/cohorts')
  if (!cohorts.answer)
    return cohorts.problem ? (
      <Trouble problem={cohorts.problem} again={cohorts.again} />
    ) : (
      <Skeleton shape="block" />
    )
  const rows = cohorts.answer.items
  const months = Math.max(0, ...rows.map(({ active }) => active.length))
  if (months === 0) return <Empty title={said.nobodyYet} />
  return (
    <>
      <p class="fine">{admin().computedAt(dateTime(cohorts.answer.computed_at))}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="table-frame" aria-label={said.viewName('cohorts')} tabIndex={0}>
        <table class="heat-map">
          <caption class="visually-hidden">{said.lead('cohorts')}</caption>
          <thead>
            <tr>
              <th scope="col">{said.signedUp}</th>
              <th scope="col" class="numeric">
                {admin().customers}
              </th>
              {Array.from({ length: months }, (_, month) => (
                <th key={month} scope="col">
                  {said.monthsLater(month)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cohort) => (
              <tr key={cohort.month}>
                <th scope="row">{monthName(cohort.month)}</th>
                <td class="numeric">{number(cohort.customers)}</td>
                {Array.from({ length: months }, (_, month) => {
                  const share = cohort.retained[month]
                  return share === undefined ? (
                    <td key={month} />
                  ) : (
                    <Heat key={month} share={share}>
                      {number(share, { style: 'percent' })}
                    </Heat>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function monthName(month: string): string {
  const format = new Intl.DateTimeFormat(language(), { month: 'short', year: 'numeric', timeZone: 'UTC' })
  return format.format(new Date(`${month}-01T00:00:00Z`))
}
