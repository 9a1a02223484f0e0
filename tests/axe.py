"""What axe-core finds on a page of the site."""

from pathlib import Path

from playwright.sync_api import Page, expect

_AXE = Path(__file__).parents[1] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_SHOWN_WITHIN_MS = 30_000  # a function that starts on a busy machine takes its time
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[str]:
    """What axe finds on the page once it is there, with the element."""
    page.wait_for_load_state("networkidle")
    expect(page.locator(".skeleton")).to_have_count(0, timeout=_SHOWN_WITHIN_MS)
    page.evaluate(_AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags})", _TAGS)["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
