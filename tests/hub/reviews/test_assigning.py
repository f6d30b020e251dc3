"""Asking reviewers: a whole set or nothing, never in conflict, never above the load."""

from datetime import UTC, datetime, timedelta

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.notices.models import Notice
from grappe.hub.proposals.models import ConflictDeclaration
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.errors import (
    AlreadyAssigned,
    DueInThePast,
    InConflict,
    LoadFull,
    NotAReviewer,
    NotInReview,
    ReasonNeeded,
    TooSoon,
    WrongRound,
)
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.services import (
    apply_assignment,
    cancel_assignment,
    change_due,
    invite_reviewer,
    name_lead,
    remind,
    replace_reviewer,
)
from grappe.kit.states import WrongState
from tests.factories import NOON, ReviewerFactory, RoundFactory, UserFactory
from tests.hub.reviews.stage import (
    LATER,
    accepted,
    invited,
    make_conflict,
    officer,
    proposal_in_review,
    sent,
    with_reviewing,
)

pytestmark = pytest.mark.django_db


def apply(pairs, **kwargs):
    return apply_assignment(round=pairs[0][0].round, pairs=pairs, by=officer(), at=NOON, **kwargs)


def test_a_set_is_applied_whole_with_reasons_trace_and_letters():
    proposal, one, two = proposal_in_review(), ReviewerFactory(), ReviewerFactory()

    made = apply([(proposal, one), (proposal, two)], reasons={(proposal.pk, one.pk): "Ports"})

    assert [(a.reviewer, a.state, a.reason) for a in made] == [
        (one, "invited", "Ports"),
        (two, "invited", ""),
    ]
    assert Event.objects.filter(verb="review.invited").count() == 2
    assert {n.recipient for n in Notice.objects.filter(key="review.invited")} == {
        one.user,
        two.user,
    }
    proposal.refresh_from_db()
    assert (proposal.standing.reviews_asked, proposal.standing.reviews_sent) == (2, 0)


def test_the_letter_of_invitation_tells_nothing_of_the_content():
    proposal = proposal_in_review()
    invited(proposal)

    letter = Notice.objects.get(key="review.invited")

    for secret in (proposal.title_en, proposal.reference, str(proposal.lead)):
        assert secret not in letter.subject + letter.body


def test_one_conflict_refuses_the_whole_set_and_names_the_evidence():
    proposal, free, tied = proposal_in_review(), ReviewerFactory(), ReviewerFactory()
    make_conflict(tied.user, proposal)

    with pytest.raises(InConflict) as refused:
        apply([(proposal, free), (proposal, tied)])

    assert str(proposal.lead) in str(refused.value)
    assert not Assignment.objects.exists()
    assert not Notice.objects.exists()


def test_a_set_above_somebodys_load_is_refused_whole():
    reviewer = ReviewerFactory(load_most=1)
    first = proposal_in_review()
    second = proposal_in_review(version=first.version, round=first.round)

    with pytest.raises(LoadFull):
        apply([(first, reviewer), (second, reviewer)])

    assert not Assignment.objects.exists()


def test_a_sent_review_frees_the_load():
    reviewer = ReviewerFactory(load_most=1)
    sent(reviewer=reviewer)

    assert invited(reviewer=reviewer).state == AssignmentState.INVITED


def test_the_first_invitation_takes_a_submitted_proposal_into_review():
    proposal = proposal_in_review(state="submitted")

    invited(proposal)

    proposal.refresh_from_db()
    assert proposal.state == "in_review"


@pytest.mark.parametrize("state", ["draft", "withdrawn", "reviewed", "ratified"])
def test_nobody_is_asked_about_a_proposal_out_of_review(state):
    with pytest.raises(NotInReview):
        invited(proposal_in_review(state=state))


def test_a_proposal_of_another_round_is_refused():
    proposal = proposal_in_review()
    other = RoundFactory(call=proposal.call, number=2)

    with pytest.raises(WrongRound):
        apply_assignment(round=other, pairs=[(proposal, ReviewerFactory())], by=officer(), at=NOON)


def test_nobody_is_asked_twice():
    assignment = invited()

    with pytest.raises(AlreadyAssigned):
        invited(assignment.proposal, assignment.reviewer)


def test_a_pair_named_twice_in_one_set_is_refused_whole():
    proposal, reviewer = proposal_in_review(), ReviewerFactory()

    with pytest.raises(AlreadyAssigned):
        apply([(proposal, reviewer), (proposal, reviewer)])

    assert not Assignment.objects.exists()


