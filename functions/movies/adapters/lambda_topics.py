"""FCM's topics, asked of the one function that carries Google's SDK: the API's own function stays light."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from videoclub.contracts.movies import SUBSCRIBE_TOKEN, UNSUBSCRIBE_TOKEN, TokenTopics
from videoclub.services import Services


@dataclass(frozen=True)
class LambdaTopics:
    """The TopicSubscriptions behind an internal operation."""

    services: Services

    def subscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        asked = TokenTopics(registration_token=registration_token, topics=list(topics))
        return self.services.ask(SUBSCRIBE_TOKEN, asked).failures

    def unsubscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        asked = TokenTopics(registration_token=registration_token, topics=list(topics))
        return self.services.ask(UNSUBSCRIBE_TOKEN, asked).failures
