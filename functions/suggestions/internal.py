"""What other services may ask of Suggestions."""

from collections.abc import Mapping

from suggestions.movie_list import ListedMovie, Why
from suggestions.wiring import wired
from videoclub.contracts.health import Health, HealthRequest, check_health
from videoclub.contracts.personal_data import PersonalData, PersonalDataRequest, export_customer
from videoclub.contracts.suggestions import (
    SUGGEST_MOVIES,
    Reason,
    ReasonKind,
    Suggestion,
    Suggestions,
    SuggestionsRequest,
)
from videoclub.internal import Operations

operations = Operations("suggestions")

_KINDS: Mapping[Why, ReasonKind] = {
    "because_you_watched": "because_you_watched",
    "same_director": "same_director",
    "new": "new",
    "popular": "popular",
}


@operations.serves(SUGGEST_MOVIES)
def suggest_movies(request: SuggestionsRequest) -> Suggestions:
    """Films this customer may like."""
    served = wired().suggesting.suggest_movies(request.customer_id, limit=request.limit, trending=request.trending)
    return Suggestions(
        items=[_suggestion(item) for item in served.items],
        trending=tuple(item.movie_id for item in served.trending),
        generated_at=served.generated_at,
        source=served.source,
    )


@operations.serves(export_customer("suggestions"))
def export_customer_data(request: PersonalDataRequest) -> PersonalData:
    """What Suggestions holds on a person."""
    return PersonalData(service="suggestions", data=wired().customer_data.export_customer(request.customer_id))


@operations.serves(check_health("suggestions"))
def read_health(request: HealthRequest) -> Health:
    """Is Redis there?"""
    return wired().health.read_health()


def _suggestion(item: ListedMovie) -> Suggestion:
    return Suggestion(
        movie_id=item.movie_id,
        score=item.score,
        reason=Reason(kind=_KINDS[item.why], movie_ids=list(item.because)),
        source="trending" if item.why == "popular" else "personal",
    )


handler = operations.handler
