"""Takes the pictures of the README anew from the running platform: `uv run python tests/browser/take_pictures.py`."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
FILM = "metropolis"
_PICTURES_LOADED = """Promise.all([...document.images].filter(image => image.getBoundingClientRect().top < innerHeight)
  .map(image => image.decode().catch(() => undefined)))"""


def main() -> None:
    report = json.loads(subprocess.check_output(["videoclub", "status", "--json"]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        by_night = _page(browser, "dark", DESK)
        _sign_in(by_night, report, "customer")
        _take(by_night, report, "#/", "home-dark")
        _take(by_night, report, "#/rentals", "rentals-dark")
        by_day = _page(browser, "light", DESK)
        _take(by_day, report, "#/films", "films-light")
        film = by_day.request.get(f"{report['api_url']}/movies?q={FILM}&limit=1").json()["items"][0]["id"]
        _take(by_day, report, f"#/movies/{film}", "film-light")
        _take(_page(browser, "light", PHONE), report, "#/", "home-phone")
        _take_back_office(browser, report, film)
        browser.close()


def _page(browser: Browser, theme: Any, viewport: Any) -> Page:
    return browser.new_context(color_scheme=theme, viewport=viewport, locale="en").new_page()


def _take_back_office(browser: Browser, report: dict[str, Any], film: str) -> None:
    by_day, by_night = _page(browser, "light", DESK), _page(browser, "dark", DESK)
    by_phone = _page(browser, "dark", PHONE)
    for page in (by_day, by_night, by_phone):
        _sign_in(page, report, "admin")
    period = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()  # the newest that `up` has made
    _take(by_day, report, "#/admin/films", "desk-films-light")
    _take(by_night, report, f"#/admin/films/{film}", "desk-film-dark", ".prices li")
    _take(by_night, report, "#/admin/insights/cohorts", "desk-cohorts-dark", ".heat")
    _take(by_day, report, f"#/admin/reports/{period}", "desk-report-light", ".chart")
    _take(by_phone, report, "#/admin/customers", "desk-customers-phone", "tbody")
    by_day.goto(report["site_url"] + "#/admin/segments/new")
    by_day.get_by_label("Rentals: value").fill("5")
    by_day.get_by_role("button", name="Add a group").click()
    group = by_day.get_by_role("group", name="Group of conditions")
    group.get_by_label("What is compared").select_option("country")
    group.get_by_label("Country: value").fill("FR")
    by_day.locator(".live-count strong").get_by_text(re.compile(r"\d")).wait_for()
    by_day.wait_for_load_state("networkidle")
    by_day.screenshot(path=FOLDER / "desk-segment-light.png")


def _sign_in(page: Page, report: dict[str, Any], who: str) -> None:
    page.goto(report["site_url"] + "#/sign-in")
    page.locator("main [name=email]").fill(report["logins"][who]["email"])
    page.locator("main [name=password]").fill(report["logins"][who]["password"])
    page.locator("main [type=submit]").click()
    page.locator(".person-button").wait_for()


def _take(page: Page, report: dict[str, Any], place: str, name: str, awaited: str = "img.poster") -> None:
    page.goto(report["site_url"] + place)
    page.wait_for_load_state("networkidle")
    page.locator(awaited).first.wait_for()
    page.evaluate(_PICTURES_LOADED)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
