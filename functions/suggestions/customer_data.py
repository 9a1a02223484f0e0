"""What Suggestions holds on a person: their list, and which films were lately rented and are kept off it."""

from dataclasses import dataclass

from pydantic import JsonValue

from suggestions.history import Rented
from suggestions.movie_list import MovieList
from suggestions.ports.lists import ListReader, ListWriter
from videoclub.ids import CustomerId
from videoclub.type_adapters import type_adapter


@dataclass(frozen=True)
class CustomerData:
    """Tells a person all there is, and erases it."""

    reader: ListReader
    writer: ListWriter

    def export_customer(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        """The customer's own list, None without one, and what was lately rented. Raises ServiceUnavailable."""
        own, _ = self.reader.find_suggestions(customer_id)
        rented = self.reader.find_rented(customer_id)
        return {
            "suggestions": type_adapter(MovieList).dump_python(own, mode="json") if own else None,
            "rented_lately": type_adapter(list[Rented]).dump_python(list(rented), mode="json"),
        }

    def erase_customer(self, customer_id: CustomerId) -> None:
        """Forget both. May be repeated; raises ServiceUnavailable."""
        self.writer.delete_suggestions(customer_id)
