"""A developer's day: a key made, used and revoked; a price that changes arrives in the inbox; webhooks; axe."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from api_client import ApiClient, eventually
from axe import findings

PHONE = {"width": 390, "height": 844}
PAGES = [
    "#/developer",
    "#/developer/keys",
    "#/developer/topics",
    "#/developer/inbox",
    "#/developer/inbox?state=parked&topic=movies.restored",
    "#/developer/webhooks",
]


@pytest.fixture
def developer(visits, platform):
    """A developer at the desk, signed in."""
    visitor = visits()
    visitor.signs_in(platform.logins["developer"])
    return visitor


def test_a_key_is_shown_once_works_and_is_revoked(developer, platform):
    page, name = developer.page, f"key {uuid4()}"
    # When: made without a scope, then with one
    developer.goes_to("#/developer/keys")
    page.get_by_label("What is it for?").fill(name)
    page.get_by_label("movies:read").uncheck()
    developer.presses("Make the key")
    developer.sees("Choose at least one scope")
    page.get_by_label("movies:read").check()
    developer.presses("Make the key")
    # Then: it is shown, opens what it may, and is not shown again
    dialog = page.get_by_role("dialog")
    key = dialog.locator("code").inner_text()
    assert ApiClient(platform.api_url).get("/developer/topics", headers={"X-Api-Key": key}).status_code == 200
    developer.presses("I have it")
    expect(dialog).to_have_count(0)
    entry = page.locator("li").filter(has_text=name)
    expect(entry).to_contain_text("movies:read")
    assert key not in page.content()
    # When
    entry.get_by_role("button").click()
    dialog.get_by_role("button", name="Revoke the key").click()
    # Then
    expect(entry).to_have_count(0)


def test_a_price_changed_at_the_desk_arrives_in_the_inbox_by_itself(developer, visits, anyone, platform):
    # Given: the inbox is open, and an admin has the film before them
    page = developer.page
    admin = anyone.sign_in(**platform.logins["admin"])
    film = {"title": {"en": f"Film {uuid4()}"}, "year": 1921, "runtime_min": 60, "genres": ["drama"]}
    added = admin.post("/movies", film | {"price": {"amount": "2.49", "currency": "EUR"}})
    assert added.status_code == 201, added.text
    movie = added.json()["id"]
    developer.goes_to("#/developer/inbox?topic=movies.price-changed")
    developer.sees("New messages appear by themselves")
    developer.page.wait_for_load_state("networkidle")
    at_the_desk = visits()
    at_the_desk.signs_in(platform.logins["admin"])
    at_the_desk.speaks("en")
    at_the_desk.goes_to(f"#/admin/films/{movie}")
    # When
    at_the_desk.page.get_by_label("Amount").fill("1.99")
    at_the_desk.presses("Set the price")
    at_the_desk.sees("The new price holds")
    # Then
    message = page.locator(".inbox > li").filter(has_text=film["title"]["en"])
    expect(message).to_contain_text("€2.49 → €1.99", timeout=30_000)
    expect(message).to_have_class("fresh")
    assert admin.delete(f"/movies/{movie}").status_code == 204


def test_a_device_is_subscribed_and_taken_off(visits, platform):
    visitor = visits(refused={400})
    visitor.signs_in(platform.logins["developer"])
    page, token = visitor.page, f"{uuid4()}:APA91bx"
    # When: a token that FCM does not take, then one that it does
    visitor.goes_to("#/developer/topics")
    page.get_by_label("Registration token").fill("not-a-token")
    page.get_by_label("movies.added A film was added").check()
    visitor.presses("Subscribe")
    expect(page.get_by_label("Registration token")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Registration token").fill(token)
    visitor.presses("Subscribe")
    # Then
    entry = page.locator("li").filter(has_text=token[:12])
    expect(entry).to_contain_text("movies.added")
    # When
    entry.get_by_role("button").click()
    # Then
    expect(entry).to_have_count(0)


def test_a_webhook_is_added_tried_and_deleted(visits, anyone, platform):
    # Given: an event that was sent
    admin = anyone.sign_in(**platform.logins["admin"])
    film = {"title": {"en": f"Film {uuid4()}"}, "year": 1921, "runtime_min": 60, "genres": ["drama"]}
    movie = admin.post("/movies", film | {"price": {"amount": "2.49", "currency": "EUR"}}).json()["id"]
    visitor = visits(refused={400})
    visitor.signs_in(platform.logins["developer"])
    told = anyone.sign_in(**platform.logins["developer"])
    path = "/developer/notifications?topic=movies.added"
    eventually(lambda: movie in [each["movie_id"] for each in told.get(path).json()["items"]])
    page, address = visitor.page, f"http://127.0.0.1:9/{uuid4()}"
    # When: an address that leads inside, then one that is allowed here
    visitor.goes_to("#/developer/webhooks")
    page.get_by_label("Address", exact=True).fill("https://10.0.0.1/hook")
    visitor.presses("Add the webhook")
    expect(page.get_by_label("Address", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Address", exact=True).fill(address)
    visitor.presses("Add the webhook")
    # Then
    expect(page.get_by_role("dialog").locator("code")).to_have_text(re.compile("^whsec_"))
    page.keyboard.press("Escape")
    entry = page.locator("li").filter(has_text=address)
    expect(entry).to_contain_text("movies.price-changed")
    # When: it is tried
    entry.get_by_role("button", name="Try").click()
    visitor.sees("The latest event is on its way there")
    assert admin.delete(f"/movies/{movie}").status_code == 204
    # When
    entry.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete the webhook").click()
    # Then
    expect(entry).to_have_count(0)


def test_a_key_and_a_webhook_are_made_by_keyboard_alone(visits, platform):
    # Given
    visitor = visits()
    visitor.signs_in(platform.logins["developer"])
    page, keys = visitor.page, visitor.page.keyboard
    name, address = f"keys {uuid4()}", f"http://127.0.0.1:9/{uuid4()}"
    # When: a key is made
    visitor.goes_to("#/developer/keys")
    visitor.tabs_to("What is it for?")
    keys.type(name)
    visitor.tabs_to("Make the key")
    keys.press("Enter")
    # Then: its secret is in a dialog that keeps the focus, and gives it back
    dialog = page.get_by_role("dialog")
    dialog.locator("code").wait_for()
    visitor.tabs_to("I have it")
    keys.press("Enter")
    expect(dialog).to_have_count(0)
    # When: it is revoked
    visitor.tabs_to(f"Revoke {name}")
    keys.press("Enter")
    visitor.tabs_to("Revoke the key")
    keys.press("Enter")
    expect(page.locator("li").filter(has_text=name)).to_have_count(0)
    # When: a webhook, from one page of the desk to the other
    visitor.tabs_to("Webhooks")
    keys.press("Enter")
    page.get_by_role("heading", name="Webhooks", level=1).wait_for()
    visitor.tabs_to("Address")
    keys.type(address)
    visitor.tabs_to("Add the webhook")
    keys.press("Enter")
    expect(dialog.locator("code")).to_have_text(re.compile("^whsec_"))
    keys.press("Escape")
    entry = page.locator("li").filter(has_text=address)
    expect(entry).to_have_count(1)
    # And: it is deleted
    visitor.tabs_to(f"Delete {address}")
    keys.press("Enter")
    visitor.tabs_to("Delete the webhook")
    keys.press("Enter")
    expect(entry).to_have_count(0)


def test_the_quick_start_speaks_of_this_platform(developer, platform):
    developer.goes_to("#/developer")
    commands = developer.page.locator("main .code code")
    eventually(lambda: commands.count() > 1)
    assert commands.nth(0).inner_text() == platform.api_url
    link = developer.page.get_by_role("link", name="Read the API documentation")
    assert link.get_attribute("href") == f"{platform.api_url}/docs"


def test_customers_have_no_business_here(visits, account):
    visitor = visits()
    visitor.signs_in(account)
    visitor.goes_to("#/developer/keys")
    visitor.sees("This page is not for your account")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visits, platform, theme):
    # Given: one at a desk in English, one with a phone in French
    desk, phone = visits(color_scheme=theme), visits(color_scheme=theme, viewport=PHONE)
    for visitor in (desk, phone):
        visitor.signs_in(platform.logins["developer"])
    desk.speaks("en")
    phone.speaks("fr")
    # When
    found: dict[str, list[str]] = {}
    for visitor, place in [(visitor, place) for visitor in (desk, phone) for place in PAGES]:
        visitor.goes_to(place)
        found[place] = [*found.get(place, []), *findings(visitor.page)]
        overflow = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{place} is wider than the screen"
    # Then
    assert {place: told for place, told in found.items() if told} == {}
