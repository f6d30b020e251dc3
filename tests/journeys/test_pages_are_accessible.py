"""axe finds nothing on the pages that everybody meets, in both themes, both languages, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import NOON, AffiliationFactory, ProposalFactory, UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [
    "/",
    "/styleguide/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accessibility/",
    "/nowhere/",
]


def open_page(context, live_server, path, language="en"):
    context.add_cookies([{"name": "grappe_language", "value": language, "url": live_server.url}])
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None
    )
    page.goto(live_server.url + path)
    page.wait_for_load_state("networkidle")
    return page, complaints


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found]


def sign_in(context, live_server, client, user):
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("scheme", "language", "width"), [("light", "en", 1440), ("dark", "fr", 390)]
)
def test_a_public_page_has_no_barrier_and_no_policy_complaint(
    browser, live_server, path, scheme, language, width
):
    UserFactory(email="a@demo.example", provenance="invented", roles=["officer"])
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page, complaints = open_page(context, live_server, path, language)

    assert complaints == []
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("path", ["/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_ones_own_has_no_barrier(browser, live_server, client, path, scheme):
    affiliation = AffiliationFactory()
    affiliation.user.grants.create(role="officer", granted_at=NOON)
    ProposalFactory(lead=affiliation.organisation, returned_at=NOON, return_reason="Why?")
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    sign_in(context, live_server, client, affiliation.user)
    page, complaints = open_page(context, live_server, path)

    assert complaints == []
    assert violations(page) == []
    context.close()


def test_the_theme_is_chosen_and_remembered(browser, live_server):
    context = browser.new_context(color_scheme="light")
    page, _complaints = open_page(context, live_server, "/accessibility/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)

    page.get_by_role("group").locator("summary").first.click()
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(ground)
    page.reload()

    assert dark != light
    assert page.evaluate(ground) == dark
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


def test_the_menu_opens_by_keyboard_on_a_telephone_and_escape_closes_it(
    browser, live_server, client
):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    sign_in(context, live_server, client, UserFactory())
    page, _complaints = open_page(context, live_server, "/privacy/")
    rail = page.locator("#menu")
    assert not rail.is_visible()

    page.get_by_role("link", name="Menu").focus()
    page.keyboard.press("Enter")
    rail.wait_for(state="visible")
    page.keyboard.press("Escape")

    rail.wait_for(state="hidden")
    context.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser, live_server):
    context = browser.new_context()
    page, _complaints = open_page(context, live_server, "/privacy/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def test_a_dialog_takes_the_focus_and_gives_it_back(browser, live_server):
    context = browser.new_context()
    page, _complaints = open_page(context, live_server, "/styleguide/")
    opener = page.locator("[data-dialog=sample]")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "sample"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.dialog") == "sample"
    context.close()


def test_without_javascript_the_dialogs_words_stand_on_the_page(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page, _complaints = open_page(context, live_server, "/styleguide/")
    assert page.get_by_text("The proposal leaves the round.").is_visible()
    assert not page.locator("[data-dialog=sample]").is_visible()
    context.close()


def test_without_javascript_the_language_changes_and_the_demo_opens(browser, live_server):
    UserFactory(
        email="officer@demo.example",
        full_name="Maude Tremblay",
        provenance="invented",
        roles=["officer"],
    )
    context = browser.new_context(java_script_enabled=False)
    page, _complaints = open_page(context, live_server, "/accounts/login/")
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Maude Tremblay").click()
    page.get_by_role("heading", name="Bonjour, Maude").wait_for()
    context.close()