@pytest.mark.parametrize("lack", ["role", "profile", "account"])
def test_only_active_reviewers_are_asked(lack):
    reviewer = ReviewerFactory()
    if lack == "role":
        reviewer.user.grants.update(ended_at=NOON)
    elif lack == "profile":
        reviewer.active = False
        reviewer.save()
    else:
        reviewer.user.is_active = False
        reviewer.user.save()

    with pytest.raises(NotAReviewer):
        invited(reviewer=reviewer)


def test_the_due_date_comes_from_the_call_and_ends_the_day():
    proposal = proposal_in_review(version=with_reviewing(days_to_review=10))

    assignment = invited(proposal)

    # 23 November + 10 days, 23:59 in Montreal
    assert assignment.due_at == datetime(2026, 12, 4, 4, 59, tzinfo=UTC)


def test_a_due_date_gone_by_is_refused():
    proposal = proposal_in_review()

    with pytest.raises(DueInThePast):
        invite_reviewer(
            proposal=proposal,
            reviewer=ReviewerFactory(),
            by=officer(),
            at=NOON,
            due_at=NOON - timedelta(days=1),
        )


def test_a_cancelled_reviewer_may_be_asked_again():
    assignment = invited()
    cancel_assignment(assignment=assignment, by=officer(), at=NOON, reason="Too many")

    again = invited(assignment.proposal, assignment.reviewer)

    assert (again.pk, again.state, again.cancel_reason) == (assignment.pk, "invited", "")


def test_cancelling_needs_a_reason_and_changes_nothing_without():
    assignment = invited()

    with pytest.raises(ReasonNeeded):
        cancel_assignment(assignment=assignment, by=officer(), at=NOON, reason="  ")

    assignment.refresh_from_db()
    assert assignment.state == "invited"


def test_cancelling_a_sent_review_takes_its_score_out():
    proposal = proposal_in_review()
    sent(proposal, 5, 5)
    wrong = sent(proposal, 1, 1)

    cancel_assignment(assignment=wrong, by=officer(), at=LATER, reason="Conflict found")

    proposal.standing.refresh_from_db()
    assert (proposal.standing.score, proposal.standing.reviews_sent) == (5, 1)
    assert wrong.revisions.count() == 1


def test_replacing_asks_somebody_else_or_changes_nothing():
    assignment, tied = invited(), ReviewerFactory()
    make_conflict(tied.user, assignment.proposal)

    with pytest.raises(InConflict):
        replace_reviewer(
            assignment=assignment, reviewer=tied, by=officer(), at=NOON, reason="Silent"
        )
    assignment.refresh_from_db()
    assert assignment.state == "invited"

    free = replace_reviewer(
        assignment=assignment, reviewer=ReviewerFactory(), by=officer(), at=NOON, reason="Silent"
    )
    assignment.refresh_from_db()
    assert (assignment.state, free.state) == ("cancelled", "invited")


def test_a_reviewer_is_reminded_at_most_once_a_day():
    assignment = accepted()
    remind(assignment=assignment, by=officer(), at=NOON)

    with pytest.raises(TooSoon):
        remind(assignment=assignment, by=officer(), at=NOON + timedelta(hours=23))
    remind(assignment=assignment, by=officer(), at=LATER)

    assert Notice.objects.filter(key="review.reminder").count() == 2


def test_a_review_that_came_in_is_not_reminded_of():
    assignment = sent()

    with pytest.raises(WrongState):
        remind(assignment=assignment, by=officer(), at=NOON)


def test_more_time_is_given_until_the_end_of_the_day():
    assignment = accepted()

    change_due(assignment=assignment, due_at=NOON + timedelta(days=40), by=officer(), at=NOON)

    assignment.refresh_from_db()
    assert assignment.due_at == datetime(2027, 1, 3, 4, 59, tzinfo=UTC)


def test_one_reviewer_leads_at_a_time():
    proposal = proposal_in_review()
    one, two = accepted(proposal), accepted(proposal)

    name_lead(assignment=one, by=officer(), at=NOON)
    name_lead(assignment=two, by=officer(), at=NOON)

    assert list(Assignment.objects.filter(is_lead=True)) == [two]


def test_an_officer_in_conflict_is_told_nothing():
    proposal, free, tied = proposal_in_review(), officer(), officer()
    make_conflict(tied, proposal)
    declared = UserFactory(roles=["officer"])
    ConflictDeclaration.objects.create(
        user=declared, proposal=proposal, reason="x", declared_by=declared, declared_at=NOON
    )

    sent(proposal)

    told = {n.recipient for n in Notice.objects.filter(key="review.all_in")}
    assert free in told
    assert not told & {tied, declared}
