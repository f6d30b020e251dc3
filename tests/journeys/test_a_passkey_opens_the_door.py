"""A person adds a passkey, signs out, and comes back with it alone: under the strict policy."""

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from tests.factories import UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_passkey_opens_the_door(browser, live_server):
    user = UserFactory(full_name="Camille Lavoie")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    blocked = []
    page.on("console", lambda m: blocked.append(m.text) if "Content Security" in m.text else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )

    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Good day, Camille")).to_be_visible()

    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:  # a new key asks for the old one first
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My laptop")
    passwordless = page.get_by_label("Passwordless")
    if passwordless.count():
        passwordless.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")

    page.locator("summary", has_text="Account of").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="With a passkey").click()

    expect(page.get_by_role("heading", name="Good day, Camille")).to_be_visible()
    assert blocked == []
    context.close()
