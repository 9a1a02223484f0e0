"""An admin's day: films imported, changed by two people, priced; customers counted; a report made."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from api_client import eventually
from axe import findings

from .test_accessibility import PHONE

MERGE_PATCH = "application/merge-patch+json"
PAGES = [
    "#/admin",
    "#/admin/films?shown=all",
    "#/admin/films/new",
    "#/admin/films/import",
    "#/admin/customers",
    "#/admin/segments",
    "#/admin/segments/new",
    "#/admin/insights",
    "#/admin/insights/cohorts",
    "#/admin/insights/top-spenders",
    "#/admin/insights/lapsed",
    "#/admin/insights/genres",
    "#/admin/reports",
    "#/admin/watching",
    "#/admin/jobs",
    "#/admin/notifications",
    "#/admin/notifications?state=sent",
    "#/admin/audit",
]


@pytest.fixture
def admin(anyone, platform):
    """The API, as the admin."""
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture
def film(admin):
    """A film of this test's own."""
    facts = {"title": {"en": f"Desk {uuid4()}"}, "year": 1925, "runtime_min": 60, "genres": ["drama"]}
    return admin.post("/movies", facts | {"price": {"amount": "2.00", "currency": "EUR"}}).json()


@pytest.fixture
def at_the_desk(visits, platform):
    """The admin with a browser."""

    def begin(**options):
        visitor = visits(**options)
        visitor.signs_in(platform.logins["admin"])
        visitor.speaks("en")
        return visitor

    return begin


def test_a_file_is_checked_row_by_row_and_then_taken_in(at_the_desk, admin):
    visitor = at_the_desk()
    page = visitor.page
    title = f"Imported {uuid4()}"
    header = "title_en,year,runtime_min,genres,price"
    rows = [f"{title},1925,60,drama,1.99", "Wrong,1700,60,drama,1.99", "Wrong too,1925,60,no-such-genre,1.99"]
    # When: a file with two rows that are wrong is chosen
    visitor.goes_to("#/admin/films/import")
    content = "\n".join([header, *rows]).encode()
    page.get_by_label("CSV file").set_input_files({"name": "films.csv", "mimeType": "text/csv", "buffer": content})
    # Then: each is told with its row and column, and nothing has changed
    visitor.sees("Checked, nothing changed yet")
    troubles = page.get_by_role("table", name="What is wrong").locator("tbody tr")
    expect(troubles).to_have_count(2)
    expect(troubles.nth(0)).to_contain_text("3")
    expect(troubles.nth(0)).to_contain_text("year")
    expect(troubles.nth(1)).to_contain_text("genres")
    assert title not in [film["title"].get("en") for film in admin.get(f"/movies?q={title}").json()["items"]]
    # When
    visitor.presses("Take in one film")
    # Then
    visitor.sees("Taken in")
    assert admin.get(f"/movies?q={title}").json()["items"][0]["title"]["en"] == title


def test_a_file_that_is_none_is_refused_as_a_whole(at_the_desk):
    visitor = at_the_desk(refused={400})
    visitor.goes_to("#/admin/films/import")
    file = {"name": "films.csv", "mimeType": "text/csv", "buffer": b"title_en,colour\nX,blue\n"}
    visitor.page.get_by_label("CSV file").set_input_files(file)
    visitor.sees("This file cannot be understood")
    expect(visitor.page.get_by_role("alert")).to_contain_text("colour")


