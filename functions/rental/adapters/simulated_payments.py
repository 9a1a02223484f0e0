"""The payment provider of demos and tests: what happens is chosen by the payment method.

It keeps no state: the id of a payment follows from its key, so the same key is the same payment.
"""

from dataclasses import dataclass

from rental.errors import PaymentDeclined
from rental.ports import PaymentUncertain
from videoclub.values import Money


@dataclass(frozen=True)
class SimulatedPayments:
    """`test-ok` and `free-credit` pay, `test-declined` is refused, `test-timeout` charges and does not answer."""

    def charge(self, key: str, amount: Money, method: str) -> str:
        """Charge `key` once. Raises PaymentDeclined, PaymentUncertain."""
        if method == "test-declined":
            raise PaymentDeclined("The payment was declined; use another payment method.")
        if method == "test-timeout":
            raise PaymentUncertain(key)
        return _payment_id(key)

    def find_charge(self, key: str) -> str | None:
        """The payment made under `key`."""
        return _payment_id(key)


def _payment_id(key: str) -> str:
    return f"test-{key}"
