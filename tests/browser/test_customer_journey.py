"""A customer's evening: found, rented, played, resumed elsewhere, given back."""

import re
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import expect

from api_client import eventually
from axe import findings
from canaries import canary
from fakes.rental import a_rental
from past_rentals import record_rental
from videoclub.clock import utc_now


def test_a_stranger_signs_up_searches_pays_and_watches(visits):
    visitor = visits(refused={402})
    page = visitor.page
    # Given: a stranger, who finds a film in spite of a typo
    visitor.goes_to("#/films")
    page.get_by_role("searchbox").fill("nosfreatu")
    page.get_by_role("link", name="Nosferatu", exact=True).first.wait_for()
    expect(page).to_have_url(re.compile("q=nosfreatu"))
    page.locator("main .card a").first.click()
    page.get_by_role("heading", name="Nosferatu", level=1).wait_for()
    visitor.sees("30 days to start it")
    visitor.sees("for 48 hours")

    # When: they sign up on the way, are declined, and pay by another card
    visitor.presses("Sign in to rent")
    page.locator("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill(f"{canary()}@example.org")
    page.get_by_label("Password").fill(canary())
    page.locator("main form [type=submit]").click()
    visitor.presses("Rent for")
    page.get_by_label("Test card that is declined").check()
    visitor.presses("Pay €")
    visitor.sees("The payment was declined")
    page.get_by_label("Test card that pays").check()
    visitor.presses("Pay €")
    visitor.sees("It is yours")

    # Then: the clock starts only with their consent, and the film plays
    visitor.presses("Play now")
    visitor.sees("From now you have 48 hours")
    visitor.presses("Start the film")
    visitor.plays_past(1)
    assert page.evaluate("document.querySelector('video').textTracks.length") >= 2
    visitor.presses("Leave the theatre")
    visitor.goes_to("#/rentals")
    expect(page.locator(".countdown")).to_contain_text("left to watch")


def test_a_film_resumes_on_a_second_device(visits, anyone, account):
    # Given: a film played into its middle elsewhere
    rental = _rented(anyone, account, "metropolis")
    _played_to(anyone, account, rental, position_s=12)
    # When
    second = visits(viewport={"width": 390, "height": 844})
    second.signs_in(account)
    second.goes_to(f"#/play/{rental}")
    second.presses("Resume at 0:12")
    # Then
    second.plays_past(12)


def test_a_film_ends_with_its_rental(visits, anyone, account, platform):
    # Given: a film that was begun, and whose 48 hours end while it is watched
    client = anyone.sign_in(**account)
    visitor = visits(refused={410})
    visitor.signs_in(account)
    begun = utc_now() - timedelta(hours=48) + timedelta(seconds=25)
    owner = {"customer_id": client.get("/me").json()["id"], "movie_id": anyone.find_movie("wings")["id"]}
    rental = a_rental(begun, first_played_at=begun, media_key="clips/default.mp4", duration_s=30, **owner)
    record_rental(platform, rental)
    # When
    visitor.goes_to(f"#/play/{rental.id}")
    visitor.page.locator(".curtain button").first.click()
    visitor.plays_past(0.5)
    # Then: the curtain falls, and says why
    visitor.page.get_by_text("Your time with this film is over").wait_for(timeout=90_000)
    assert findings(visitor.page) == []
    visitor.presses("Back to the film")
    visitor.sees("Rent for")
    # And: it is no longer among those to watch
    visitor.goes_to("#/rentals")
    expect(visitor.page.locator(".lines li")).to_contain_text("Over")


def test_one_device_takes_over_from_another(visits, anyone, account):
    # Given: a film that plays on one device
    rental = _rented(anyone, account, "the general")
    first, second = visits(refused={409, 410}), visits(refused={409})
    for visitor in (first, second):
        visitor.signs_in(account)
    first.goes_to(f"#/play/{rental}")
    first.presses("Start the film")
    first.plays_past(0.5)
    # When: the other one wants to play it
    second.goes_to(f"#/play/{rental}")
    second.page.locator(".curtain button").first.click()
    second.sees("Playing elsewhere")
    second.presses("Take over")
    # Then: it plays there, and the first one is told by its next heartbeat
    second.plays_past(0.5)
    first.sees("Playing elsewhere")


def test_a_price_that_moved_is_agreed_to_before_it_is_paid(visits, anyone, account, platform):
    # Given: a customer who looks at a price
    admin = anyone.sign_in(**platform.logins["admin"])
    film = {"title": {"en": f"Priced {uuid4()}"}, "year": 1925, "runtime_min": 60, "genres": ["drama"]}
    movie = admin.post("/movies", film | {"price": {"amount": "2.00", "currency": "EUR"}}).json()
    visitor = visits(refused={409})
    visitor.signs_in(account)
    visitor.goes_to(f"#/movies/{movie['id']}")
    visitor.presses("Rent for €2.00")
    # When: it changes before they pay
    fresh = admin.get(f"/movies/{movie['id']}")
    changed = admin.call(
        "PATCH",
        f"/movies/{movie['id']}",
        json={"price": {"amount": "3.00", "currency": "EUR"}},
        headers={"If-Match": fresh.headers["etag"], "Content-Type": "application/merge-patch+json"},
    )
    assert changed.status_code == 200, changed.text
    visitor.presses("Pay €2.00")
    # Then
    visitor.sees("The price changed from €2.00 to €3.00")
    visitor.presses("Rent it for €3.00")
    visitor.sees("It is yours")
    # And: not played yet, it can be given back
    visitor.goes_to("#/rentals")
    visitor.presses("Give back")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Give back").click()
    visitor.sees("The price is refunded")


def test_the_site_speaks_french_and_the_account_follows(visits, anyone, account):
    visitor = visits()
    visitor.signs_in(account)
    visitor.presses("Français")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
    visitor.goes_to("#/films")
    visitor.page.get_by_role("heading", name="Tous les films").wait_for()
    expect(visitor.page.locator("main .card small").first).to_contain_text("€")
    client = anyone.sign_in(**account)
    eventually(lambda: client.get("/me").json()["locale"] == "fr")


def test_a_wish_is_kept_and_taken_back(visits, anyone, account):
    movie = anyone.find_movie("charade")
    visitor = visits()
    visitor.signs_in(account)
    visitor.goes_to(f"#/movies/{movie['id']}")
    with visitor.page.expect_response("**/me/watchlist/*"):
        visitor.presses("Add to watchlist")
        visitor.sees("On your watchlist")
    visitor.goes_to("#/watchlist")
    visitor.presses("Take Charade off the watchlist")
    visitor.sees("Your watchlist is empty")


def test_a_session_outlives_the_page_by_a_cookie_that_no_script_reads(visits, account):
    visitor = visits()
    visitor.signs_in(account)
    visitor.page.reload()
    visitor.page.locator(".person-button").wait_for()
    assert visitor.page.evaluate("document.cookie") == ""
    assert "token" not in visitor.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


def test_an_account_is_taken_out_and_erased(visits, account):
    visitor = visits(refused={401})
    visitor.signs_in(account)
    visitor.goes_to("#/account")
    with visitor.page.expect_download() as downloading:
        visitor.presses("Download my data")
    assert account["email"] in downloading.value.path().read_text()
    visitor.presses("Delete my account")
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_label("Password").fill(account["password"])
    dialog.get_by_role("button", name="Delete for good").click()
    visitor.sees("Your account is being erased")


def _rented(anyone, account: dict[str, str], words: str) -> str:
    client = anyone.sign_in(**account)
    answer = client.rent(anyone.find_movie(words)["id"])
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def _played_to(anyone, account: dict[str, str], rental: str, position_s: int) -> None:
    client = anyone.sign_in(**account)
    begun = client.post(f"/rentals/{rental}/playback-sessions", {"device_id": "tv", "confirm_start": True}).json()
    beat = client.put(f"/playback-sessions/{begun['id']}", {"position_s": position_s, "state": "playing"})
    assert beat.status_code == 200, beat.text
    assert client.delete(f"/playback-sessions/{begun['id']}").status_code == 204
