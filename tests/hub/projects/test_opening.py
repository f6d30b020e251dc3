"""A ratified proposal becomes a project of the directory."""

from datetime import timedelta
from decimal import Decimal

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.projects.models import Project
from grappe.hub.projects.services import open_project
from tests.factories import NOON, PartnerFactory, ProposalFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_ratified_proposal_is_listed_with_its_partners_and_what_was_granted():
    proposal = ProposalFactory(state="ratified", cost=Decimal(1000), title_fr="Grues")
    partner = PartnerFactory(proposal=proposal)
    director = UserFactory(roles=["director"])

    project = open_project(decision_proposal=proposal, amount=Decimal(400), by=director, at=NOON)

    assert (project.total, project.contribution, project.year) == (
        Decimal(1000),
        Decimal(400),
        2026,
    )
    assert (project.title_fr, project.lead, project.provenance) == (
        "Grues",
        proposal.lead,
        "registered",
    )
    assert [p.organisation for p in project.partners.all()] == [partner.organisation]
    assert Event.objects.get().verb == "project.opened"


def test_a_superseding_decision_restates_the_same_project():
    proposal = ProposalFactory(state="ratified")
    by = proposal.created_by
    first = open_project(decision_proposal=proposal, amount=Decimal(400), by=by, at=NOON)

    later = NOON + timedelta(days=40)
    second = open_project(decision_proposal=proposal, amount=Decimal(300), by=by, at=later)

    assert (second.pk, second.slug, second.year) == (first.pk, first.slug, 2026)
    assert Project.objects.get().contribution == Decimal(300)
    assert list(Event.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "project.opened",
        "project.restated",
    ]


def test_an_invented_proposal_makes_an_invented_project():
    proposal = ProposalFactory(state="ratified", invented=True)
    project = open_project(
        decision_proposal=proposal, amount=Decimal(1), by=proposal.created_by, at=NOON
    )
    assert project.provenance == "invented"


def test_what_the_proposal_holds_in_confidence_is_not_taken_over():
    proposal = ProposalFactory(state="ratified", summary_en="Public.", return_reason="secret")
    project = open_project(
        decision_proposal=proposal, amount=Decimal(1), by=proposal.created_by, at=NOON
    )
    assert "secret" not in str(project.__dict__)
    assert project.summary_en == "Public."
