"""Users answers other services as recorded, and those who ask can read it."""

from typing import Any

import pytest

from contract_examples import contract_example
from fakes.accounts import MemoryAccounts, MemoryApiKeys
from users import internal, wiring
from users.account import Account, Credentials, parse_email
from users.api_key import ApiKey
from users.settings import StoreSettings
from videoclub.clock import utc_now
from videoclub.contracts import Operation
from videoclub.contracts.users import AUTHENTICATE_API_KEY, COUNTRIES_OF_CUSTOMERS
from videoclub.identity import Role
from videoclub.ids import AccountId, ApiKeyId
from videoclub.values import instant

NAME = f"users.{AUTHENTICATE_API_KEY.name}"
COUNTRIES = f"users.{COUNTRIES_OF_CUSTOMERS.name}"


def test_users_answers_as_recorded(monkeypatch: pytest.MonkeyPatch):
    # Given
    request, answer = contract_example(NAME)
    account_id, now = AccountId(answer["account_id"]), utc_now()
    roles, scopes = tuple(Role(role) for role in answer["roles"]), tuple(answer["scopes"])
    email = parse_email("dana@example.com")
    accounts, keys = MemoryAccounts(), MemoryApiKeys()
    accounts.insert_accounts(
        [Credentials(Account(account_id, email, "Dana", "en", None, None, roles, "active", now), "hash")]
    )
    expires_at = instant(answer["expires_at"])
    key = ApiKey(ApiKeyId("1"), account_id, "A key", "vc_x", request["key_hash"], scopes, now, expires_at)
    keys.insert_key(key, most=1)
    recognition = wiring.wire_key_recognition(StoreSettings(database_url="unused"), keys=keys, accounts=accounts)
    monkeypatch.setattr(wiring, "wired_key_recognition", lambda: recognition)

    # When
    reply = internal.handler({"operation": AUTHENTICATE_API_KEY.name, "request": request, "request_id": "r"}, None)

    # Then
    assert reply == {"answer": answer}


def test_users_tells_countries_as_recorded(monkeypatch: pytest.MonkeyPatch):
    # Given
    request, answer = contract_example(COUNTRIES)
    accounts = MemoryAccounts()
    for account_id, country in answer["countries"].items():
        who = AccountId(account_id), parse_email("zoe@example.com"), "Zoé", "fr", country, None, (Role.CUSTOMER,)
        accounts.insert_accounts([Credentials(Account(*who, "active", utc_now()), None)])
    countries = wiring.wire_countries(StoreSettings(database_url="unused"), accounts=accounts)
    monkeypatch.setattr(wiring, "wired_countries", lambda: countries)

    # When
    message = {"operation": COUNTRIES_OF_CUSTOMERS.name, "request": request, "request_id": "r"}
    reply = internal.handler(message, None)

    # Then
    assert reply == {"answer": answer}


@pytest.mark.parametrize("operation", [AUTHENTICATE_API_KEY, COUNTRIES_OF_CUSTOMERS], ids=lambda each: each.name)
def test_who_asks_reads_all_that_is_answered(operation: Operation[Any, Any]):
    request, answer = contract_example(f"users.{operation.name}")
    assert operation.request.model_validate(request).model_dump(mode="json") == request
    assert operation.answer.model_validate(answer).model_dump(mode="json") == answer


def test_every_operation_is_recorded():
    assert {f"users.{operation.name}" for operation in internal.operations.served} == {NAME, COUNTRIES}
