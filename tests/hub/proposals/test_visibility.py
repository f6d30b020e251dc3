"""Who sees which proposal: by side, role and state; a conflict hides it entirely."""

import pytest

from grappe.hub.proposals import policies, queries
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.reviews.models import Assignment
from tests.factories import (
    NOON,
    AffiliationFactory,
    AssignmentFactory,
    OrganisationFactory,
    PartnerFactory,
    ProposalFactory,
    UserFactory,
)
from tests.hub.proposals import stage

pytestmark = pytest.mark.django_db
S = ProposalState
BEFORE = {S.EOI_DRAFT, S.DRAFT}
DECIDING = {S.SUBMITTED, S.IN_REVIEW, S.REVIEWED, S.SELECTED, S.DECLINED, S.RATIFIED}
SEEN = {
    "officer": set(S),
    "director": set(S),
    "auditor": set(S),
    "finance": set(S) - BEFORE,
    "observer": set(S) - BEFORE,
    "committee": DECIDING,
    "board": DECIDING,
    "reviewer": set(),
}


def sees(user, proposal):
    return queries.visible_to(user).filter(pk=proposal.pk).exists()


def in_state(state):
    return ProposalFactory(state=state, submitted_at=None if state in BEFORE else NOON)


@pytest.mark.parametrize("role", SEEN)
@pytest.mark.parametrize("state", list(S))
def test_a_cluster_role_sees_a_state_or_not(role, state):
    assert sees(UserFactory(roles=[role]), in_state(state)) == (state in SEEN[role])


@pytest.mark.parametrize("role", ["finance", "observer"])
@pytest.mark.parametrize("state", list(S))
def test_finance_and_observers_see_what_is_handed_in_and_what_was(role, state):
    user = UserFactory(roles=[role])
    never, once = ProposalFactory(state=state), ProposalFactory(state=state, submitted_at=NOON)

    assert sees(user, never) == (state not in BEFORE | {S.WITHDRAWN})
    assert sees(user, once)


@pytest.mark.parametrize("role", SEEN)
def test_a_conflict_hides_a_proposal_from_every_cluster_role(role):
    proposal = in_state(S.IN_REVIEW)
    user = UserFactory(roles=[role])
    parent = OrganisationFactory()
    proposal.lead.parent = parent
    proposal.lead.save()
    AffiliationFactory(user=user, organisation=parent)

    assert not sees(user, proposal)
    assert queries.counted_by_state(user) == {}


@pytest.mark.parametrize("role", ["owner", "editor", "finance", "viewer"])
def test_the_people_of_every_partner_see_it_in_every_state(role):
    for state in S:
        partner = PartnerFactory(proposal=in_state(state))
        assert sees(stage.person(partner.organisation, role=role), partner.proposal)


def test_a_former_affiliation_shows_nothing():
    proposal = in_state(S.DRAFT)
    gone = AffiliationFactory(organisation=proposal.lead, ended_on=NOON.date().replace(year=2025))

    assert not sees(gone.user, proposal)


def test_strangers_and_the_signed_out_see_nothing():
    from django.contrib.auth.models import AnonymousUser

    proposal = in_state(S.RATIFIED)

    assert not sees(UserFactory(), proposal)
    assert not sees(AnonymousUser(), proposal)


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("invited", False),
        ("accepted", True),
        ("submitted", True),
        ("declined", False),
        ("cancelled", False),
    ],
)
def test_a_reviewer_sees_what_is_assigned_while_it_is(state, seen):
    assignment = AssignmentFactory(state=state)
    AssignmentFactory()

    assert sees(assignment.reviewer.user, assignment.proposal) == seen
    assert queries.visible_to(assignment.reviewer.user).count() == int(seen)
    assert Assignment.objects.count() == 2


def test_a_person_with_two_roles_sees_what_either_shows():
    assignment = AssignmentFactory(proposal=in_state(S.DRAFT))
    user = assignment.reviewer.user
    partner = PartnerFactory(proposal=in_state(S.EOI_DRAFT))
    AffiliationFactory(user=user, organisation=partner.organisation)

    assert sees(user, assignment.proposal)
    assert sees(user, partner.proposal)


RULES = {
    "may_edit": {"lead owner", "lead editor", "partner owner", "partner editor"},
    "may_submit": {"lead owner", "lead editor"},
    "may_withdraw": {"lead owner"},
    "may_manage_partners": {"lead owner", "lead editor"},
    "may_import_budget": {"lead owner", "lead editor", "lead finance"},
    "may_return": {"officer", "director"},
    "may_invite": {"officer", "director"},
    "may_assign_round": {"officer", "director"},
}
PEOPLE = [
    *(
        f"{side} {role}"
        for side in ("lead", "partner")
        for role in ("owner", "editor", "finance", "viewer")
    ),
    *SEEN,
    "stranger",
]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_cell_of_the_table_of_rights(who):
    partner = PartnerFactory(proposal=in_state(S.SUBMITTED))
    proposal = partner.proposal
    side, _space, role = who.partition(" ")
    if side in ("lead", "partner"):
        organisation = proposal.lead if side == "lead" else partner.organisation
        user = stage.person(organisation, role=role)
    else:
        user = UserFactory(roles=[who] if who in SEEN else [])

    allowed = {name for name in RULES if getattr(policies, name)(user, proposal)}

    assert allowed == {name for name, people in RULES.items() if who in people}


def test_only_its_own_owner_or_finance_confirms_a_part():
    partner = PartnerFactory(proposal=in_state(S.DRAFT))
    lead_owner = stage.person(partner.proposal.lead)
    own = {
        role: stage.person(partner.organisation, role=role)
        for role in ("owner", "editor", "finance", "viewer")
    }

    may = {role for role, user in own.items() if policies.may_confirm_part(user, partner)}

    assert may == {"owner", "finance"}
    assert not policies.may_confirm_part(lead_owner, partner)
