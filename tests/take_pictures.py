"""Takes the pictures of the README anew from the running platform: `uv run python tests/take_pictures.py`."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from api_client import ApiClient
from videoclub_local.browser import open_browser

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
FILM, RENTED, TOLD_OF = "metropolis", ("nosferatu", "safety last"), ("charade", "wings", "faust")
_PICTURES_LOADED = """Promise.all([...document.images].filter(image => image.getBoundingClientRect().top < innerHeight)
  .map(image => image.decode().catch(() => undefined)))"""

type Who = Literal["customer", "developer", "admin"]


def _build_segment(page: Page) -> None:
    page.get_by_label("Rentals: value").fill("5")
    page.get_by_role("button", name="Add a group").click()
    group = page.get_by_role("group", name="Group of conditions")
    group.get_by_label("What is compared").select_option("country")
    group.get_by_label("Country: value").fill("FR")
    page.locator(".live-count strong").get_by_text(re.compile(r"\d")).wait_for()


@dataclass(frozen=True)
class Picture:
    """A page of the site, and what is on it when it is taken; `{film}` and `{period}` in `place` are filled in."""

    name: str
    place: str
    theme: Literal["light", "dark"]
    awaited: str = "img.poster"
    who: Who | None = None
    on_phone: bool = False
    prepare: Callable[[Page], None] = lambda page: None


PICTURES = [
    Picture("home-dark", "#/", "dark", who="customer"),
    Picture("rentals-dark", "#/rentals", "dark", who="customer"),
    Picture("films-light", "#/films", "light"),
    Picture("film-light", "#/movies/{film}", "light"),
    Picture("home-phone", "#/", "light", on_phone=True),
    Picture("desk-films-light", "#/admin/films", "light", who="admin"),
    Picture("desk-report-light", "#/admin/reports/{period}", "light", ".chart", who="admin"),
    Picture("desk-segment-light", "#/admin/segments/new", "light", ".live-count", who="admin", prepare=_build_segment),
    Picture("desk-film-dark", "#/admin/films/{film}", "dark", ".prices li", who="admin"),
    Picture("desk-cohorts-dark", "#/admin/insights/cohorts", "dark", ".heat", who="admin"),
    Picture("desk-customers-phone", "#/admin/customers", "dark", "tbody", who="admin", on_phone=True),
    Picture("developers-inbox-dark", "#/developer/inbox", "dark", ".inbox > li", who="developer"),
    Picture("developers-webhooks-light", "#/developer/webhooks", "light", "main form", who="developer"),
]


def main() -> None:
    report = json.loads(subprocess.check_output(["videoclub", "status", "--json"]))
    anyone = ApiClient(report["api_url"])
    customer = anyone.sign_in(**report["logins"]["customer"])
    for words in RENTED:  # answered 409 if it is rented already
        customer.rent(anyone.find_movie(words)["id"])
    admin = anyone.sign_in(**report["logins"]["admin"])
    for words in TOLD_OF:  # which the inbox shows
        movie = f"/movies/{anyone.find_movie(words)['id']}"
        admin.delete(movie)
        admin.post(f"{movie}/restore")
    facts = {
        "film": anyone.find_movie(FILM)["id"],
        "period": (datetime.now(UTC) - timedelta(days=1)).date().isoformat(),  # the newest that `up` has made
    }
    with open_browser() as browser:
        for picture in PICTURES:
            viewport = PHONE if picture.on_phone else DESK
            with browser.new_context(color_scheme=picture.theme, viewport=viewport, locale="en") as context:  # type: ignore[arg-type]
                page = context.new_page()
                if picture.who:
                    _sign_in(page, report["site_url"], report["logins"][picture.who])
                _take(page, picture, report["site_url"] + picture.place.format(**facts))


def _take(page: Page, picture: Picture, address: str) -> None:
    page.goto(address)
    page.locator(picture.awaited).first.wait_for()
    picture.prepare(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(_PICTURES_LOADED)
    page.screenshot(path=FOLDER / f"{picture.name}.png")


def _sign_in(page: Page, site_url: str, login: dict[str, str]) -> None:
    page.goto(f"{site_url}#/sign-in")
    page.locator("main [name=email]").fill(login["email"])
    page.locator("main [name=password]").fill(login["password"])
    page.locator("main [type=submit]").click()
    page.locator(".person-button").wait_for()
    if page.locator("html").get_attribute("lang") == "fr":  # as the account says, in whose language reasons come
        with page.expect_response("**/me"):
            page.get_by_role("button", name="English").click()


if __name__ == "__main__":
    main()
