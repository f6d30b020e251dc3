"""Writing, sending and revising a review."""

import threading

import pytest
from django.db import connection

from grappe.hub.audit.models import Event
from grappe.hub.reviews.errors import (
    Incomplete,
    NotInReview,
    ReasonNeeded,
    ScoreOutside,
    StaleReview,
    TooLong,
    UnknownCriterion,
)
from grappe.hub.reviews.models import ReviewRevision, Score
from grappe.hub.reviews.services import Mark, revise_review, save_draft, send_review
from grappe.kit.errors import DomainError
from grappe.kit.states import WrongState
from tests.factories import NOON
from tests.hub.reviews.stage import LATER, accepted, draft, invited, marks, proposal_in_review, sent

pytestmark = pytest.mark.django_db


def put(assignment, marks, revision=0, comment=""):
    return save_draft(
        assignment=assignment,
        marks=marks,
        comment=comment,
        comment_private="",
        revision=revision,
        by=assignment.reviewer.user,
        at=NOON,
    )


def send(assignment):
    return send_review(assignment=assignment, by=assignment.reviewer.user, at=NOON)


def revise(assignment, marks, reason="After the discussion", revision=None):
    return revise_review(
        assignment=assignment,
        marks=marks,
        comment="",
        comment_private="",
        reason=reason,
        revision=assignment.revision if revision is None else revision,
        by=assignment.reviewer.user,
        at=LATER,
    )


def test_a_draft_keeps_what_is_there_so_far():
    assignment = put(accepted(), {"impact": Mark(None, "Not sure yet")})

    score = Score.objects.get()
    assert (score.value, score.justification, assignment.revision) == (None, "Not sure yet", 1)


def test_saving_the_same_again_changes_nothing():
    assignment = draft(accepted())

    assert draft(assignment, revision=0).revision == 1


def test_the_later_of_two_windows_is_refused_and_the_first_kept():
    assignment = accepted()
    draft(assignment, 5, 5, revision=0)

    with pytest.raises(StaleReview):
        draft(assignment, 1, 1, revision=0)

    assert set(Score.objects.values_list("value", flat=True)) == {5}


@pytest.mark.parametrize("value", [0, 6, -1, 10**9])
def test_a_score_outside_the_anchors_is_refused(value):
    assignment = accepted()

    with pytest.raises(ScoreOutside):
        put(assignment, {"impact": Mark(value, "x")})

    assert not Score.objects.exists()


def test_an_unknown_criterion_is_refused():
    with pytest.raises(UnknownCriterion):
        put(accepted(), {"charm": Mark(3, "x")})


def test_ten_megabytes_are_refused_and_nothing_is_kept():
    with pytest.raises(TooLong):
        put(accepted(), {"impact": Mark(3, "x" * 10_000_000), "ai": Mark(3, "y")})

    assert not Score.objects.exists()


def test_html_is_kept_as_text():
    put(accepted(), {"impact": Mark(3, "<script>alert(1)</script>\x00")})

    assert Score.objects.get().justification == "<script>alert(1)</script>"


def test_an_invited_reviewer_writes_nothing_before_accepting():
    with pytest.raises(WrongState):
        put(invited(), marks())


@pytest.mark.parametrize(
    "missing", [{"impact": Mark(4, "why")}, {"impact": Mark(4, "  "), "ai": Mark(3, "why")}]
)
def test_an_incomplete_review_is_not_sent(missing):
    assignment = put(accepted(), missing)

    with pytest.raises(Incomplete):
        send(assignment)

    assignment.refresh_from_db()
    assert assignment.state == "accepted"
    assert not ReviewRevision.objects.exists()


def test_sending_keeps_the_wording_and_the_weighted_score():
    assignment = send(draft(accepted(), 4, 3, comment="Good"))

    # 0.6 × 4 + 0.4 × 3 = 3.6
    assert str(assignment.score) == "3.600"
    revision = ReviewRevision.objects.get()
    assert (revision.number, revision.content["comment"]) == (1, "Good")
    assert revision.content["scores"]["impact"]["value"] == 4
    assert Event.objects.get(verb="review.sent").to_state == "submitted"


def test_sending_twice_is_refused_and_kept_once():
    assignment = sent()

    with pytest.raises(WrongState):
        send(assignment)

    assert ReviewRevision.objects.count() == 1


@pytest.mark.parametrize("state", ["reviewed", "withdrawn", "ratified"])
def test_nothing_is_written_after_the_review_closed(state):
    assignment, done = draft(accepted()), sent()
    for one in (assignment, done):
        one.proposal.state = state
        one.proposal.save()

    for act in (lambda: send(assignment), lambda: draft(assignment, 1, 1, revision=1)):
        with pytest.raises(NotInReview):
            act()
    with pytest.raises(NotInReview):
        revise(done, marks(1, 1))


def test_a_revision_needs_its_reason():
    assignment = sent()

    with pytest.raises(ReasonNeeded):
        revise(assignment, marks(1, 1), reason="")

    assert set(Score.objects.values_list("value", flat=True)) == {4, 3}


def test_a_revision_keeps_the_earlier_wording_and_moves_the_standing():
    assignment = revise(sent(), marks(2, 2), reason="I misread the budget")

    assert [
        (r.number, r.reason, r.content["score"]) for r in assignment.revisions.order_by("number")
    ] == [
        (1, "", "3.600"),
        (2, "I misread the budget", "2.000"),
    ]
    assert assignment.proposal.standing.score == 2


def test_a_revision_may_not_empty_what_was_sent():
    assignment = sent()

    with pytest.raises(Incomplete):
        revise(assignment, {"impact": Mark(None, "")})

    assert set(Score.objects.values_list("value", flat=True)) == {4, 3}


def test_a_revision_that_changes_nothing_adds_no_history():
    assignment = sent()

    revise(assignment, marks(4, 3))

    assert ReviewRevision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")
def test_sending_at_the_same_moment_yields_one_revision():
    assignment = draft(accepted(proposal_in_review()))
    refused, barrier = [], threading.Barrier(4)

    def one():
        barrier.wait()
        try:
            send(assignment)
        except DomainError as problem:
            refused.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["kit.wrong_state"] * 3
    assert ReviewRevision.objects.count() == 1
