"""What the clock does: reminders, escalation, letting go."""

from datetime import timedelta

import pytest

from grappe.hub.calls.models import CallVersion
from grappe.hub.notices.models import Notice
from grappe.hub.notices.registry import TICKS
from grappe.hub.reviews.services import remind_reviews, tick
from tests.factories import CallVersionFactory
from tests.hub.reviews.stage import accepted, make_conflict, officer, proposal_in_review, sent

pytestmark = pytest.mark.django_db


def reminding():
    version = CallVersionFactory()
    content = {
        **version.content,
        "reminders": [
            {"occasion": "review_due", "days": -3, "audience": "reviewers"},
            {"occasion": "review_due", "days": 1, "audience": "reviewers"},
            {"occasion": "review_due", "days": 4, "audience": "officers"},
        ],
    }
    CallVersion.objects.filter(pk=version.pk).update(content=content)
    return proposal_in_review(version=CallVersion.objects.get(pk=version.pk))


def keys(user):
    return sorted(Notice.objects.filter(recipient=user).values_list("key", flat=True))


@pytest.mark.parametrize(
    ("days", "to_reviewer", "to_officer"),
    [
        (-4, [], []),
        (-2, ["review.reminder"], []),
        (2, ["review.overdue"], []),
        (5, ["review.overdue"], ["review.overdue_officers"]),
    ],
)
def test_reminders_and_escalation_follow_the_call(days, to_reviewer, to_officer):
    by, assignment = officer(), accepted(reminding())

    for _again in range(2):
        remind_reviews(at=assignment.due_at + timedelta(days=days))

    assert keys(assignment.reviewer.user) == to_reviewer
    assert keys(by) == to_officer


def test_a_review_that_came_in_is_silent():
    by = officer()
    assignment = sent(reminding())
    Notice.objects.all().delete()

    remind_reviews(at=assignment.due_at + timedelta(days=5))

    assert keys(by) == keys(assignment.reviewer.user) == []


def test_the_clock_shuts_conflicts_before_it_reminds():
    assignment = accepted(reminding())
    make_conflict(assignment.reviewer.user, assignment.proposal)

    tick(assignment.due_at - timedelta(days=2))

    assert keys(assignment.reviewer.user) == []
    assignment.refresh_from_db()
    assert assignment.state == "cancelled"


def test_an_officer_in_conflict_hears_nothing_of_lateness():
    tied, assignment = officer(), accepted(reminding())
    make_conflict(tied, assignment.proposal)

    tick(assignment.due_at + timedelta(days=5))

    assert keys(tied) == []


def test_a_withdrawn_proposal_lets_its_reviewers_go():
    assignment = accepted(reminding())
    assignment.proposal.state = "withdrawn"
    assignment.proposal.save()

    tick(assignment.due_at)

    assignment.refresh_from_db()
    assert assignment.state == "cancelled"
    assert keys(assignment.reviewer.user) == ["review.cancelled"]


def test_the_worker_knows_this_clock():
    assert any(one.act is tick for one in TICKS.values())
