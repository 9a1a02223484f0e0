"""What every Payments does, shown on the fake and on the simulated provider with its books."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from fakes.rental import CountingPayments
from rental.adapters.simulated_payments import SimulatedPayments
from rental.errors import PaymentDeclined
from rental.ports import Payments, PaymentUncertain
from videoclub.values import Money

PRICE = Money.eur("3.99")


@pytest.fixture(params=["fake", "simulated"])
def payments(request) -> Payments:
    if request.param == "fake":
        return CountingPayments()
    return SimulatedPayments(request.getfixturevalue("rental_session"))


@pytest.fixture
def simulated(rental_session) -> SimulatedPayments:
    return SimulatedPayments(rental_session)


@pytest.fixture
def key() -> str:
    return f"rental-{uuid4()}"


class TestPayments:
    def test_charges_once_for_a_key(self, payments, key):
        assert payments.find_charge(key) is None
        with ThreadPoolExecutor(8) as pool:
            charged = set(pool.map(lambda _: payments.charge(key, PRICE, "test-ok"), range(8)))
        assert charged == {payments.find_charge(key)}

    def test_gives_back_once_what_was_charged(self, payments, key):
        # Given a charge
        payments.charge(key, PRICE, "test-ok")
        # When it is given back, twice
        for _ in range(2):
            payments.refund(key)
        # Then it is gone, and the key charges no more
        assert payments.find_charge(key) is None
        with pytest.raises(PaymentDeclined):
            payments.charge(key, PRICE, "test-ok")

    def test_gives_nothing_back_where_nothing_was_charged(self, payments, key):
        payments.refund(key)
        assert payments.find_charge(key) is None
        payments.charge(key, PRICE, "test-ok")
        assert payments.find_charge(key)


class TestSimulatedMethods:
    def test_declines(self, simulated, key):
        with pytest.raises(PaymentDeclined):
            simulated.charge(key, PRICE, "test-declined")
        assert simulated.find_charge(key) is None

    def test_charges_without_an_answer(self, simulated, key):
        with pytest.raises(PaymentUncertain):
            simulated.charge(key, PRICE, "test-timeout")
        assert simulated.find_charge(key)

    def test_loses_the_first_call(self, simulated, key):
        with pytest.raises(PaymentUncertain):
            simulated.charge(key, PRICE, "test-timeout-once")
        assert simulated.find_charge(key) is None
        assert simulated.charge(key, PRICE, "test-timeout-once") == simulated.find_charge(key)

    @pytest.mark.parametrize("method", ["test-twice", "free-credit"])
    def test_pays(self, simulated, key, method):
        assert simulated.charge(key, PRICE, method) == simulated.find_charge(key)
