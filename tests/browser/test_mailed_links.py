"""Where the links in mails lead: an address is confirmed, a forgotten password is replaced."""

from uuid import uuid4

from axe import findings
from mailed_links import mailed


def test_an_address_is_confirmed_by_the_link_once(visits, anyone, account, platform):
    visitor = visits(refused={410})
    visitor.signs_in(account)
    visitor.goes_to("#/account")
    visitor.sees("not confirmed")
    _, token = mailed(platform, account["email"], "verify-email")
    # When
    visitor.goes_to(f"#/verify-email/{token}")
    # Then
    visitor.sees("Your e-mail is confirmed")
    assert findings(visitor.page) == []
    assert anyone.sign_in(**account).get("/me").json()["email_verified"] is True
    # And: a second time it says so
    visitor.goes_to("#/")
    visitor.goes_to(f"#/verify-email/{token}")
    visitor.sees("This link is over")
    assert findings(visitor.page) == []


def test_a_forgotten_password_is_replaced(visits, account, platform):
    visitor = visits(refused={401})
    page, password = visitor.page, f"new-{uuid4()}"
    # Given: asked for on the page
    visitor.goes_to("#/sign-in")
    visitor.presses("I forgot my password")
    page.get_by_label("E-mail").fill(account["email"])
    visitor.presses("Send me a link")
    visitor.sees("a link is on its way")
    _, token = mailed(platform, account["email"], "reset-password")
    # When
    visitor.goes_to(f"#/reset-password/{token}")
    page.get_by_label("New password").fill(password)
    visitor.presses("Set the password")
    # Then: the old one no longer opens, the new one does
    visitor.sees("The new password is set")
    form = page.locator("main form")
    form.locator("[name=email]").fill(account["email"])
    form.locator("[name=password]").fill(account["password"])
    form.locator("[type=submit]").click()
    form.get_by_role("alert").wait_for()
    form.locator("[name=password]").fill(password)
    form.locator("[type=submit]").click()
    page.locator(".person-button").wait_for()
    form.wait_for(state="detached")
