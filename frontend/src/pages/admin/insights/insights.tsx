// What customers do, taken together: one page, a tab in the address for each question.

import type { ComponentType } from 'preact'
import { useTakenInSight } from '../../../parts/in-sight'
import type { PageProps } from '../../page'
import { Desk } from '../desk'
import { admin } from '../messages'
import { Cohorts } from './cohorts'
import { Genres } from './genres'
import { Lapsed } from './lapsed'
import { insights } from './messages'
import { RfmTable } from './rfm'
import { TopSpenders } from './top-spenders'

const VIEWS: Record<string, ComponentType> = {
  rfm: RfmTable,
  cohorts: Cohorts,
  'top-spenders': TopSpenders,
  lapsed: Lapsed,
  genres: Genres,
}

export function InsightsPage({ params }: PageProps) {
  const said = insights()
  const view = params.view && params.view in VIEWS ? params.view : 'rfm'
  const View = VIEWS[view] as ComponentType
  return (
    <Desk title={admin().insights} lead={said.lead(view)}>
      <nav ref={useTakenInSight(view)} class="views" aria-label={admin().insights}>
        {Object.keys(VIEWS).map((each) => (
          <a key={each} href={`#/admin/insights/${each}`} aria-current={each === view ? 'page' : undefined}>
            {said.viewName(each)}
          </a>
        ))}
      </nav>
      <View />
    </Desk>
  )
}
