"""What stands on a desk: all that waits, nothing in conflict, and a fixed number of queries."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grappe.hub.calls.models import Round
from grappe.hub.desk import queries
from grappe.hub.notices.models import Notice
from grappe.hub.people.models import DuplicateQuestion
from grappe.hub.proposals.models import ConflictDeclaration, Partner
from grappe.hub.reviews.models import Standing
from tests.factories import (
    NOON,
    AffiliationFactory,
    AssignmentFactory,
    CallFactory,
    OrganisationFactory,
    PartnerFactory,
    ProposalFactory,
    ReviewerFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def titles(proposals):
    return [proposal.title_en for proposal in proposals]


def affiliated(role="owner"):
    affiliation = AffiliationFactory(role=role)
    return affiliation.user, affiliation.organisation


def test_an_applicant_finds_drafts_apart_from_what_was_returned_and_what_is_under_way():
    user, firm = affiliated()
    ProposalFactory(lead=firm, title_en="draft")
    ProposalFactory(lead=firm, title_en="returned", returned_at=NOON, return_reason="Why?")
    ProposalFactory(lead=firm, title_en="away", state="in_review")
    ProposalFactory(title_en="a stranger's")

    applying = queries.applying(user)

    assert titles(applying.drafts) == ["draft"]
    assert titles(applying.returned) == ["returned"]
    assert titles(applying.under_way) == ["away"]


def test_many_drafts_never_hide_what_was_returned():
    user, firm = affiliated()
    ProposalFactory(lead=firm, title_en="returned", returned_at=NOON, changed_at=NOON)
    for _n in range(15):
        ProposalFactory(lead=firm, changed_at=NOON + timedelta(days=1))

    assert titles(queries.applying(user).returned) == ["returned"]


def test_a_part_waits_until_it_is_confirmed_and_only_for_those_who_may_confirm_it():
    user, firm = affiliated("finance")
    viewer = AffiliationFactory(organisation=firm, role="viewer").user
    part = PartnerFactory(organisation=firm)
    PartnerFactory(organisation=firm, proposal__state="submitted")

    assert queries.applying(user).parts == [part]
    assert queries.applying(viewer).parts == []

    Partner.objects.filter(pk=part.pk).update(confirmed_at=NOON)
    assert queries.applying(user).parts == []


def test_the_lead_does_not_confirm_its_own_part_on_the_desk():
    user, firm = affiliated()
    ProposalFactory(lead=firm)
    assert queries.applying(user).parts == []


def test_who_has_only_a_cluster_role_gets_no_applicants_desk():
    assert queries.applying(UserFactory(roles=["officer"])) is None
    assert queries.applying(UserFactory()).organisations == 0


def test_a_reviewer_finds_invitations_and_reviews_due_first_and_marked_when_late():
    reviewer = ReviewerFactory()
    late = AssignmentFactory(reviewer=reviewer, due_at=NOON - timedelta(days=2))
    soon = AssignmentFactory(reviewer=reviewer, due_at=NOON + timedelta(days=2))
    asked = AssignmentFactory(reviewer=reviewer, state="invited")
    AssignmentFactory(reviewer=reviewer, state="submitted")
    AssignmentFactory()

    reviewing = queries.reviewing(reviewer.user, NOON)

    assert reviewing.due == [late, soon]
    assert [a.late for a in reviewing.due] == [True, False]
    assert reviewing.invitations == [asked]
    assert reviewing.sent == 1


def test_a_reviewer_in_conflict_finds_nothing_of_the_proposal():
    reviewer = ReviewerFactory()
    assignment = AssignmentFactory(reviewer=reviewer)
    AffiliationFactory(
        user=reviewer.user,
        organisation=assignment.proposal.lead,
        started_on=date(2019, 1, 1),
        ended_on=date(2025, 6, 1),
    )

    reviewing = queries.reviewing(reviewer.user, NOON)

    assert (reviewing.due, reviewing.invitations, reviewing.sent) == ([], [], 0)


def test_an_officer_counts_what_waits():
    officer = UserFactory(roles=["officer"])
    ProposalFactory(state="submitted", submitted_at=NOON)
    ProposalFactory(state="eoi_submitted", submitted_at=NOON)
    disputed = ProposalFactory(state="in_review", submitted_at=NOON)
    Standing.objects.create(proposal=disputed, spread=3, disputed=True)
    late = AssignmentFactory(proposal=disputed, due_at=NOON - timedelta(days=1))
    AssignmentFactory(proposal=disputed, due_at=NOON - timedelta(days=1), state="submitted")
    DuplicateQuestion.objects.create(
        kept=OrganisationFactory(), other=OrganisationFactory(), score=0.9, found_at=NOON
    )

    steering = queries.steering(officer, NOON)

    assert (steering.to_screen, steering.expressions, steering.in_review) == (1, 1, 1)
    assert (steering.overdue, steering.overdue_count) == ([late], 1)
    assert (steering.disputed, steering.disputed_count) == ([disputed], 1)
    assert steering.questions == 1


def test_an_officers_counts_leave_out_what_they_are_in_conflict_with():
    officer = UserFactory(roles=["officer"])
    proposal = ProposalFactory(state="submitted", submitted_at=NOON)
    round_ = RoundFactory(call=proposal.call, meets_on=date(2027, 3, 15))
    proposal.round = round_
    proposal.save()
    assert queries.steering(officer, NOON).to_screen == 1
    assert queries.steering(officer, NOON).rounds[0].before == 1

    ConflictDeclaration.objects.create(
        user=officer, proposal=proposal, reason="kin", declared_by=officer, declared_at=NOON
    )

    assert queries.steering(officer, NOON).to_screen == 0
    assert queries.steering(officer, NOON).rounds[0].before == 0


def test_rounds_that_have_met_are_not_ahead():
    RoundFactory(meets_on=date(2026, 11, 22))
    today = RoundFactory(meets_on=date(2026, 11, 23))
    assert queries.steering(UserFactory(roles=["director"]), NOON).rounds == [today]


def test_an_observer_reads_figures_and_no_drafts():
    observer = UserFactory(roles=["observer"])
    ProposalFactory(state="draft")
    ProposalFactory(state="submitted", submitted_at=NOON)
    assert queries.watching(observer).handed_in == 1
    assert queries.watching(observer).funded == 0


def test_a_member_of_no_body_has_no_votes_and_one_of_a_body_may_have_none_waiting():
    assert queries.desk_of(UserFactory(), NOON).voting is None
    assert queries.desk_of(UserFactory(roles=["board"]), NOON).voting == []


def test_the_front_lists_only_calls_open_now_the_first_to_close_first():
    late = CallFactory(closes_at=datetime.fromisoformat("2027-03-01T00:00Z"))
    always = CallFactory(mode="continuous", closes_at=None)
    soon = CallFactory(closes_at=datetime.fromisoformat("2026-12-01T00:00Z"))
    CallFactory(closes_at=datetime.fromisoformat("2026-11-01T00:00Z"))
    CallFactory(state="draft")

    assert queries.front(NOON).calls == [soon, late, always]


def test_the_front_of_an_empty_house_claims_nothing():
    front = queries.front(NOON)
    assert (front.projects, front.projects_until, front.stated) == (0, None, None)


def test_a_person_sees_only_their_own_unread_notices():
    mine, other = UserFactory(), UserFactory()
    for n, (who, read) in enumerate([(mine, None), (mine, NOON), (other, None)]):
        Notice.objects.create(
            recipient=who,
            key="k",
            language="en",
            subject=f"s{n}",
            body="",
            once_key=str(n),
            created_at=NOON,
            read_at=read,
        )
    assert [notice.subject for notice in queries.desk_of(mine, NOON).notices] == ["s0"]


def crowd(count, who, firm, reviewer):
    for _n in range(count):
        ProposalFactory(lead=firm)
        ProposalFactory(lead=firm, returned_at=NOON)
        PartnerFactory(organisation=firm)
        AssignmentFactory(reviewer=reviewer, due_at=NOON - timedelta(days=1))
        AssignmentFactory(due_at=NOON - timedelta(days=1))
        RoundFactory(meets_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    "roles", [[], ["officer"], ["reviewer"], ["committee", "board"], ["auditor"]]
)
def test_a_desk_takes_as_many_queries_for_three_of_each_as_for_one(client, roles):
    user, firm = affiliated()
    for role in roles:
        user.grants.create(role=role, granted_at=NOON)
    reviewer = ReviewerFactory(user=user)

    def cost():
        client.force_login(user)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    crowd(1, user, firm, reviewer)
    cost()  # the first request fills what is kept for the process
    once = cost()
    crowd(2, user, firm, reviewer)
    assert Round.objects.count() == 3
    assert cost() == once
    assert once <= 30


def test_a_part_to_confirm_is_not_said_twice():
    user, firm = affiliated()
    part = PartnerFactory(organisation=firm)
    applying = queries.applying(user)
    assert (applying.parts, applying.drafts) == ([part], [])
