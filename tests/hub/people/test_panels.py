"""What other apps show on an organisation's page: only what the reader may see."""

import pytest
from django.urls import reverse

from grappe.hub.people.registry import Panel, register_panel
from grappe.hub.projects.models import Project
from grappe.hub.proposals.models import ConflictDeclaration
from grappe.hub.proposals.queries.panels import MOST
from tests.factories import (
    NOON,
    AffiliationFactory,
    OrganisationFactory,
    PartnerFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def listed(lead, title="A project"):
    """Put a project into the directory."""
    return Project.objects.create(
        slug=f"{lead.pk}-{Project.objects.count()}",
        title_en=title,
        lead=lead,
        provenance="published",
        listed_at=NOON,
    )


@pytest.fixture
def page_for(client):
    def go(user, organisation):
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client.get(reverse("people:organisation", args=[organisation.pk]))

    return go


def test_officers_read_an_organisations_proposals_as_lead_and_as_partner(page_for):
    firm = OrganisationFactory()
    led = ProposalFactory(lead=firm, title_en="Led by it", state="submitted")
    joined = ProposalFactory(title_en="Joined by it", state="submitted")
    PartnerFactory(proposal=joined, organisation=firm)
    ProposalFactory(title_en="Of others", state="submitted")

    text = page_for(UserFactory(roles=["officer"]), firm).text

    assert [name in text for name in ("Led by it", "Joined by it", "Of others")] == [1, 1, 0]
    assert reverse("proposals:proposal", args=[led.pk]) in text


def test_a_conflicted_officer_sees_no_trace_of_the_proposal(page_for):
    firm, officer = OrganisationFactory(), UserFactory(roles=["officer"])
    proposal = ProposalFactory(lead=firm, title_en="Kept apart", state="submitted")
    ConflictDeclaration.objects.create(
        user=officer, proposal=proposal, reason="x", declared_by=officer, declared_at=NOON
    )

    text = page_for(officer, firm).text

    assert "Kept apart" not in text
    assert proposal.reference not in text
    assert ">Proposals</h2>" not in text


def test_a_colleague_of_one_partner_sees_that_proposal_and_no_other_of_the_partner(page_for):
    mine = AffiliationFactory()
    shared = ProposalFactory(title_en="Ours", state="draft")
    PartnerFactory(proposal=shared, organisation=mine.organisation)
    stranger = AffiliationFactory().user

    assert "Ours" in page_for(mine.user, mine.organisation).text
    assert page_for(stranger, mine.organisation).status_code == 404


def test_the_board_sees_no_draft_on_the_page(page_for):
    proposal = ProposalFactory(title_en="Not handed in", state="draft")

    text = page_for(UserFactory(roles=["board"]), proposal.lead).text

    assert "Not handed in" not in text


def test_its_own_people_read_of_no_outcome_before_the_letter(page_for):
    tie = AffiliationFactory()
    ProposalFactory(lead=tie.organisation, title_en="Waiting", state="declined")

    text = page_for(tie.user, tie.organisation).text

    assert "Waiting" in text
    assert "declined" not in text.lower()


def test_the_projects_of_the_directory_are_shown_to_every_reader(page_for):
    tie = AffiliationFactory()
    listed(tie.organisation, "A public project")

    assert "A public project" in page_for(tie.user, tie.organisation).text
    assert "A public project" in page_for(UserFactory(roles=["finance"]), tie.organisation).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_proposal_and_three(
    page_for, count, django_assert_max_num_queries
):
    firm, officer = OrganisationFactory(), UserFactory(roles=["officer"])
    for _n in range(count):
        ProposalFactory(lead=firm, state="submitted")
        listed(firm)

    with django_assert_max_num_queries(36):
        assert page_for(officer, firm).status_code == 200


def test_a_long_list_ends_and_says_so(page_for):
    firm = OrganisationFactory()
    for _n in range(MOST + 1):
        ProposalFactory(lead=firm, state="submitted")

    assert (
        f"The latest {MOST} proposals are shown."
        in page_for(UserFactory(roles=["officer"]), firm).text
    )


def test_a_panel_has_one_owner():
    with pytest.raises(ValueError, match="twice"):
        register_panel(Panel("proposals", "Mine", "x.html", lambda user, one: {}))
