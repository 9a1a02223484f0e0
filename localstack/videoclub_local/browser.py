"""The machine's own browser, driven without a window: to measure the site, test it, and take its pictures."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from videoclub_local.parts import PartError

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
"""By these names it is looked for, unless VIDEOCLUB_BROWSER names another one, or is `absent`."""


@contextmanager
def open_browser(*options: str) -> Iterator[Browser]:
    """The browser, with these options of its command line. Raises PartError if the machine has none."""
    path = _browser_path()
    if path is None:
        raise PartError(f"There is no browser: install one of {', '.join(BROWSERS)}, or name it in VIDEOCLUB_BROWSER.")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses root a sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*sandbox, *options])
        yield browser
        browser.close()


def _browser_path() -> str | None:
    wanted = os.environ.get("VIDEOCLUB_BROWSER")
    return next(filter(None, map(shutil.which, [wanted] if wanted else BROWSERS)), None)
