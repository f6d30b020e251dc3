"""How a story is told: who signs in, what they see, and that every page they meet is sound."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Visitor:
    """One person in one browser: goes, reads, presses; each page is checked by axe once."""

    def __init__(self, page: Page, server: str, seen: set[str]) -> None:
        self.page, self.server, self.seen = page, server, seen
        self.wrong: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _heard(self, message) -> None:
        # A refusal (4..) is an answer that the page shows; the browser and htmx note it all the same.
        noted = ("Failed to load resource", "Response Status Error Code 4")
        if message.type == "error" and not message.text.startswith(noted):
            self.wrong.append(message.text)

    def go(self, path: str, status: int = 200) -> Page:
        """Open a page, hold its status, and look at it as axe does."""
        answer = self.page.goto(self.server + path if path.startswith("/") else path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.check()
        return self.page

    def check(self) -> None:
        """Hold the page that is open now to WCAG 2.2 AA and to a console without errors."""
        self.page.wait_for_load_state("networkidle")
        assert self.wrong == [], f"{self.page.url}: {self.wrong}"
        kind = "".join("#" if c.isdigit() else c for c in urlsplit(self.page.url).path)
        width = (self.page.viewport_size or {}).get("width")
        kind += f" {width} {self.page.evaluate('document.documentElement.lang')}"
        if kind in self.seen:
            return
        self.seen.add(kind)
        # Without `preload`, which copies style sheets into the page: our own policy forbids that.
        options = {"runOnly": {"type": "tag", "values": WCAG}, "preload": False}
        found = Axe().run(self.page, options=options)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def press(self, name: str) -> None:
        """Press the button or link of this name and wait for what comes."""
        target = self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        )
        target.first.click()
        self.page.wait_for_load_state("networkidle")
        self.check()

    def link(self, name: str) -> str:
        """Return the address of the link of this name."""
        return self.page.get_by_role("link", name=name).first.get_attribute("href")

    def fetch(self, path: str, **options):
        """Ask for an address as this person, without leaving the page."""
        return self.page.request.get(self.server + path, **options)

    def post(self, path: str, **fields):
        """Send a form that no page offered, as somebody with ill will would."""
        token = self.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        form = {"csrfmiddlewaretoken": token} | {name: str(v) for name, v in fields.items()}
        headers = {"Referer": self.page.url}
        return self.page.request.post(self.server + path, form=form, headers=headers)

    def sees(self, text: str) -> None:
        """Expect a text on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def misses(self, text: str) -> None:
        """Expect a text nowhere in the page, not even in its source."""
        assert text not in self.page.content()

    def sign_in(self, user) -> None:
        """Open the browser of somebody who signed in; `test_a_passkey_opens_the_door` tells how."""
        client = Client()
        client.force_login(user)
        cookies = {"sessionid": client.cookies["sessionid"].value, "grappe_language": user.language}
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.server} for name, value in cookies.items()]
        )
        self.go("/")


@pytest.fixture
def visit(new_context, live_server, transactional_db):
    """Open a browser of one's own: `visit(user)`, `visit(None)`, `visit(user, javascript=False)`."""

    seen: set[str] = set()  # of this story: a kind of page is held to axe once

    def open_(user=None, *, language: str = "en", javascript: bool = True, width: int = 1280):
        context: BrowserContext = new_context(
            locale=f"{language}-CA",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(20_000)
        visitor = Visitor(context.new_page(), live_server.url, seen)
        if not javascript:
            visitor.check = lambda: None  # axe itself is JavaScript
        if user is not None:
            visitor.sign_in(user)
        return visitor

    return open_
