"""What a visitor waits for, in headless Chromium over the gateway: on a phone and at a desk."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from statistics import median_low
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Response

from videoclub_local.browser import open_browser
from videoclub_local.logins import Login

FCP_BUDGET_MS = 1800.0
LCP_BUDGET_MS = 2500.0
CLS_BUDGET = 0.1
SCRIPT_BUDGET_KB = 40.0
STYLE_BUDGET_KB = 12.0

FILM = "metropolis"
QUIET_TIMEOUT_MS = 120_000
VIEWPORTS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
PHONE_CPU_SLOWDOWN = 4  # Lighthouse's phone, and its slow 4G below
PHONE_NETWORK = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1_638_400 / 8,  # bytes/s
    "uploadThroughput": 768_000 / 8,
}
_OBSERVE = """(() => {
  const told = window.__paints = { lcp: 0, cls: 0 }
  new PerformanceObserver(list => list.getEntries().forEach(e => { told.lcp = e.startTime }))
    .observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) told.cls += e.value }))
    .observe({ type: 'layout-shift', buffered: true })
})()"""
_TELL = (
    """() => ({ ...window.__paints, fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 })"""
)


@dataclass(frozen=True)
class Visit:
    """A first visit with an empty cache, or the middle of several.

    Scripts and styles count compressed by gzip, `kb` as they were transferred. `cls` is the sum of all layout shifts,
    which is never less than Lighthouse's worst window of them.
    """

    page: str
    device: str
    fcp_ms: float
    lcp_ms: float
    cls: float
    requests: int
    kb: float
    script_kb: float
    style_kb: float


def measure_frontend(site_url: str, api_url: str, logins: Mapping[str, Login], visits: int) -> Iterator[Visit]:
    """Home, film and search for a stranger, and home for the demo customer; each on a phone and at a desk.

    Each figure is the middle one of that many visits (p50). Raises PartError without a browser.
    """
    found = httpx.get(f"{api_url}/movies", params={"q": FILM, "limit": 1}).raise_for_status().json()["items"][0]
    pages = {"home": "#/", "film": f"#/movies/{found['id']}", "search": f"#/films?q={FILM}"}
    with open_browser() as browser:
        for device in VIEWPORTS:
            for name, place in pages.items():
                yield _middle([_first_visit(browser, device, name, site_url + place) for _ in range(visits)])
            sessions = (_signed_in(browser, site_url, logins["customer"]) for _ in range(visits))
            name, home = "home, signed in", site_url + pages["home"]
            yield _middle([_first_visit(browser, device, name, home, session=session) for session in sessions])


def _middle(visits: list[Visit]) -> Visit:
    figures = {
        field.name: median_low(getattr(visit, field.name) for visit in visits)
        for field in fields(Visit)
        if field.name not in {"page", "device"}
    }
    return replace(visits[0], **figures)


def _first_visit(browser: Browser, device: str, name: str, address: str, *, session: Any = None) -> Visit:
    with browser.new_context(viewport=VIEWPORTS[device], locale="en", storage_state=session) as context:  # type: ignore[arg-type]
        return _visit(context, address, name, device)


def _signed_in(browser: Browser, site_url: str, login: Login) -> Any:
    """Cookies and storage of a customer who signed in."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site_url}#/sign-in")
        page.locator("main [name=email]").fill(login.email)
        page.locator("main [name=password]").fill(login.password)
        page.locator("main [type=submit]").click()
        page.locator(".person-button").wait_for()
        return context.storage_state()


def _visit(context: BrowserContext, address: str, name: str, device: str) -> Visit:
    page = context.new_page()
    page.set_default_timeout(QUIET_TIMEOUT_MS)
    page.add_init_script(_OBSERVE)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    if device == "phone":
        network.send("Network.emulateNetworkConditions", PHONE_NETWORK)
        network.send("Emulation.setCPUThrottlingRate", {"rate": PHONE_CPU_SLOWDOWN})
    transferred: list[float] = []
    network.on("Network.loadingFinished", lambda event: transferred.append(event["encodedDataLength"]))
    answers: list[Response] = []

    def answered(answer: Response) -> None:
        answers.append(answer)

    page.on("response", answered)
    page.goto(address)
    # On a busy machine the network may have been idle before the page asked for what it shows.
    page.locator("main img.poster").first.evaluate("image => image.decode()")
    page.wait_for_load_state("networkidle")
    told = page.evaluate(_TELL)
    return Visit(
        name,
        device,
        fcp_ms=told["fcp"],
        lcp_ms=told["lcp"],
        cls=told["cls"],
        requests=len(transferred),
        kb=sum(transferred) / 1024,
        script_kb=_gzip_kb(answers, "script"),
        style_kb=_gzip_kb(answers, "stylesheet"),
    )


def _gzip_kb(answers: list[Response], kind: str) -> float:
    return sum(len(gzip.compress(each.body())) for each in answers if each.request.resource_type == kind) / 1024
