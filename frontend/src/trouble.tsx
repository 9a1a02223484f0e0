// A refusal, said to a person.

import type { Problem } from './api'

export function Trouble({ problem }: { problem: Problem | undefined }) {
  return problem ? (
    <p class="trouble" role="alert">
      {problem.message}
    </p>
  ) : null
}
