"""The payment provider of demos and tests. What happens is chosen by the payment method; what happened is in its books.

The books, `test_payments`, stand in for those of a provider elsewhere: nothing else of Rental reads or writes them.
"""

from dataclasses import dataclass
from typing import Any

from rental.adapters.cassandra_session import CassandraSession
from rental.errors import PaymentDeclined
from rental.ports import PaymentUncertain
from videoclub.errors import ServiceUnavailable
from videoclub.values import Money

_ENTER = (
    "INSERT INTO test_payments (payment_key, amount, currency, method, state) "
    "VALUES (:payment_key, :amount, :currency, :method, :state) IF NOT EXISTS"
)
_FIND = "SELECT state FROM test_payments WHERE payment_key = :payment_key"
_MOVE = "UPDATE test_payments SET state = :state WHERE payment_key = :payment_key IF state = :from_state"
_ASKED, _CHARGED, _REFUNDED = "asked", "charged", "refunded"


@dataclass(frozen=True)
class SimulatedPayments:
    """By method: `test-ok` pays; `test-declined` is refused; `test-timeout` charges and does not answer;
    `test-timeout-once` loses the first call before it charges; `test-twice` delivers each call twice; `free-credit`
    is a voucher of the shop without a limit, booked and given back like money.
    """

    session: CassandraSession

    def charge(self, key: str, amount: Money, method: str) -> str:
        """Charge `key` once. Raises PaymentDeclined, PaymentUncertain."""
        match method:
            case "test-declined":
                raise PaymentDeclined("The payment was declined; use another payment method.")
            case "test-timeout":
                self._charge(key, amount, method)
                raise PaymentUncertain(key)
            case "test-timeout-once" if self._enter(key, amount, method, _ASKED) is None:
                raise PaymentUncertain(key)
            case "test-twice":
                self._charge(key, amount, method)
            case _:
                pass
        self._charge(key, amount, method)
        return _payment_id(key)

    def find_charge(self, key: str) -> str | None:
        """The payment made under `key`, if there is one that was not refunded. Raises PaymentUncertain."""
        try:
            rows = self.session.run(_FIND, {"payment_key": key})
        except ServiceUnavailable:
            raise PaymentUncertain(key) from None
        return _payment_id(key) if rows and rows[0]["state"] == _CHARGED else None

    def refund(self, key: str) -> None:
        """Give back what was charged under `key`, if anything was. Raises PaymentUncertain."""
        self._move(key, _CHARGED, _REFUNDED)

    def _charge(self, key: str, amount: Money, method: str) -> None:
        state = self._enter(key, amount, method, _CHARGED)
        if state == _ASKED:
            state = self._move(key, _ASKED, _CHARGED)
        if state == _REFUNDED:
            raise PaymentDeclined("This payment was given back; rent the film anew.")

    def _enter(self, key: str, amount: Money, method: str, state: str) -> str | None:
        """Enter `key` in the books; the state it has there already, None when it is new."""
        values = {"payment_key": key, "amount": amount.amount, "currency": amount.currency, "method": method}
        return self._stored_state(_ENTER, values | {"state": state})

    def _move(self, key: str, from_state: str, state: str) -> str | None:
        return self._stored_state(_MOVE, {"payment_key": key, "from_state": from_state, "state": state})

    def _stored_state(self, cql: str, values: dict[str, Any]) -> str | None:
        try:
            outcome = self.session.run_conditional(cql, values)
        except ServiceUnavailable:
            raise PaymentUncertain(values["payment_key"]) from None
        return None if outcome["[applied]"] else outcome.get("state")


def _payment_id(key: str) -> str:
    return f"test-{key}"
