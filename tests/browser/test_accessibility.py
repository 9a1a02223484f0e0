"""Every customer page for everybody: axe in both themes and languages, by keyboard alone, on a phone."""

import pytest
from playwright.sync_api import expect

from axe import findings

PHONE = {"width": 390, "height": 844}
OPEN = [
    "#/",
    "#/films",
    "#/films?q=zzzzzz",
    "#/sign-in",
    "#/sign-up",
    "#/reset-password",
    "#/reset-password/x",
    "#/verify-email/x",
    "#/nowhere",
]
OWN = ["#/", "#/rentals", "#/watchlist", "#/history", "#/account"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visits, anyone, account, platform, theme):
    # Given: a customer with a past, on a phone, in French; a stranger at a desk, in English
    movie = anyone.find_movie("metropolis")
    stranger = visits(color_scheme=theme, refused={404, 410})
    member = visits(color_scheme=theme, viewport=PHONE)
    member.signs_in(platform.logins["customer"])
    member.speaks("fr")
    rental = anyone.sign_in(**account).rent(movie["id"]).json()["id"]
    renter = visits(color_scheme=theme)
    renter.signs_in(account)
    person = movie["directors"][0]["person_id"]
    film_pages = [f"#/movies/{movie['id']}", f"#/people/{person}"]
    visited = [
        *((stranger, place) for place in [*OPEN, *film_pages]),
        *((member, place) for place in [*OWN, *film_pages]),
        *((renter, place) for place in ["#/rentals", f"#/play/{rental}"]),
    ]
    # When
    found: dict[str, list[str]] = {}
    for visitor, place in visited:
        visitor.goes_to(place)
        found[place] = [*found.get(place, []), *findings(visitor.page)]
        overflow = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{place} is wider than the screen"
    # Then
    assert {place: told for place, told in found.items() if told} == {}


def test_axe_finds_nothing_in_the_rent_dialog(visits, anyone, account):
    visitor = visits()
    visitor.signs_in(account)
    visitor.goes_to(f"#/movies/{anyone.find_movie('wings')['id']}")
    visitor.presses("Rent for")
    visitor.sees("Pay with")
    assert findings(visitor.page) == []


def test_a_film_is_rented_by_keyboard_alone(visits, anyone, account):
    visitor = visits()
    page, keys = visitor.page, visitor.page.keyboard
    # Given: signed in by keyboard
    visitor.goes_to("#/sign-in")
    visitor.tabs_to("E-mail")
    keys.type(account["email"])
    keys.press("Tab")
    keys.type(account["password"])
    keys.press("Enter")
    page.locator(".person-button").wait_for()
    # When: straight to the content, past the navigation
    visitor.goes_to(f"#/movies/{anyone.find_movie('faust')['id']}")
    page.get_by_role("button", name="Rent for").wait_for()
    visitor.tabs_to("Rent for")
    focus = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focus == "solid"
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Rent for")).to_be_focused()
    keys.press("Enter")
    visitor.tabs_to("Pay €")
    keys.press("Enter")
    # Then
    visitor.sees("It is yours")
    visitor.tabs_to("Play now")
    keys.press("Enter")
    visitor.sees("Start the film")


def test_the_skip_link_leads_to_the_content(visits):
    visitor = visits()
    visitor.goes_to("#/films")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("button", name="Skip to content")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()


def test_without_a_network_the_page_says_so(visits):
    visitor = visits()
    visitor.goes_to("#/films")
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.context.set_offline(True)
    visitor.sees("You are offline")
    visitor.page.context.set_offline(False)
