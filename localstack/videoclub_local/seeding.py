"""Brings the demo into the services by their own use cases: `python -m videoclub_local.seeding`, order on stdin.

It runs as a function would: in an environment with AWS_ENDPOINT_URL, with the settings of the deployed functions. What
a public route cannot do (roles, customers without a password, rentals of the past) the use cases can.
"""

import json
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import movies.wiring
import rental.wiring
import stats.wiring
import users.wiring
from movies.errors import PriceOverlaps
from movies.movie import NewCredit, NewMovie
from movies.settings import MoviesSettings
from rental.rental import Rental, payment_id_of
from rental.settings import RentalSettings
from stats.settings import StatsSettings
from users.account import Registration, parse_email
from users.settings import ProjectionSettings, UsersSettings
from videoclub.clock import utc_now
from videoclub.drivers import aws
from videoclub.events import AnyRentalEvent, RentalCreated, RentalStarted, RentalWatched
from videoclub.identity import Role
from videoclub.ids import AccountId, CustomerId, EventId, MovieId, RentalId
from videoclub.values import Money, Text
from videoclub_local.demo.accounts import DEMO_ACCOUNTS
from videoclub_local.demo.activity import START_WITHIN, WATCH_WITHIN, DemoActivity, DemoRental, generate_activity
from videoclub_local.demo.catalogue import DemoCatalogue, DemoFilm, Localised, load_catalogue
from videoclub_local.demo.clips import clip_of
from videoclub_local.demo.customers import LOGIN_KEY
from videoclub_local.demo.prices import price_of, scheduled_prices
from videoclub_local.site import media_key, poster_path

PARALLEL_RENTALS = 12
EVENTS_PER_TRANSACTION = 200
PAYMENT_METHOD = "test-ok"
_NAMESPACE = uuid5(NAMESPACE_URL, "https://videoclub.example/demo")
_ROLES = {
    "customer": (Role.CUSTOMER,),
    "developer": (Role.CUSTOMER, Role.DEVELOPER),
    "admin": (Role.CUSTOMER, Role.ADMIN),
}


@dataclass(frozen=True)
class Seeding:
    """One seeding. The ids derive from the demo's keys, so that it may be repeated; `now` ends the history."""

    now: datetime
    logins: Mapping[str, Mapping[str, str]]
    functions: Mapping[str, str]

    def run(self) -> None:
        """Bring in accounts, films, rentals and histories, in this order."""
        self._add_accounts()
        self._add_movies()
        self._add_rentals()
        self._add_histories()

    @cached_property
    def _catalogue(self) -> DemoCatalogue:
        return load_catalogue()

    @cached_property
    def _activity(self) -> DemoActivity:
        return generate_activity(self._catalogue, self.now)

    @cached_property
    def _rentals(self) -> list[Rental]:
        return [_rental(demo, self._catalogue.film(demo.film_key)) for demo in self._activity.rentals]

    def _environment(self, function: str) -> Mapping[str, str]:
        """The variables of a deployed function."""
        configuration = aws.client("lambda").get_function_configuration(FunctionName=self.functions[function])
        return configuration["Environment"]["Variables"]

    def _add_accounts(self) -> None:
        accounts = users.wiring.wire(UsersSettings.load(self._environment("UsersApi"))).accounts
        for account in DEMO_ACCOUNTS:
            accounts.create_account(
                Registration(
                    parse_email(account.email),
                    account.display_name,
                    account.locale,
                    account.country,
                    account.birth_year,
                ),
                self.logins[account.role]["password"],
                now=self.now,
                roles=_ROLES[account.role],
                account_id=_login_id(account.role),
            )
        accounts.import_customers(
            {
                AccountId(_customer_id(customer.key)): (
                    Registration(
                        parse_email(customer.email),
                        customer.display_name,
                        customer.locale,
                        customer.country,
                        customer.birth_year,
                    ),
                    customer.signed_up_at,
                )
                for customer in self._activity.customers
                if customer.key != LOGIN_KEY
            }
        )

    def _add_movies(self) -> None:
        environment = self._environment("MoviesApi")
        api_url = environment["API_URL"]
        wiring = movies.wiring.wire(MoviesSettings.load(environment))
        for film in self._catalogue.films:
            wiring.catalogue.add_movie(
                _movie(film), now=self.now, api_url=api_url, movie_id=_movie_id(film.key), announced=False
            )
        for scheduled in scheduled_prices(self._catalogue, self.now.date()):
            with suppress(PriceOverlaps):  # it is there already
                wiring.pricing.add_price(
                    _movie_id(scheduled.film_key),
                    Money.eur(scheduled.amount),
                    valid_from=datetime.combine(scheduled.valid_from, time(), UTC),
                    now=self.now,
                    api_url=api_url,
                    by=None,
                )

    def _add_rentals(self) -> None:
        settings = RentalSettings.load(self._environment("RentalApi"))
        renting = rental.wiring.wire(settings).renting

        def record(past: Rental) -> None:
            renting.record_past_rental(past, now=utc_now())

        with ThreadPoolExecutor(PARALLEL_RENTALS) as pool:
            list(pool.map(record, self._rentals))

    def _add_histories(self) -> None:
        """Tell Stats and Users what Rental told when it happened.

        Their queues would take minutes: LocalStack feeds them by tens.
        """
        ingest = stats.wiring.wire(StatsSettings.load(self._environment("StatsInternal"))).ingest
        projecting = users.wiring.wire_projection(ProjectionSettings.load(self._environment("UsersIngest")))
        told = zip(self._activity.rentals, self._rentals, strict=True)
        events = [event for demo, past in told for event in _events(demo, past)]
        for first in range(0, len(events), EVENTS_PER_TRANSACTION):
            some = events[first : first + EVENTS_PER_TRANSACTION]
            ingest.take_events(some)
            projecting.take_events(some)


