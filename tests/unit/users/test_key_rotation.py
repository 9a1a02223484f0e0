"""Two keys of access tokens live at once, so that a rotation signs nobody out."""

import json
from datetime import UTC, datetime

import pytest

from users.account import Account, parse_email
from users.adapters.jwt_tokens import JwtTokens
from videoclub.errors import Unauthenticated
from videoclub.identity import Role, TokenVerifier
from videoclub.ids import AccountId, SessionId
from videoclub_local.secrets import new_signing_key, public_key_set

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ACCOUNT = Account(
    AccountId("ana"), parse_email("ana@example.com"), "Ana", "en", None, None, (Role.CUSTOMER,), "active", NOW
)


def issue(keys):
    return JwtTokens(json.dumps({"keys": keys}), 900).issue(ACCOUNT, SessionId("1"), now=NOW).text


def test_tokens_of_both_live_keys_are_accepted_and_of_a_retired_one_refused():
    # Given two rotations
    retired, old, new = (new_signing_key() for _ in range(3))

    # When
    verifier = TokenVerifier(public_key_set([new, old]))

    # Then
    assert verifier.verify(issue([new, old]), now=NOW).account_id == "ana"
    assert verifier.verify(issue([old, retired]), now=NOW).account_id == "ana"
    with pytest.raises(Unauthenticated):
        verifier.verify(issue([retired]), now=NOW)


def test_a_verifier_that_knows_the_new_key_first_refuses_nothing():
    # Verifiers learn a key before anything is signed with it
    old, new = new_signing_key(), new_signing_key()
    ahead = TokenVerifier(public_key_set([new, old]))
    assert ahead.verify(issue([old]), now=NOW).account_id == "ana"


def test_what_verifiers_hold_signs_nothing():
    assert all("d" not in key for key in json.loads(public_key_set([new_signing_key()]))["keys"])
