"""What tests of notices share."""

import pytest

from grappe.hub.notices.registry import LETTERS, VISIBILITY, Letter

LETTER = Letter(
    key="test.changed",
    subject="%(name)s changed",
    body="Look at %(name)s.",
    sample={"name": "Élan"},
)
MUST = Letter(key="test.must", subject="Act on %(name)s", body="Act.", must_act=True)


@pytest.fixture(autouse=True)
def _letters(monkeypatch):
    monkeypatch.setitem(LETTERS, LETTER.key, LETTER)
    monkeypatch.setitem(LETTERS, MUST.key, MUST)


@pytest.fixture
def seen(monkeypatch):
    """Who may see which object of the kind people.organisation: pairs of (person, pk)."""
    pairs = set()
    monkeypatch.setitem(
        VISIBILITY, "people.organisation", lambda user, pk: (user.pk, str(pk)) in pairs
    )
    return pairs


@pytest.fixture
def live(settings):
    """Mail leaves, as in production."""
    settings.DEMO = False
