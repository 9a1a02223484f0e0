// The topics there are, to choose from: the events, and films added by genre below.

import { useAsked } from '../../api/asked'
import type { Page } from '../../api/types'
import { Skeleton, Trouble } from '../../parts/states'
import { Choices } from './choices'
import { developer } from './messages'
import type { Topic } from './types'

interface Props {
  chosen: string[]
  onChoose: (chosen: string[]) => void
  error?: string | undefined
}

export function TopicChoices({ chosen, onChoose, error }: Props) {
  const topics = useAsked<Page<Topic>>('/developer/topics')
  if (!topics.answer) {
    return topics.problem ? (
      <Trouble problem={topics.problem} again={topics.again} />
    ) : (
      <Skeleton shape="row" count={3} />
    )
  }
  const events = topics.answer.items.filter((topic) => !topic.genre)
  const genres = topics.answer.items.filter((topic) => topic.genre)
  return (
    <>
      <Choices
        legend={developer().chooseTopics}
        choices={events.map(({ name, type }) => ({ value: name, meaning: developer().topicMeaning(type) }))}
        chosen={chosen}
        onChoose={onChoose}
        error={error}
      />
      <details>
        <summary>{developer().byGenre}</summary>
        <Choices
          legend={developer().byGenre}
          choices={genres.map(({ name }) => ({ value: name }))}
          chosen={chosen}
          onChoose={onChoose}
        />
      </details>
    </>
  )
}
