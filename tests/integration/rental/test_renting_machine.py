"""Whatever happens, and wherever an environment dies, the tables and the books agree with what was answered."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from databases import Keyspace
from rental.errors import (
    AlreadyRented,
    AlreadyStarted,
    IdempotencyKeyReused,
    PaymentDeclined,
    RentalExpired,
    RequestInProgress,
    StreamLimitReached,
)
from rental.playback import SessionRequest
from rental.reminder import Step
from rental.rental import Rental, State, payment_id_of
from rental.renting import RentalRequest
from rental.sweeping import LOOK_AFTER
from rental_proof.books import Books
from rental_proof.bounds import bounded
from rental_proof.environment_settings import rental_settings
from rental_proof.faulty_session import Crash, Fault, FaultySession
from rental_proof.shop import DAY_SHARDS, Environment, World
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId, RentalId, new_id

EXAMPLES, STEPS = bounded((6, 25), (300, 50))
SKEW_MAX = timedelta(minutes=2)
STATEMENTS_MAX = 9
"""No request runs more statements than this many, so a fault within it may also miss."""
_eras = count()

skews = st.sampled_from([-SKEW_MAX, timedelta(0), SKEW_MAX])
methods = st.sampled_from(["test-ok", "test-ok", "test-declined", "test-timeout", "test-timeout-once", "test-twice"])
faults = st.sampled_from(Fault)
places = st.integers(1, STATEMENTS_MAX)
few = st.integers(0, 1)


class RentingMachine(RuleBasedStateMachine):
    """Two customers and two films, in an era of its own. `answered` is what customers were told, and holds for ever."""

    keyspace: Keyspace

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2100 + 5 * next(_eras), 1, 1, tzinfo=UTC)
        self.skew = timedelta(0)
        self.world = World(progress=self.now)
        self.customers = [CustomerId(new_id()) for _ in range(2)]
        self.movies = [self.world.quotes.offer().movie_id for _ in range(2)]
        self.requests: list[RentalRequest] = []
        self.answered: dict[RentalId, Rental] = {}
        self.uncertain: set[tuple[CustomerId, MovieId]] = set()
        self.environment = self._environment()

    # -- what customers do

    @rule(customer=few, movie=few, method=methods)
    def rent(self, customer: int, movie: int, method: str) -> None:
        """A new request."""
        request = RentalRequest(self.customers[customer], self.movies[movie], method, f"key-{len(self.requests)}")
        self.requests.append(request)
        self._rent(request)

    @rule(data=st.data())
    @precondition(lambda self: self.requests)
    def repeat(self, data: Any) -> None:
        """A request again, under its key."""
        self._rent(data.draw(st.sampled_from(self.requests)))

    @rule(data=st.data())
    @precondition(lambda self: self.answered)
    def use_a_key_for_another_request(self, data: Any) -> None:
        """The key of a rental, another body."""
        rental = self._draw_rental(data)
        [request] = [one for one in self.requests if one.rental_id == rental.id]
        other = RentalRequest(request.customer_id, request.movie_id, "free-credit", request.idempotency_key)
        with pytest.raises(IdempotencyKeyReused):
            self.environment.wiring.renting.rent_movie(other, now=self._clock())

    @rule(data=st.data())
    @precondition(lambda self: self.answered)
    def pay_twice(self, data: Any) -> None:
        """The provider is asked again to charge what it has charged."""
        rental = self._draw_rental(data)
        try:
            self.environment.payments.charge(rental.payment_id, rental.price, "test-ok")
        except PaymentDeclined:
            assert rental.cancelled_at is not None

    @rule(data=st.data(), device=st.sampled_from(["tv", "phone"]))
    @precondition(lambda self: self.answered)
    def play(self, data: Any, device: str) -> None:
        """A device plays, and takes over from those in its way."""
        rental, now = self._draw_rental(data), self._clock()
        try:
            self._play(rental, device, now)
        except RentalExpired:
            assert rental.state_at(now) in {State.EXPIRED, State.CANCELLED} or self._is_near_its_end(rental, now)
        else:
            assert rental.is_playable_at(now)

    @rule(data=st.data())
    @precondition(lambda self: self.answered)
    def cancel(self, data: Any) -> None:
        """A cancellation."""
        rental, now = self._draw_rental(data), self._clock()
        expected = {State.STARTED: AlreadyStarted, State.EXPIRED: RentalExpired}.get(rental.state_at(now))
        try:
            cancelled = self.environment.wiring.cancelling.cancel_rental(rental, now=now)
        except (AlreadyStarted, RentalExpired) as refusal:
            refused = type(refusal)
        else:
            refused = None
            assert cancelled == self.environment.rentals.find_rental(rental.id)
        assert refused is expected or self._is_near_its_end(rental, now)

    # -- what happens to them

    @rule(customer=few, movie=few, method=methods, place=places, fault=faults, skew=skews)
    def rent_while_something_breaks(
        self, *, customer: int, movie: int, method: str, place: int, fault: Fault, skew: timedelta
    ) -> None:
        """The environment dies, or an answer is lost, at any statement of a request."""
        self.environment.session.fail_at(place, fault)
        self.uncertain.add((self.customers[customer], self.movies[movie]))
        with suppress(Crash, ServiceUnavailable):
            self.rent(customer, movie, method)
        self.restart(skew)

    @rule(data=st.data(), playing=st.booleans(), place=places, fault=faults, skew=skews)
    @precondition(lambda self: self.answered)
    def play_or_cancel_while_something_breaks(
        self, data: Any, playing: bool, place: int, fault: Fault, skew: timedelta
    ) -> None:
        """The environment dies, or an answer is lost, at any statement of a first play or a cancellation."""
        rental = self._draw_rental(data)
        self.environment.session.fail_at(place, fault)
        with suppress(Crash, ServiceUnavailable, AlreadyStarted, RentalExpired):
            if playing:
                self._play(rental, "tv", self._clock())
            else:
                self.environment.wiring.cancelling.cancel_rental(rental, now=self._clock())
        self.restart(skew)

    @rule(place=places, fault=faults)
    def sweep_while_something_breaks(self, place: int, fault: Fault) -> None:
        """The sweeper dies in the middle."""
        self.now += LOOK_AFTER + timedelta(minutes=1)
        self.environment.session.fail_at(place, fault)
        with suppress(Crash, ServiceUnavailable):
            self._sweep()
        self.restart(self.skew)

    @rule(skew=skews)
    def restart(self, skew: timedelta) -> None:
        """Another environment, whose clock is wrong by up to two minutes."""
        self.environment.session.close()
        self.skew = skew
        self.environment = self._environment()

    @rule(span=st.sampled_from([timedelta(minutes=1), timedelta(hours=5), timedelta(days=3), timedelta(days=17)]))
    def time_passes(self, span: timedelta) -> None:
        """Rentals expire."""
        self.now += span

    @rule()
    def sweep(self) -> None:
        """All is settled: what was answered is there, once, and so is its payment."""
        for _ in range(2):  # what was put off once is settled now, as every part answers
            self.now += timedelta(minutes=20)
            self._sweep()
        self._check()

    def teardown(self) -> None:
        """All is settled in the end, and long after."""
        self.sweep()
        self.now += timedelta(days=40)
        self.sweep()
        told = {kind: {e.rental_id for e in self.world.events.told if e.type == f"rental.{kind}"} for kind in Step}
        rentals = self._books().rentals.values()
        assert told[Step.CREATED] == {rental.id for rental in rentals}
        assert told[Step.STARTED] == {rental.id for rental in rentals if rental.first_played_at is not None}
        assert told[Step.CANCELLED] == {rental.id for rental in rentals if rental.cancelled_at is not None}
        assert told[Step.EXPIRED] == {rental.id for rental in rentals if rental.cancelled_at is None}
        self.environment.session.close()

    # -- how it is known

    def _rent(self, request: RentalRequest) -> None:
        now, place = self._clock(), (request.customer_id, request.movie_id)
        known = self.answered.get(request.rental_id)
        live = [rental for rental in self._rentals() if (rental.customer_id, rental.movie_id) == place]
        live = [rental for rental in live if rental.is_playable_at(now) or self._is_near_its_end(rental, now)]
        try:
            rental = self.environment.wiring.renting.rent_movie(request, now=now)
        except AlreadyRented:
            assert known is None
            assert self._holder_of(place)
        except (RequestInProgress, PaymentDeclined):
            assert known is None
            assert request.payment_method in {"test-declined", "test-timeout-once"} or place in self.uncertain
            self.uncertain.add(place)
        else:
            assert known in {None, rental.as_recorded()}
            assert all(other.id == rental.id or not other.is_playable_at(now) for other in live)
            self.answered[rental.id] = rental.as_recorded()

    def _holder_of(self, place: tuple[CustomerId, MovieId]) -> Rental | None:
        claimed = self.environment.rentals.find_claim(*place)
        return claimed and self.environment.rentals.find_rental(claimed.id)

    def _play(self, rental: Rental, device: str, now: datetime) -> None:
        self.environment.world.playback.clock.now = now
        request = SessionRequest(device, confirm_start=True)
        try:
            self.environment.wiring.playback.start_session(rental, request, now=now)
        except StreamLimitReached as refusal:
            take_over = refusal.extensions["active"][0]["session_id"]
            request = SessionRequest(device, confirm_start=True, take_over=take_over)
            try:
                self.environment.wiring.playback.start_session(rental, request, now=now)
            except StreamLimitReached:  # two streams of other films
                return

    def _sweep(self) -> None:
        self.environment.wiring.sweeping.sweep(clock=self._clock, deadline=self._clock() + timedelta(days=1))

    def _check(self) -> None:
        books = self._books()
        assert books.contradictions(self.now) == []
        recorded = {rental.id: rental.as_recorded() for rental in books.rentals.values()}
        assert self.answered.items() <= recorded.items()
        self.uncertain.clear()

    def _books(self) -> Books:
        payment_ids = {payment_id_of(request.rental_id) for request in self.requests}
        return Books(self.environment.session, DAY_SHARDS, self.customers, payment_ids)

    def _rentals(self) -> list[Rental]:
        found = (self.environment.rentals.find_rental(request.rental_id) for request in self.requests)
        return [rental for rental in found if rental is not None]

    def _draw_rental(self, data: Any) -> Rental:
        rental = self.environment.rentals.find_rental(data.draw(st.sampled_from(sorted(self.answered))))
        assert rental is not None
        return rental

    def _is_near_its_end(self, rental: Rental, now: datetime) -> bool:
        """Whether clocks that differ may disagree on it."""
        return abs(rental.expires_at - now) <= 2 * SKEW_MAX

    def _clock(self) -> datetime:
        return self.now + self.skew

    def _environment(self) -> Environment[FaultySession]:
        session = FaultySession(rental_settings(self.keyspace), skew_s=self.skew.total_seconds())
        return Environment(session, self.world)


def test_tables_and_books_agree_whatever_happens(rental_keyspace: Keyspace):
    RentingMachine.keyspace = rental_keyspace
    run_state_machine_as_test(
        RentingMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
            phases=[Phase.generate],  # each run is real: shrinking would take an hour
            derandomize=True,
        ),
    )
