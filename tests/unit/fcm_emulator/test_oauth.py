import json
from base64 import urlsafe_b64encode
from urllib.parse import urlencode

import pytest

from fcm_emulator.oauth import JWT_GRANT, TOKEN_LIFETIME_SECONDS, OAuth

NOW = 1_795_348_800.0
HEADER = {"alg": "RS256", "typ": "JWT"}
CLAIMS = {"iss": "a@demo.iam.gserviceaccount.com", "aud": "https://anything", "iat": NOW, "exp": NOW + 3600}


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def exchange(oauth: OAuth, assertion: str | None, grant: str = JWT_GRANT) -> tuple[int, dict[str, object]]:
    form = {"grant_type": grant} | ({} if assertion is None else {"assertion": assertion})
    response = oauth.exchange(urlencode(form).encode())
    return response.status, json.loads(response.body)


def test_a_signed_assertion_buys_a_token_that_expires():
    # Given
    clock = Clock()
    oauth = OAuth(clock)

    # When
    status, body = exchange(oauth, f"{part(HEADER)}.{part(CLAIMS)}.c2lnbmF0dXJl")

    # Then
    assert status == 200
    assert (body["token_type"], body["expires_in"]) == ("Bearer", TOKEN_LIFETIME_SECONDS)
    assert oauth.accepts(str(body["access_token"]))
    clock.now += TOKEN_LIFETIME_SECONDS
    assert not oauth.accepts(str(body["access_token"]))


def test_a_token_that_was_not_issued_here_is_not_accepted():
    assert not OAuth(Clock()).accepts("ya29.something")


@pytest.mark.parametrize(
    "assertion",
    [
        None,
        "",
        "x",
        "x.y.z",
        f"{part(HEADER)}.{part(CLAIMS)}",
        f"{part(HEADER)}.{part(CLAIMS)}.",
        f"{part(HEADER | {'alg': 'none'})}.{part(CLAIMS)}.c2ln",
        f"{part([])}.{part([])}.c2ln",
        f"{part(HEADER)}.{part(CLAIMS | {'iss': ''})}.c2ln",
        f"{part(HEADER)}.{part(CLAIMS | {'exp': 'soon'})}.c2ln",
        f"{part(HEADER)}.{part(CLAIMS | {'exp': NOW + 3601})}.c2ln",
        f"{part(HEADER)}.{part(CLAIMS | {'iat': NOW - 7200, 'exp': NOW - 3600})}.c2ln",
        f"{part(HEADER)}.{part(CLAIMS | {'iat': NOW + 3600, 'exp': NOW + 7200})}.c2ln",
    ],
)
def test_a_missing_unsigned_or_untimely_assertion_is_refused(assertion):
    status, body = exchange(OAuth(Clock()), assertion)

    assert (status, body["error"]) == (400, "invalid_grant")


def test_another_grant_is_refused():
    status, body = exchange(OAuth(Clock()), None, grant="refresh_token")

    assert (status, body["error"]) == (400, "unsupported_grant_type")
