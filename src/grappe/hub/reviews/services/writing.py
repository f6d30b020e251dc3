"""Writing a review: saved as it grows, sent once, revised with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.calls.definition import Definition
from grappe.hub.people.models import User
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.errors import Incomplete, ScoreOutside, StaleReview, UnknownCriterion
from grappe.hub.reviews.models import Assignment, ReviewRevision, Score
from grappe.hub.reviews.services.checks import (
    LONGEST,
    label_of,
    lock_assignment,
    lock_proposal,
    reason_in,
    text,
)
from grappe.hub.reviews.services.standings import refresh_standing

WRITABLE = frozenset({ProposalState.SUBMITTED, ProposalState.IN_REVIEW})
JUSTIFICATION_MOST = 10_000


@dataclass(frozen=True)
class Mark:
    """A score with its justification; the score is None while it is not chosen."""

    value: int | None
    justification: str = ""


@transaction.atomic
def save_draft(
    *,
    assignment: Assignment,
    marks: Mapping[str, Mark],
    comment: str,
    comment_private: str,
    revision: int,
    by: User,
    at: datetime,
) -> Assignment:
    """Keep an unfinished review; raise StaleReview if another window saved it since `revision`.

    Scores outside their anchors, unknown criteria and texts nobody reads are refused, changing
    nothing. Saving what is stored already changes nothing either.
    """
    lock_proposal(assignment.proposal, within=WRITABLE)
    assignment = lock_assignment(assignment, move="send")
    return _store(
        assignment,
        marks,
        comment=comment,
        comment_private=comment_private,
        revision=revision,
    )


@transaction.atomic
def send_review(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Send a review as it is stored; raise Incomplete unless every criterion is scored and justified."""
    proposal = lock_proposal(assignment.proposal, within=WRITABLE)
    assignment = lock_assignment(assignment, move="send")
    definition = proposal.version.definition
    marks = stored_marks(assignment)
    _check_complete(marks, definition)
    assignment.state, assignment.sent_at = AssignmentState.SUBMITTED, at
    _seal(assignment, marks, definition, by=by, at=at, reason="")
    refresh_standing(proposal=proposal, at=at)
    return assignment


@transaction.atomic
def revise_review(
    *,
    assignment: Assignment,
    marks: Mapping[str, Mark],
    comment: str,
    comment_private: str,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> Assignment:
    """Change a sent review, with a reason; every earlier wording is kept."""
    reason = reason_in(reason)
    proposal = lock_proposal(assignment.proposal, within=WRITABLE)
    assignment = lock_assignment(assignment, move="revise")
    definition = proposal.version.definition
    before = assignment.revision
    assignment = _store(
        assignment, marks, comment=comment, comment_private=comment_private, revision=revision
    )
    if assignment.revision == before:
        return assignment
    kept = stored_marks(assignment)
    _check_complete(kept, definition)
    _seal(assignment, kept, definition, by=by, at=at, reason=reason)
    refresh_standing(proposal=proposal, at=at)
    return assignment


def stored_marks(assignment: Assignment) -> dict[str, Mark]:
    """Return the stored scores with their justifications, by criterion."""
    rows = Score.objects.filter(assignment=assignment)
    return {row.criterion: Mark(row.value, row.justification) for row in rows}


def _store(
    assignment: Assignment,
    marks: Mapping[str, Mark],
    *,
    comment: str,
    comment_private: str,
    revision: int,
) -> Assignment:
    cleaned = _checked(marks, assignment.proposal.version.definition)
    comment = text(comment, field=_("overall"), most=LONGEST)
    private = text(comment_private, field=_("for the committee only"), most=LONGEST)
    before = stored_marks(assignment)
    wanted = {**before, **cleaned}
    same = (assignment.comment, assignment.comment_private) == (comment, private)
    if same and wanted == before:
        return assignment
    if revision != assignment.revision:
        raise StaleReview(who=assignment.reviewer, at=_("another window"))
    for criterion, mark in cleaned.items():
        Score.objects.update_or_create(
            assignment=assignment,
            criterion=criterion,
            defaults={"value": mark.value, "justification": mark.justification},
        )
    assignment.comment, assignment.comment_private = comment, private
    assignment.revision += 1
    assignment.save(update_fields=["comment", "comment_private", "revision"])
    return assignment


def _checked(marks: Mapping[str, Mark], definition: Definition) -> dict[str, Mark]:
    criteria = {criterion.key: criterion for criterion in definition.criteria}
    cleaned = {}
    for key, mark in marks.items():
        if key not in criteria:
            raise UnknownCriterion(criterion=str(key)[:40])
        criterion = criteria[key]
        if mark.value is not None and not criterion.least <= mark.value <= criterion.most:
            raise ScoreOutside(
                criterion=criterion.title,
                least=criterion.least,
                most=criterion.most,
                value=str(mark.value)[:20],
            )
        justification = text(
            mark.justification, field=str(criterion.title), most=JUSTIFICATION_MOST
        )
        cleaned[key] = Mark(mark.value, justification)
    return cleaned


def _check_complete(marks: Mapping[str, Mark], definition: Definition) -> None:
    missing = []
    for criterion in definition.criteria:
        mark = marks.get(criterion.key, Mark(None))
        if mark.value is None:
            missing.append(_("“%(criterion)s” has no score.") % {"criterion": criterion.title})
        if not mark.justification:
            said = _("“%(criterion)s” has no justification.") % {"criterion": criterion.title}
            missing.append(said)
    if missing:
        raise Incomplete(count=len(missing), first=missing[0])


def _seal(
    assignment: Assignment,
    marks: Mapping[str, Mark],
    definition: Definition,
    *,
    by: User,
    at: datetime,
    reason: str,
) -> None:
    """Keep the wording that was sent, and its weighted score."""
    scores = {key: mark.value for key, mark in marks.items() if mark.value is not None}
    assignment.score = queries.weighted(scores, definition)
    assignment.save(update_fields=["state", "sent_at", "score"])
    number = assignment.revisions.count() + 1
    ReviewRevision.objects.create(
        assignment=assignment,
        number=number,
        content=_content(assignment, marks),
        sent_at=at,
        reason=reason,
    )
    record(
        "review.revised" if reason else "review.sent",
        assignment,
        by=by,
        at=at,
        from_state=AssignmentState.SUBMITTED if reason else AssignmentState.ACCEPTED,
        to_state=assignment.state,
        label=label_of(assignment),
        number=number,
    )


def _content(assignment: Assignment, marks: Mapping[str, Mark]) -> dict[str, Any]:
    return {
        "scores": {
            key: {"value": mark.value, "justification": mark.justification}
            for key, mark in marks.items()
        },
        "comment": assignment.comment,
        "comment_private": assignment.comment_private,
        "score": str(assignment.score),
    }
