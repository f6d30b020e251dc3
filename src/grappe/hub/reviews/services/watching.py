"""What the clock does: shuts late conflicts, lets go of withdrawn proposals, reminds, escalates."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.calls.enums import Audience, Occasion
from grappe.hub.calls.queries import due
from grappe.hub.notices.services import queue
from grappe.hub.proposals.conflicts import conflicts_among
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import ACTIVE, OWED
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.services.answering import tell_of_conflict
from grappe.hub.reviews.services.assigning import cancel_assignment
from grappe.hub.reviews.services.checks import ASKABLE


def tick(at: datetime) -> None:
    """Do all that the clock asks of reviews."""
    reconcile_conflicts(at=at)
    let_go_of_withdrawn(at=at)
    remind_reviews(at=at)


@transaction.atomic
def reconcile_conflicts(*, at: datetime) -> list[Assignment]:
    """Cancel the assignments of reviewers who came into conflict, and ask officers to re-assign.

    The door is shut already: who sees what is decided by the conflicts themselves. Returns what was
    cancelled; doing it twice cancels nothing more.
    """
    open_ = list(
        Assignment.objects.filter(state__in=ACTIVE, proposal__state__in=ASKABLE)
        .select_related("reviewer__user", "proposal")
        .order_by("proposal_id", "pk")
    )
    users = {one.reviewer.user_id: one.reviewer.user for one in open_}
    proposals = {one.proposal_id: one.proposal for one in open_}
    found = conflicts_among(users.values(), proposals.values(), at)
    cancelled = []
    for one in open_:
        if (one.reviewer.user_id, one.proposal_id) in found:
            cancel_assignment(
                assignment=one,
                by=None,
                at=at,
                reason=_("A conflict of interest arose."),
                tell=False,
            )
            tell_of_conflict(one, at)
            cancelled.append(one)
    return cancelled


@transaction.atomic
def let_go_of_withdrawn(*, at: datetime) -> None:
    """Cancel the reviews still owed on proposals that were withdrawn."""
    rows = Assignment.objects.filter(
        state__in=OWED, proposal__state=ProposalState.WITHDRAWN
    ).select_related("reviewer__user", "proposal")
    for one in rows:
        cancel_assignment(assignment=one, by=None, at=at, reason=_("The proposal was withdrawn."))


@transaction.atomic
def remind_reviews(*, at: datetime) -> None:
    """Send the reminders before and the escalations after due dates that each call's version asks for."""
    rows = (
        Assignment.objects.filter(state__in=OWED, proposal__state__in=ASKABLE)
        .select_related("reviewer__user", "proposal__version")
        .order_by("pk")
    )
    for one in rows:
        asked = one.proposal.version.definition.reminders
        for reminder in due(asked, occasion=Occasion.REVIEW_DUE, moment=one.due_at, at=at):
            if reminder.audience == Audience.REVIEWERS:
                _remind_reviewer(one, reminder.days, at)
            elif reminder.audience == Audience.OFFICERS:
                _tell_officers(one, reminder.days, at)


def _remind_reviewer(assignment: Assignment, days: int, at: datetime) -> None:
    queue(
        "review.overdue" if assignment.due_at < at else "review.reminder",
        to=[assignment.reviewer.user],
        at=at,
        once=_once(assignment, days, "reviewer"),
        url=reverse("reviews:review", args=[assignment.pk]),
        reviewer=assignment.reviewer.user.full_name,
        due=assignment.due_at,
    )


def _tell_officers(assignment: Assignment, days: int, at: datetime) -> None:
    key = "review.overdue_officers"
    if assignment.due_at >= at:
        return  # officers are told of what is late, not of what is on time
    queue(
        key,
        to=queries.free_officers(assignment.proposal, at),
        at=at,
        once=_once(assignment, days, "officers"),
        url=reverse("reviews:proposal", args=[assignment.proposal_id]),
        reviewer=assignment.reviewer.user.full_name,
        reference=assignment.proposal.reference,
        due=assignment.due_at,
    )


def _once(assignment: Assignment, days: int, whom: str) -> str:
    return f"review.due/{assignment.pk}/{localtime(assignment.due_at).date()}/{days}/{whom}"
