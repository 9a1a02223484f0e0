"""The refresh token of a browser, in a cookie."""

from http.cookies import SimpleCookie

import pytest

PATH = "/v1/sessions/refresh"


def signed_in(club, person=None):
    person = person or club.sign_up()
    body = {"email": person.email, "password": person.password, "refresh_by": "cookie"}
    return club.call("POST", "/sessions", body=body)


def cookie_of(answer):
    return SimpleCookie(answer.headers["set-cookie"])["videoclub_refresh"]


def refresh(club, cookie, body=None, **headers):
    return club.call("POST", "/sessions/refresh", body=body or {}, headers={"Cookie": cookie, **headers})


def test_the_token_goes_into_the_cookie_and_nowhere_else(club):
    # When
    answer = signed_in(club)

    # Then
    cookie = cookie_of(answer)
    assert (answer.status, "refresh_token" in answer.json) == (201, False)
    assert cookie.value
    assert cookie.value not in answer.text
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Strict", True, PATH)
    assert cookie["max-age"] == str(30 * 24 * 3600)


def test_plain_http_has_a_plain_cookie(club, monkeypatch):
    monkeypatch.setenv("API_URL", "http://127.0.0.1:4566/_aws/execute-api/videoclub/v1")
    cookie = cookie_of(signed_in(club))
    assert (cookie["secure"], cookie["path"]) == ("", "/_aws/execute-api/videoclub/v1/sessions/refresh")


def test_the_body_form_sets_no_cookie(club):
    assert "set-cookie" not in club.sign_in(club.sign_up()).headers


def test_a_refresh_by_cookie_rotates_the_cookie(club):
    # Given
    first = cookie_of(signed_in(club)).value

    # When
    answer = refresh(club, f"theme=dark; videoclub_refresh={first}")

    # Then
    assert answer.status == 201
    assert answer.json["access_token"]
    assert "refresh_token" not in answer.json
    assert cookie_of(answer).value != first
    assert refresh(club, f"videoclub_refresh={cookie_of(answer).value}").status == 201


def test_a_token_in_the_body_counts_before_the_cookie(club):
    # Given
    cookie, token = cookie_of(signed_in(club)).value, club.sign_in(club.sign_up()).json["refresh_token"]

    # When
    answer = refresh(club, f"videoclub_refresh={cookie}", {"refresh_token": token})

    # Then
    assert answer.json["refresh_token"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_cannot_use_the_cookie(club, site):
    cookie = f"videoclub_refresh={cookie_of(signed_in(club)).value}"
    refused = refresh(club, cookie, **{"Sec-Fetch-Site": site})
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    assert refresh(club, cookie, **{"Sec-Fetch-Site": "same-origin"}).status == 201


def test_a_form_of_another_site_cannot_send_what_the_route_takes(club):
    # A form sends one of three media types, and none of them is JSON
    cookie = f"videoclub_refresh={cookie_of(signed_in(club)).value}"
    for media_type in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
        assert refresh(club, cookie, **{"Content-Type": media_type}).status == 415


@pytest.mark.parametrize("cookie", ["", "videoclub_refresh=", "videoclub_refresh=x", "other=1", "=;=;", "\x01"])
def test_without_a_token_of_ours_there_is_nothing_to_refresh(club, cookie):
    assert refresh(club, cookie).status == 401


@pytest.mark.parametrize("resource", ["/sessions", "/sessions/current"])
def test_signing_out_takes_the_cookie_away(club, resource):
    # Given
    answer = signed_in(club)

    # When
    out = club.call("DELETE", resource, token=answer.json["access_token"])

    # Then
    cookie = cookie_of(out)
    assert (out.status, cookie.value, cookie["max-age"], cookie["path"]) == (204, "", "0", PATH)
    assert refresh(club, f"videoclub_refresh={cookie_of(answer).value}").status == 401
