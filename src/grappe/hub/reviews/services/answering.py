"""A reviewer's answer to an invitation, and the conflicts that people declare."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User
from grappe.hub.proposals.conflicts import conflicts_between
from grappe.hub.proposals.models import ConflictDeclaration, Proposal
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import ACTIVE, AssignmentState, DeclineReason
from grappe.hub.reviews.errors import AgreementNeeded, InConflict, ReasonNeeded
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.services.assigning import cancel_assignment
from grappe.hub.reviews.services.checks import (
    ASKABLE,
    LONGEST_LINE,
    label_of,
    lock_assignment,
    lock_proposal,
    reason_in,
    text,
)
from grappe.hub.reviews.services.standings import refresh_standing


@transaction.atomic
def accept_invitation(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Take on a review; raise AgreementNeeded before the reviewer's agreement is accepted."""
    proposal = lock_proposal(assignment.proposal, within=ASKABLE)
    assignment = lock_assignment(assignment, move="accept")
    if assignment.reviewer.agreed_at is None:
        raise AgreementNeeded
    if conflicts := conflicts_between(user=assignment.reviewer.user, proposal=proposal, at=at):
        raise InConflict(
            reviewer=assignment.reviewer,
            proposal=proposal.reference,
            evidence=conflicts[0].evidence,
        )
    assignment.state, assignment.answered_at = AssignmentState.ACCEPTED, at
    assignment.save(update_fields=["state", "answered_at"])
    _record("review.accepted", assignment, AssignmentState.INVITED, by=by, at=at)
    queue(
        "review.accepted",
        to=queries.free_officers(proposal, at),
        at=at,
        once=f"review.accepted/{assignment.pk}/{at.isoformat()}",
        url=reverse("reviews:proposal", args=[proposal.pk]),
        reviewer=assignment.reviewer.user.full_name,
        reference=proposal.reference,
        due=assignment.due_at,
    )
    return assignment


@transaction.atomic
def decline_invitation(
    *, assignment: Assignment, reason: DeclineReason, by: User, at: datetime, note: str = ""
) -> Assignment:
    """Decline a review, or step back from one accepted; a conflict shuts the proposal at once."""
    if reason not in DeclineReason:
        raise ReasonNeeded
    note = text(note, field="note", most=LONGEST_LINE)
    proposal = Proposal.objects.select_for_update().get(pk=assignment.proposal_id)
    assignment = lock_assignment(assignment, move="decline")
    before = assignment.state
    assignment.state, assignment.answered_at = AssignmentState.DECLINED, at
    assignment.decline_reason, assignment.decline_note = reason, note
    assignment.is_lead = False
    assignment.save(
        update_fields=["state", "answered_at", "decline_reason", "decline_note", "is_lead"]
    )
    _record("review.declined", assignment, before, by=by, at=at, reason=str(reason))
    if reason == DeclineReason.CONFLICT:
        _declare(
            assignment.reviewer.user, proposal, note or str(DeclineReason.CONFLICT.label), by, at
        )
    refresh_standing(proposal=proposal, at=at)
    queue(
        "review.declined",
        to=queries.free_officers(proposal, at),
        at=at,
        once=f"review.declined/{assignment.pk}/{at.isoformat()}",
        url=reverse("reviews:proposal", args=[proposal.pk]),
        reviewer=assignment.reviewer.user.full_name,
        reference=proposal.reference,
        reason=DeclineReason(reason).label,
    )
    return assignment


@transaction.atomic
def declare_conflict(
    *, user: User, proposal: Proposal, reason: str, by: User, at: datetime
) -> ConflictDeclaration:
    """Declare that a person may not judge a proposal: it is shut to them at once.

    A review that they still owe or have sent is cancelled, and officers without conflict are asked
    to find another reviewer.
    """
    reason = reason_in(reason)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    declaration = _declare(user, proposal, reason, by, at)
    standing = Assignment.objects.filter(
        proposal=proposal, reviewer__user=user, state__in=ACTIVE
    ).select_related("reviewer__user")
    for assignment in standing:
        cancel_assignment(assignment=assignment, by=by, at=at, reason=reason, tell=False)
        tell_of_conflict(assignment, at)
    return declaration


@transaction.atomic
def withdraw_declaration(
    *, declaration: ConflictDeclaration, reason: str, by: User, at: datetime
) -> ConflictDeclaration:
    """End a declared conflict that was made in error; the rules go on counting."""
    reason = reason_in(reason)
    declaration = ConflictDeclaration.objects.select_for_update().get(pk=declaration.pk)
    if declaration.ended_at is None:
        declaration.ended_at = at
        declaration.save(update_fields=["ended_at"])
        record("conflict.withdrawn", declaration, by=by, at=at, label=_named(declaration))
    return declaration


def tell_of_conflict(assignment: Assignment, at: datetime) -> None:
    """Ask officers without conflict to find another reviewer."""
    queue(
        "review.conflict_found",
        to=queries.free_officers(assignment.proposal, at),
        at=at,
        once=f"review.conflict_found/{assignment.pk}/{at.isoformat()}",
        url=reverse("reviews:proposal", args=[assignment.proposal_id]),
        reviewer=assignment.reviewer.user.full_name,
        reference=assignment.proposal.reference,
    )


def _declare(
    user: User, proposal: Proposal, reason: str, by: User, at: datetime
) -> ConflictDeclaration:
    declaration, made = ConflictDeclaration.objects.get_or_create(
        user=user,
        proposal=proposal,
        ended_at=None,
        defaults={"reason": str(reason), "declared_by": by, "declared_at": at},
    )
    if made:
        record("conflict.declared", declaration, by=by, at=at, label=_named(declaration))
    return declaration


def _named(declaration: ConflictDeclaration) -> str:
    return f"{declaration.proposal.reference} · {declaration.user}"


def _record(
    verb: str, assignment: Assignment, before: str, *, by: User, at: datetime, **data: str
) -> None:
    record(
        verb,
        assignment,
        by=by,
        at=at,
        from_state=before,
        to_state=assignment.state,
        label=label_of(assignment),
        **data,
    )