def test_a_large_file_is_followed_to_its_end(at_the_desk):
    visitor = at_the_desk()
    page = visitor.page
    rows = [
        "title_en,year,runtime_min,genres,price",
        *(f"Many {number},1925,60,drama,1" for number in range(249)),
        ",,,,",
    ]
    content = "\n".join([*rows, "Wrong,1700,60,drama,1"]).encode()
    visitor.goes_to("#/admin/films/import")
    page.get_by_label("CSV file").set_input_files({"name": "films.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Take in 249 films").wait_for(timeout=60_000)
    expect(page.get_by_role("table", name="What is wrong").locator("tbody tr")).to_have_count(1)


def test_two_people_change_one_film_and_one_of_them_chooses(at_the_desk, admin, film):
    visitor = at_the_desk(refused={412})
    page, path = visitor.page, f"/movies/{film['id']}"
    # Given: the form is open, and somebody else saves the film
    visitor.goes_to(f"#/admin/films/{film['id']}")
    page.get_by_label("French title").fill("Mon titre")
    page.get_by_label("Year").fill("1926")
    theirs = {"title": {"fr": "Leur titre"}, "runtime_min": 61}
    headers = {"If-Match": admin.get(path).headers["etag"], "Content-Type": MERGE_PATCH}
    assert admin.call("PATCH", path, json=theirs, headers=headers).status_code == 200
    # When
    page.get_by_role("button", name="Save", exact=True).click()
    # Then: both versions are there, and what both changed is to be chosen first
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Mon titre")
    expect(dialog).to_contain_text("Leur titre")
    expect(dialog.get_by_role("button", name="Save my choice")).to_be_disabled()
    assert findings(page) == []
    dialog.get_by_role("group", name="French title").get_by_label("Yours").check()
    dialog.get_by_role("button", name="Save my choice").click()
    expect(dialog).to_have_count(0)
    visitor.sees("Saved.")
    saved = admin.get(path).json()
    assert (saved["title"]["fr"], saved["year"], saved["runtime_min"]) == ("Mon titre", 1926, 61)


def test_a_price_is_planned_and_withdrawn_and_another_holds_at_once(at_the_desk, admin, film):
    visitor = at_the_desk()
    page, path = visitor.page, f"/movies/{film['id']}"
    visitor.goes_to(f"#/admin/films/{film['id']}")
    # When: one for later
    page.get_by_label("Amount").fill("4,50")
    page.get_by_label("From").fill("2199-01-01T00:00")
    visitor.presses("Set the price")
    visitor.sees("takes effect by itself")
    assert admin.get(path).json()["price"]["amount"] == "2.00"
    visitor.presses("Withdraw €4.50")
    visitor.sees("The price is withdrawn")
    # When: one for now
    page.get_by_label("Amount").fill("3.25")
    visitor.presses("Set the price")
    visitor.sees("The new price holds")
    # Then: it holds, and the form of the facts still saves
    assert admin.get(path).json()["price"]["amount"] == "3.25"
    expect(page.locator(".prices [data-when=now]")).to_contain_text("€3.25")


def test_facts_are_saved_though_the_price_moved_meanwhile(at_the_desk, admin, film):
    visitor = at_the_desk(refused={412})
    path = f"/movies/{film['id']}"
    visitor.goes_to(f"#/admin/films/{film['id']}")
    visitor.page.get_by_label("Year").fill("1927")
    price = {"price": {"amount": "1.00", "currency": "EUR"}}
    assert admin.post(f"{path}/prices", price).status_code == 201
    visitor.page.get_by_role("button", name="Save", exact=True).click()
    visitor.sees("Saved.")
    saved = admin.get(path).json()
    assert (saved["year"], saved["price"]["amount"]) == (1927, "1.00")


def test_a_film_is_archived_and_brought_back(at_the_desk, admin, film):
    visitor = at_the_desk()
    title = film["title"]["en"]
    visitor.goes_to(f"#/admin/films?q={title}&shown=all")
    visitor.presses(f"Archive {title}")
    visitor.sees("is no longer on offer")
    assert "archived_at" in admin.get(f"/movies/{film['id']}").json()
    visitor.presses(f"Bring {title} back")
    visitor.sees("is on offer again")
    assert "archived_at" not in admin.get(f"/movies/{film['id']}").json()


def test_a_film_tells_what_its_rentals_came_to(at_the_desk, admin, anyone, account, film):
    # Given: rented twice, and given back once
    customer = anyone.sign_in(**account)
    given_back = customer.rent(film["id"]).json()["id"]
    assert customer.post(f"/rentals/{given_back}/cancellation").status_code == 200
    assert customer.rent(film["id"]).status_code == 201
    days = f"/movies/{film['id']}/stats"
    eventually(lambda: [day["cancelled"] for day in admin.get(days).json()["days"]] == [1])
    told = admin.get(days).json()["days"][0]
    # When
    visitor = at_the_desk()
    visitor.goes_to(f"#/admin/films/{film['id']}")
    # Then
    figures = visitor.page.locator(".figures > div")
    expect(figures.filter(has_text="Rentals")).to_contain_text(str(told["rentals"]))
    expect(figures.filter(has_text="Revenue")).to_contain_text("€2.00")


def test_a_segment_is_counted_while_it_is_built_and_then_kept(at_the_desk, admin):
    visitor = at_the_desk()
    page = visitor.page
    every = admin.post("/segment-counts", {"query": {"field": "rented", "op": ">=", "value": 1}}).json()["count"]
    # When: a condition, then a group of which none may hold
    visitor.goes_to("#/admin/segments/new")
    page.get_by_label("Rentals: value").fill("1")
    count = page.locator(".live-count strong")
    expect(count).to_have_text(str(every))
    visitor.presses("Add a group")
    inner = page.get_by_role("group", name="Group of conditions")
    inner.get_by_label("What must hold").select_option("none")
    inner.get_by_label("What is compared").select_option("country")
    inner.get_by_label("Country: value").fill("fr")
    # Then: the count follows
    query = {
        "all": [
            {"field": "rented", "op": ">=", "value": 1},
            {"not": {"any": [{"field": "country", "op": "=", "value": "FR"}]}},
        ]
    }
    fewer = admin.post("/segment-counts", {"query": query}).json()["count"]
    assert fewer < every
    expect(count).to_have_text(str(fewer))
    name = f"Abroad {uuid4()}"
    page.get_by_label("Name").fill(name)
    visitor.presses("Keep the segment")
    # And: it is kept as it was built, and taken out as a file
    page.get_by_role("heading", name=name, level=1).wait_for()
    expect(count).to_have_text(str(fewer))
    kept = next(each for each in admin.get("/segments").json()["items"] if each["name"] == name)
    assert kept["query"] == query
    with page.expect_download() as downloading:
        visitor.presses("Download as CSV")
    assert len(downloading.value.path().read_text().splitlines()) == fewer + 1
    visitor.presses("Delete")
    visitor.sees("is forgotten")


def test_customers_are_narrowed_and_one_is_suspended(at_the_desk, admin, account):
    visitor = at_the_desk()
    page = visitor.page
    visitor.goes_to("#/admin/customers")
    page.get_by_role("searchbox", name="Search").last.fill(account["email"])
    expect(page).to_have_url(re.compile("q="))
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.locator("main tbody a").click()
    visitor.presses("Suspend")
    visitor.sees("Is suspended")
    [found] = admin.get("/customers", params={"q": account["email"]}).json()["items"]
    assert found["status"] == "suspended"


def test_a_report_is_made_and_taken_out(at_the_desk):
    visitor = at_the_desk(refused={404})
    page = visitor.page
    visitor.goes_to("#/admin/reports")
    page.get_by_label("Period").first.select_option("day")
    visitor.presses("Make a report")
    page.get_by_text("Rentals by hour").first.wait_for(timeout=60_000)
    assert findings(page) == []
    with page.expect_download() as downloading:
        visitor.presses("Download as CSV")
    assert downloading.value.path().read_text().count("\n") > 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_at_the_desk(at_the_desk, admin, film, account, theme):
    customer = admin.get("/customers", params={"q": account["email"]}).json()["items"][0]["id"]
    segment = admin.post("/segments", {"name": f"Axe {uuid4()}", "query": {"field": "rented", "op": ">=", "value": 1}})
    segment_id = segment.json()["id"]
    places = [
        *PAGES,
        f"#/admin/films/{film['id']}",
        f"#/admin/customers/{customer}",
        f"#/admin/segments/{segment_id}",
    ]
    # In French, whose words are longer, on the phone
    desk, phone = at_the_desk(color_scheme=theme), at_the_desk(color_scheme=theme, viewport=PHONE)
    phone.speaks("fr")
    found: dict[str, list[str]] = {}
    for visitor in (desk, phone):
        for place in places:
            visitor.goes_to(place)
            found[place] = [*found.get(place, []), *findings(visitor.page)]
            overflow = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{place} is wider than the screen"
    assert admin.delete(f"/segments/{segment_id}").status_code == 204
    assert {place: told for place, told in found.items() if told} == {}


def test_the_desk_is_for_admins_alone(visits, account):
    visitor = visits()
    visitor.signs_in(account)
    visitor.goes_to("#/admin/customers")
    visitor.sees("This page is not for your account")