def _movie(film: DemoFilm) -> NewMovie:
    clip = clip_of(film)
    return NewMovie(
        title=_text(film.title),
        year=film.year,
        runtime_min=film.runtime_min,
        genres=tuple(genre.slug for genre in film.genres),
        price=Money.eur(price_of(film)),
        original_title=film.original_title,
        synopsis=_text(film.synopsis),
        languages=film.languages,
        countries=film.countries,
        directors=tuple(NewCredit(name=person.name) for person in film.directors),
        cast=tuple(NewCredit(name=member.person.name, character=member.character) for member in film.cast),
        start_within=START_WITHIN,
        watch_within=WATCH_WITHIN,
        poster_path=poster_path(film.key),
        media_key=media_key(clip.name),
        duration_s=round(clip.duration_s),
    )


def _rental(demo: DemoRental, film: DemoFilm) -> Rental:
    rental_id = _id("rental", f"{demo.customer_key} {demo.film_key} {demo.rented_at.isoformat()}")
    return Rental(
        id=RentalId(rental_id),
        customer_id=_customer_id(demo.customer_key),
        movie_id=_movie_id(film.key),
        movie_title=_text(film.title),
        price=Money.eur(price_of(film)),
        payment_id=payment_id_of(RentalId(rental_id)),
        payment_method=PAYMENT_METHOD,
        rented_at=demo.rented_at,
        start_within=START_WITHIN,
        watch_within=WATCH_WITHIN,
        media_key=media_key(clip_of(film).name),
        duration_s=round(clip_of(film).duration_s),
        request_hash="",
        first_played_at=demo.first_played_at,
    )


def _events(demo: DemoRental, past: Rental) -> list[AnyRentalEvent]:
    """What Rental told when it happened."""

    def facts(kind: str, at: datetime) -> dict[str, Any]:
        return {
            "event_id": EventId(_id(kind, past.id)),
            "occurred_at": at,
            "rental_id": past.id,
            "customer_id": past.customer_id,
            "movie_id": past.movie_id,
        }

    events: list[AnyRentalEvent] = [RentalCreated(price=past.price, **facts("created", past.rented_at))]
    if demo.first_played_at:
        watched_s = round(demo.watched_seconds)
        events.append(RentalStarted(**facts("started", demo.first_played_at)))
        events.append(
            RentalWatched(
                position_s=watched_s,
                duration_s=past.duration_s,
                watched_s=watched_s,
                **facts("watched", demo.first_played_at),
            )
        )
    return events


def _text(localised: Localised) -> Text:
    return Text(en=localised.en, fr=localised.fr)


def _login_id(role: str) -> AccountId:
    return AccountId(_customer_id(LOGIN_KEY)) if role == "customer" else AccountId(_id("account", role))


def _customer_id(key: str) -> CustomerId:
    return CustomerId(_id("customer", key))


def _movie_id(key: str) -> MovieId:
    return MovieId(_id("movie", key))


def _id(kind: str, key: str) -> str:
    return str(uuid5(_NAMESPACE, f"{kind} {key}"))


def main() -> None:
    """Read the order and carry it out."""
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    order = json.load(sys.stdin)
    Seeding(datetime.fromisoformat(order["now"]), order["logins"], order["functions"]).run()


if __name__ == "__main__":
    main()
