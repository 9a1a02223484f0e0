"""Events that could not be taken in: admins see that there are some, and have them delivered again."""

from dataclasses import dataclass

from stats.ports.viewings import DeadLetter, DeadLetters


@dataclass(frozen=True)
class DeadLetterDesk:
    """The dead letters of the queue of events."""

    letters: DeadLetters

    def list_dead_letters(self, *, limit: int) -> tuple[int, list[DeadLetter]]:
        """About how many there are, and up to `limit` of them."""
        return self.letters.count(), self.letters.read_some(limit)

    def redrive_dead_letters(self) -> int:
        """Have all delivered again; answers about how many those are."""
        count = self.letters.count()
        if count:
            self.letters.redrive()
        return count
