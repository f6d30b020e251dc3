"""A stranger with an account types every address there is, and learns nothing."""

import pytest

from grappe.hub.people.models import User
from grappe.hub.proposals.models import Proposal
from tests.factories import UserFactory
from tests.house.test_routes import address, pages
from tests.house.world import build

pytestmark = pytest.mark.journey
SHUT = {302, 403, 404, 405}
# Pages that belong to everybody with an account, and to everybody at all.
OPEN = ("desk:", "notices:", "projects:", "calls:calls", "calls:call", "people:")


@pytest.fixture
def world(transactional_db):
    return build()


def addresses(world):
    """Every page of ours with the arguments of records that exist."""
    for app, name, arguments in pages():
        yield name, address(world, f"GET {name}", app, arguments)


def test_a_stranger_finds_every_door_shut_and_no_name_behind_it(visit, world):
    stranger = visit(UserFactory(provenance="registered"))
    secrets = [p.title_en for p in Proposal.objects.all()] + [
        str(p.lead) for p in Proposal.objects.select_related("lead")
    ]
    before = Proposal.objects.count(), User.objects.count()

    met = {}
    for name, path in addresses(world):
        answer = stranger.fetch(path)
        met[name] = answer.status
        assert answer.status < 500, f"{path}: {answer.status}"
        if not name.startswith(OPEN):
            assert answer.status in SHUT | {200}, path
            text = answer.text()
            for secret in secrets:
                assert secret not in text, f"{path} says {secret}"

    assert len(met) > 120
    shut = [name for name, status in met.items() if name.startswith(("proposals:", "reviews:"))]
    assert {met[name] for name in shut} & {403, 404}
    assert (Proposal.objects.count(), User.objects.count()) == before


def test_a_passer_by_is_asked_to_sign_in_and_comes_back_to_where_they_were(visit, world):
    passer = visit(None)
    proposal = Proposal.objects.first()

    passer.page.goto(f"{passer.server}/proposals/{proposal.pk}/")

    assert "/accounts/login/" in passer.page.url
    assert f"next=/proposals/{proposal.pk}/" in passer.page.url.replace("%2F", "/")
    passer.misses(proposal.title_en)
    passer.check()
