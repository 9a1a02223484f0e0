// Which genres customers like best.

import { useAsked } from '../../../api/asked'
import { Progress } from '../../../parts/progress'
import { Empty, Skeleton, Trouble } from '../../../parts/states'
import { Table } from '../../../parts/table'
import { dateTime, number, price } from '../../../words/values'
import type { FavouriteGenres } from '../answers'
import { customers } from '../customers/messages'
import { useGenreName } from '../genre-name'
import { admin } from '../messages'
import { insights } from './messages'

export function Genres() {
  const said = insights()
  const genreName = useGenreName()
  const genres = useAsked<FavouriteGenres>('/customer-insights/favourite-genres')
  if (!genres.answer)
    return genres.problem ? (
      <Trouble problem={genres.problem} again={genres.again} />
    ) : (
      <Skeleton shape="row" count={8} />
    )
  if (genres.answer.items.length === 0) return <Empty title={said.nobodyYet} />
  const percent = (share: number) => number(share, { style: 'percent' })
  return (
    <>
      <p class="fine">{admin().computedAt(dateTime(genres.answer.computed_at))}</p>
      <Table
        caption={said.viewName('genres')}
        rows={genres.answer.items}
        rowKey={({ genre }) => genre}
        cards
        columns={[
          { title: admin().genre, heading: true, cell: ({ genre, rank }) => `${rank}. ${genreName(genre)}` },
          { title: said.fans, numeric: true, cell: ({ customers: count }) => number(count) },
          {
            title: said.share,
            cell: ({ share, genre }) => (
              <span class="share">
                {percent(share)} <Progress share={share} label={`${genreName(genre)}: ${percent(share)}`} />
              </span>
            ),
          },
          { title: customers().rented, numeric: true, cell: ({ rented }) => number(rented) },
          { title: customers().spent, numeric: true, cell: ({ spent }) => price(spent) },
        ]}
      />
    </>
  )
}
