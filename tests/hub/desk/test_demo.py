"""The demo is built through services only, so that building it tries the whole product."""

import pytest
from django.db import transaction

from grappe.hub.audit.models import Event
from grappe.hub.audit.queries import verify
from grappe.hub.desk.demo import DOMAIN, already_there, build
from grappe.hub.people.models import Organisation, User
from grappe.hub.projects.models import Project
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_build_tells_every_state_of_a_proposal_and_leaves_a_whole_trace():
    build(stage="decisions", seed=1, at=NOON)

    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState) - {
        ProposalState.SELECTED  # between committee and board; the demo's board has ratified
    }
    assert Project.objects.filter(provenance="published").count() == 25
    assert Event.objects.count() > 500
    assert verify().broken is None


def test_build_marks_everything_it_invents():
    build(stage="proposals", seed=1, at=NOON)

    invented = Organisation.objects.filter(provenance="invented")
    assert invented.count() == 24
    assert not Proposal.objects.filter(invented=False).exists()
    assert not User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()


@pytest.mark.parametrize("stage", ["people", "calls"])
def test_build_stops_at_the_stage_that_is_asked(stage):
    build(stage=stage, seed=1, at=NOON)

    assert already_there()
    assert not Proposal.objects.exists()


def test_the_same_seed_tells_the_same_story():
    assert _story(seed=7) == _story(seed=7)
    assert not already_there()


def _story(*, seed):
    """Build as far as the reviews, read what was made, and undo it all."""
    with transaction.atomic():
        build(stage="reviews", seed=seed, at=NOON)
        rows = list(Proposal.objects.order_by("pk").values_list("title_en", "standing__score"))
        transaction.set_rollback(True)
    return rows
