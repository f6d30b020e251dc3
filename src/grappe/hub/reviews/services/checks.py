"""What every act on reviews checks or does first."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.enums import ASSIGNMENT_MOVES, AssignmentState
from grappe.hub.reviews.errors import NotInReview, ReasonNeeded, TooLong
from grappe.hub.reviews.models import Assignment

ASKABLE = frozenset({ProposalState.SUBMITTED, ProposalState.IN_REVIEW})
LONGEST = 20_000  # characters of a text
LONGEST_LINE = 500


def lock_proposal(proposal: Proposal, *, within: frozenset[ProposalState]) -> Proposal:
    """Return the proposal as it is now, locked, or raise NotInReview."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state not in within:
        label = ProposalState(locked.state).label
        raise NotInReview(proposal=locked.reference, state=label)
    return locked


def lock_assignment(assignment: Assignment, *, move: str) -> Assignment:
    """Return the assignment as it is now, locked, with its state not yet moved, or raise WrongState."""
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    ASSIGNMENT_MOVES.target(move, locked.state, label=AssignmentState(locked.state).label)
    return locked


def label_of(assignment: Assignment) -> str:
    """Return how an assignment is called in the trace."""
    return f"{assignment.proposal.reference} · {assignment.reviewer}"


def text(value: Any, *, field: str, most: int = LONGEST) -> str:
    """Return a text without what no database holds, or raise TooLong."""
    cleaned = str(value or "").replace("\x00", "").strip()
    if len(cleaned) > most:
        raise TooLong(field=field, length=len(cleaned), most=most)
    return cleaned


def reason_in(value: Any) -> str:
    """Return a reason, or raise ReasonNeeded."""
    reason = text(value, field=_("reason"), most=LONGEST_LINE)
    if not reason:
        raise ReasonNeeded
    return reason


def due_after(proposal: Proposal, at: datetime) -> datetime:
    """Return when a review asked for now is due: the last minute of the day that the call gives."""
    days = proposal.version.definition.reviewing.days_to_review
    return end_of(at + timedelta(days=days))


def end_of(moment: datetime) -> datetime:
    """Return the last minute of a day on the cluster's clock."""
    return datetime.combine(localtime(moment).date(), time(23, 59), tzinfo=localtime(moment).tzinfo)


def written(moment: datetime) -> str:
    """Write a day for a letter: the same in both languages."""
    return localtime(moment).date().isoformat()
