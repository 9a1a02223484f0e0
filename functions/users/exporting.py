"""All that the platform holds on a person, for that person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from users.accounts import Accounts
from users.asking import Asked, Asking
from users.ports.personal_data import PersonalRecords
from videoclub.contracts.personal_data import PersonalData, PersonalDataRequest, export_customer
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, CustomerId


@dataclass(frozen=True)
class Export:
    """What each service holds, under its name."""

    exported_at: datetime
    services: Mapping[str, Mapping[str, JsonValue]]


@dataclass(frozen=True)
class Exporting:
    """Gathers from our own store and from the `others`."""

    accounts: Accounts
    records: PersonalRecords
    asking: Asking
    others: Sequence[str]

    def export_account(self, account_id: AccountId, *, now: datetime) -> Export:
        """All of it, or nothing: raises ServiceUnavailable that names the services which did not answer.

        Raises Unauthenticated for somebody who has no account any more.
        """
        self.accounts.read_account(account_id)
        request = PersonalDataRequest(customer_id=CustomerId(account_id))
        asked = [self.asking.begin(export_customer(service), request) for service in self.others]
        services: dict[str, Mapping[str, JsonValue]] = {"users": self.records.export_account(account_id)}
        answers = {question.service: _answer_of(question) for question in asked}
        if missing := [service for service, answer in answers.items() if answer is None]:
            raise ServiceUnavailable(f"An export is whole or is none; not answering: {', '.join(missing)}.")
        services |= {service: answer.data for service, answer in answers.items() if answer is not None}
        return Export(now, services)


def _answer_of(asked: Asked[PersonalData]) -> PersonalData | None:
    try:
        return asked.answer()
    except ServiceUnavailable:
        return None
