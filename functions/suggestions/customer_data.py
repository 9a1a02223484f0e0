"""What Suggestions holds on a person: their list, which a rebuild makes of the history that Stats has."""

from dataclasses import dataclass

from pydantic import JsonValue, TypeAdapter

from suggestions.movie_list import MovieList
from suggestions.ports import ListReader, ListWriter
from videoclub.ids import CustomerId

_LIST: TypeAdapter[MovieList] = TypeAdapter(MovieList)


@dataclass(frozen=True)
class CustomerData:
    """Tells a person all there is, and erases it."""

    reader: ListReader
    writer: ListWriter

    def export_customer(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        """The customer's own list, None without one. Raises ServiceUnavailable."""
        own, _ = self.reader.find_suggestions(customer_id)
        return {"suggestions": _LIST.dump_python(own, mode="json") if own else None}

    def erase_customer(self, customer_id: CustomerId) -> None:
        """Forget the list. May be repeated; raises ServiceUnavailable."""
        self.writer.delete_suggestions(customer_id)
