"""Rentals with a past, on the running platform: nobody has to wait until they end."""

import json

from fakes.rental import FakeMedia, FixedQuotes, RecordedEvents
from rental.rental import Rental
from rental.settings import RentalSettings
from rental.wiring import wire
from running_platform import RunningPlatform
from videoclub.clock import utc_now


def record_rental(platform: RunningPlatform, rental: Rental) -> None:
    """Put a rental into the store of the platform, with its own times."""
    secret = platform.aws.client("secretsmanager").get_secret_value(SecretId="videoclub/rental")["SecretString"]
    settings = RentalSettings(**json.loads(secret), movies_function="", event_bus="", media_bucket="")
    wiring = wire(settings, quotes=FixedQuotes(), media=FakeMedia(), events=RecordedEvents())
    wiring.renting.record_past_rental(rental, now=utc_now())
