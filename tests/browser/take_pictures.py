"""Takes the pictures of the README anew from the running platform: `uv run python tests/browser/take_pictures.py`."""

import json
import shutil
import subprocess
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
        _sign_in(by_night, report)
        _take(by_night, report, "#/", "home-dark")
        _take(by_night, report, "#/rentals", "rentals-dark")
        by_day = _page(browser, "light", DESK)
        _take(by_day, report, "#/films", "films-light")
        film = by_day.request.get(f"{report['api_url']}/movies?q={FILM}&limit=1").json()["items"][0]["id"]
        _take(by_day, report, f"#/movies/{film}", "film-light")
        _take(_page(browser, "light", PHONE), report, "#/", "home-phone")
        browser.close()


def _page(browser: Browser, theme: Any, viewport: Any) -> Page:
    return browser.new_context(color_scheme=theme, viewport=viewport, locale="en").new_page()


def _sign_in(page: Page, report: dict[str, Any]) -> None:
    page.goto(report["site_url"] + "#/sign-in")
    page.locator("main [name=email]").fill(report["logins"]["customer"]["email"])
    page.locator("main [name=password]").fill(report["logins"]["customer"]["password"])
    page.locator("main [type=submit]").click()
    page.locator(".person-button").wait_for()


def _take(page: Page, report: dict[str, Any], place: str, name: str) -> None:
    page.goto(report["site_url"] + place)
    page.wait_for_load_state("networkidle")
    page.locator("img.poster").first.wait_for()
    page.evaluate(_PICTURES_LOADED)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
