"""A browser on the running platform, and visitors who tell what went wrong on their pages.

The browser is the machine's own. A machine without one skips these tests by name; under CI it fails them, unless
VIDEOCLUB_BROWSER=absent says that there is to be none.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from api_client import ApiClient, eventually
from videoclub_local.browser import open_browser
from videoclub_local.parts import PartError

_TIMEOUT_MS = 15_000
_FOCUSED = (
    """(e => e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent)(document.activeElement)"""
)
_TELL_VIOLATIONS = "addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of this machine, without a window. Its event loop must end before other tests run one of theirs."""
    try:
        with open_browser("--autoplay-policy=no-user-gesture-required") as browser:
            yield browser
    except PartError as absence:
        if os.environ.get("CI") == "true" and os.environ.get("VIDEOCLUB_BROWSER") != "absent":
            pytest.fail(f"CI needs a browser, or VIDEOCLUB_BROWSER=absent. {absence}")
        pytest.skip(str(absence))


@dataclass
class Visitor:
    """Somebody with a browser of their own: nothing is shared with other visitors."""

    page: Page
    site_url: str
    refusals: list[tuple[int, str]] = field(default_factory=list)
    """Status and path of every answer that refused something."""
    troubles: list[str] = field(default_factory=list)
    """Errors of the console, exceptions, requests that failed, violations of the content security policy."""

    def goes_to(self, place: str) -> None:
        """Open a page of the site, `#/…`, and wait until it says something."""
        self.page.goto(self.site_url + place)
        self.page.locator("main h1").first.wait_for(state="attached")

    def signs_in(self, account: dict[str, str]) -> None:
        """Sign in by the form."""
        self.goes_to("#/sign-in")
        form = self.page.locator("main form")
        form.locator("[name=email]").fill(account["email"])
        form.locator("[name=password]").fill(account["password"])
        form.locator("[type=submit]").click()
        self.page.locator(".person-button").wait_for()
        form.wait_for(state="detached")  # the page goes on by itself, and must not do so after the test has

    def speaks(self, language: str) -> None:
        """Read the site in this language (`fr`) from now on, though the account, which brought its own, keeps that."""
        self.page.evaluate("chosen => localStorage.setItem('videoclub.language', chosen)", language)
        self.page.reload()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def tabs_to(self, name: str) -> None:
        """Press Tab until what is called so has the focus, which may yet be on its way to the page."""
        until = time.monotonic() + _TIMEOUT_MS / 1000
        while time.monotonic() < until:
            self.page.keyboard.press("Tab")
            if self.page.evaluate(_FOCUSED).strip().startswith(name):
                return
        pytest.fail(f"{name} is not reached by Tab")

    def presses(self, name: str) -> None:
        """Press the button or follow the link that is called so."""
        page = self.page
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()

    def sees(self, text: str) -> None:
        """Wait until these words are there, capitals and all: a lead may say in passing what a heading will say."""
        self.page.get_by_text(re.compile(re.escape(text))).first.wait_for()

    def plays_past(self, position_s: float) -> None:
        """Wait until the film is beyond this second."""
        # Not `wait_for_function`: that would need a page that lets strings be evaluated.
        eventually(lambda: self.page.evaluate("s => document.querySelector('video')?.currentTime > s", position_s))


type Visits = Callable[..., Visitor]


@pytest.fixture
def visits(browser: Browser, platform) -> Iterator[Visits]:
    """Makes visitors. Afterwards none may have met trouble, or a refusal that the test did not expect (`refused=`)."""
    visitors: list[tuple[BrowserContext, Visitor, set[int]]] = []

    def visit(*, language: str = "en", refused: set[int] | None = None, **options: Any) -> Visitor:
        context = browser.new_context(locale=language, **options)
        context.set_default_timeout(_TIMEOUT_MS)
        context.add_init_script(_TELL_VIOLATIONS)
        visitor = Visitor(context.new_page(), platform.site_url)
        _watch(visitor)
        visitors.append((context, visitor, refused or set()))
        return visitor

    yield visit
    for context, visitor, expected in visitors:
        context.close()
        assert not visitor.troubles
        assert {status for status, _ in visitor.refusals} <= expected, visitor.refusals


def _watch(visitor: Visitor) -> None:
    page = visitor.page

    def answered(answer: Response) -> None:
        if answer.status >= 400:
            visitor.refusals.append((answer.status, answer.url))

    def said(text: str, kind: str) -> None:
        # Chromium writes each refusal to the console as well; `refusals` judges those.
        if kind == "error" and not text.startswith("Failed to load resource: the server responded"):
            visitor.troubles.append(text)

    def failed(url: str, why: str | None) -> None:
        # A page that is left, or a search overtaken by the next letter, gives its requests up.
        if why != "net::ERR_ABORTED":
            visitor.troubles.append(f"{url}: {why}")

    page.on("response", answered)
    page.on("console", lambda message: said(message.text, message.type))
    page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    page.on("requestfailed", lambda request: failed(request.url, request.failure))


@pytest.fixture(scope="session")
def anyone(platform) -> ApiClient:
    """The API, for what a test prepares."""
    return ApiClient(platform.api_url)


@pytest.fixture
def account(anyone) -> dict[str, str]:
    """A customer of this test's own."""
    return anyone.new_account()
