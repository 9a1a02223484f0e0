"""What Suggestions must be told to run; functions, buckets and queues are named where they are used."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from suggestions.picking import Rules
from videoclub.settings import Settings


class SuggestionsSettings(Settings):
    """Settings of serving. Names ending in `_s` are seconds; a list that nothing replaces is gone after its days."""

    redis_url: str
    cursor_key: str
    models_bucket: str
    stats_function: str
    list_ttl_days: Annotated[int, Field(gt=0)] = 30
    history_timeout_s: int = 2
    """Only asked while serving when Redis is down."""

    @property
    def list_ttl(self) -> timedelta:
        return timedelta(days=self.list_ttl_days)


class ListSettings(SuggestionsSettings):
    """Settings of making lists: how long they are, and how varied. Lengths and counts are in films.

    A list has no more than `per_director` films of one director, and `per_genre` of one main genre.
    """

    write_redis_timeout_s: float = 5.0
    call_timeout_s: int = 30
    suggestions_per_customer: Annotated[int, Field(gt=0)] = 50
    per_director: Annotated[int, Field(gt=0)] = 3
    per_genre: Annotated[int, Field(gt=0)] = 20
    new_per_customer: Annotated[int, Field(ge=0)] = 3

    @property
    def rules(self) -> Rules:
        """What a customer's list is held to."""
        return Rules(self.suggestions_per_customer, self.per_director, self.per_genre, self.new_per_customer)


class RebuildSettings(ListSettings):
    """Settings of the job's coordinator.

    A model is not published when it is worse than the last by more than `model_loss_max`, a share of its NDCG@100. A
    film is new for `new_for_days`, unless `new_until_customers` rented it before.
    """

    movies_function: str
    parts_queue_url: str
    trending_length: Annotated[int, Field(gt=0)] = 100
    similar_length: Annotated[int, Field(gt=0)] = 50
    model_loss_max: Annotated[float, Field(ge=0, le=1)] = 0.03
    customers_per_part: Annotated[int, Field(gt=0)] = 5_000
    new_for_days: Annotated[int, Field(ge=0)] = 30
    new_until_customers: Annotated[int, Field(ge=0)] = 5
