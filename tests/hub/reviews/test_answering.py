"""Answers to invitations, and conflicts that shut the door."""

import pytest

from grappe.hub.notices.models import Notice
from grappe.hub.proposals.enums import ConflictRule
from grappe.hub.proposals.models import ConflictDeclaration
from grappe.hub.proposals.queries import visible_to
from grappe.hub.reviews import queries
from grappe.hub.reviews.errors import AgreementNeeded, InConflict, NotInReview, ReasonNeeded
from grappe.hub.reviews.services import (
    accept_invitation,
    declare_conflict,
    decline_invitation,
    reconcile_conflicts,
    withdraw_declaration,
)
from grappe.kit.states import WrongState
from tests.factories import NOON, PartnerFactory, ReviewerFactory
from tests.hub.reviews.stage import (
    LATER,
    accepted,
    invited,
    make_conflict,
    officer,
    proposal_in_review,
    sent,
)

pytestmark = pytest.mark.django_db


def accept(assignment):
    return accept_invitation(assignment=assignment, by=assignment.reviewer.user, at=NOON)


def decline(assignment, reason="time", note=""):
    return decline_invitation(
        assignment=assignment, reason=reason, note=note, by=assignment.reviewer.user, at=NOON
    )


def test_accepting_opens_the_full_proposal():
    assignment = invited()
    user = assignment.reviewer.user
    assert not visible_to(user).filter(pk=assignment.proposal_id).exists()

    accept(assignment)

    assert visible_to(user).filter(pk=assignment.proposal_id).exists()


def test_the_agreement_comes_first():
    assignment = invited(reviewer=ReviewerFactory(agreed_at=None))

    with pytest.raises(AgreementNeeded):
        accept(assignment)

    assignment.refresh_from_db()
    assert assignment.state == "invited"


def test_a_conflict_that_arose_since_refuses_acceptance():
    assignment = invited()
    make_conflict(assignment.reviewer.user, assignment.proposal)

    with pytest.raises(InConflict):
        accept(assignment)


def test_accepting_twice_is_refused():
    assignment = invited()
    accept(assignment)

    with pytest.raises(WrongState):
        accept(assignment)


def test_accepting_after_the_review_closed_is_refused():
    assignment = invited()
    assignment.proposal.state = "reviewed"
    assignment.proposal.save()

    with pytest.raises(NotInReview):
        accept(assignment)


def test_declining_tells_officers_why_and_shows_nothing_any_more():
    free, assignment = officer(), invited()

    decline(assignment, "expertise", "Not ports")

    letter = Notice.objects.get(key="review.declined", recipient=free)
    assert "not my expertise" in letter.body
    assert not visible_to(assignment.reviewer.user).filter(pk=assignment.proposal_id).exists()


def test_declining_needs_a_reason_of_the_list():
    with pytest.raises(ReasonNeeded):
        decline(invited(), "whatever")


def test_declining_for_a_conflict_declares_it_and_shuts_the_proposal():
    assignment = invited()
    user = assignment.reviewer.user

    decline(assignment, "conflict", "My brother works there")

    declaration = ConflictDeclaration.objects.get(user=user, ended_at=None)
    assert declaration.reason == "My brother works there"
    assert not queries.my_assignments(user, NOON).exists()


@pytest.mark.parametrize("state", ["invited", "accepted", "submitted"])
def test_a_conflict_declared_later_cancels_and_shuts(state):
    proposal = proposal_in_review()
    make = {"invited": invited, "accepted": accepted, "submitted": sent}[state]
    assignment = make(proposal)
    user, free = assignment.reviewer.user, officer()

    declare_conflict(user=user, proposal=proposal, reason="New contract", by=user, at=LATER)

    assignment.refresh_from_db()
    assert assignment.state == "cancelled"
    assert not queries.assignments_visible_to(user, LATER).exists()
    assert not visible_to(user).filter(pk=proposal.pk).exists()
    assert Notice.objects.filter(key="review.conflict_found", recipient=free).count() == 1


def test_declaring_twice_is_one_declaration():
    proposal, user = proposal_in_review(), officer()
    for _again in range(2):
        declare_conflict(user=user, proposal=proposal, reason="Friend", by=user, at=NOON)

    assert ConflictDeclaration.objects.count() == 1


def test_a_withdrawn_declaration_opens_the_proposal_again():
    proposal, user = proposal_in_review(), officer()
    declared = declare_conflict(user=user, proposal=proposal, reason="Error", by=user, at=NOON)

    withdraw_declaration(declaration=declared, reason="Another firm", by=officer(), at=LATER)

    assert queries.seen_by_cluster(user, LATER).filter(pk=proposal.pk).exists()


@pytest.mark.parametrize("cause", ["affiliation", "partner"])
def test_a_conflict_that_arises_shuts_at_once_and_is_reconciled_by_the_clock(cause):
    assignment, free = accepted(), officer()
    user, proposal = assignment.reviewer.user, assignment.proposal
    affiliation = make_conflict(user, proposal_in_review())
    untouched = accepted()
    assert reconcile_conflicts(at=NOON) == []

    if cause == "affiliation":
        make_conflict(user, proposal)
    else:
        PartnerFactory(proposal=proposal, organisation=affiliation.organisation)

    assert not queries.my_assignments(user, NOON).filter(proposal=proposal).exists()
    assert [one.pk for one in reconcile_conflicts(at=LATER)] == [assignment.pk]
    assert reconcile_conflicts(at=LATER) == []
    assignment.refresh_from_db()
    untouched.refresh_from_db()
    assert (assignment.state, untouched.state) == ("cancelled", "accepted")
    assert Notice.objects.get(recipient=free).key == "review.conflict_found"
    assert not Notice.objects.filter(recipient=user).exists()


def test_an_officer_in_conflict_does_not_hear_of_anothers_conflict():
    assignment, tied = accepted(), officer()
    make_conflict(tied, assignment.proposal)
    make_conflict(assignment.reviewer.user, assignment.proposal)

    reconcile_conflicts(at=LATER)

    assert not Notice.objects.filter(recipient=tied).exists()


def test_reconciling_costs_the_same_for_any_number_without_conflict(django_assert_num_queries):
    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            reconcile_conflicts(at=NOON)
        return len(seen)

    accepted()
    one = cost()
    accepted()
    accepted()

    assert cost() == one


def test_the_rule_is_named():
    assert ConflictRule.DECLARED.label == "declared it"
