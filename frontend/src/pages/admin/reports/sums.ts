// Sums of money as the API tells them: one of each currency.

import type { Money } from '../../../api/types'
import { price } from '../../../words/values'

const NOTHING: Money = { amount: '0', currency: 'EUR' }

export const sums = (amounts: Money[]) => amounts.map((each) => price(each)).join(' + ') || price(NOTHING)

/** The number of the first, which is the house's currency: for bars that compare. */
export const first = (amounts: Money[]) => Number(amounts[0]?.amount ?? 0)

/** One sum of each currency. */
export function addedUp(amounts: Money[]): Money[] {
  const totals = new Map<string, number>()
  for (const { amount, currency } of amounts)
    totals.set(currency, (totals.get(currency) ?? 0) + Number(amount))
  return [...totals].map(([currency, total]) => ({ amount: total.toFixed(2), currency }))
}
