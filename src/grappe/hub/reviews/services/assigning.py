"""Asking reviewers: by hand now, by the assignment engine later, through the same gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.calls.models import Round
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User
from grappe.hub.proposals.conflicts import Conflict, conflicts_among
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services import move_proposal
from grappe.hub.reviews.enums import (
    ACTIVE,
    ASSIGNMENT_MOVES,
    OWED,
    AssignedBy,
    AssignmentState,
)
from grappe.hub.reviews.errors import (
    AlreadyAssigned,
    DueInThePast,
    InConflict,
    LoadFull,
    NotAReviewer,
    TooSoon,
    WrongRound,
)
from grappe.hub.reviews.models import Assignment, Reviewer
from grappe.hub.reviews.queries.boards import loads
from grappe.hub.reviews.services.checks import (
    ASKABLE,
    due_after,
    end_of,
    label_of,
    lock_assignment,
    lock_proposal,
    reason_in,
    text,
    written,
)
from grappe.hub.reviews.services.standings import refresh_standing
from grappe.kit.access import ClusterRole

Pair = tuple[Proposal, Reviewer]


@transaction.atomic
def apply_assignment(
    *,
    round: Round,
    pairs: Iterable[Pair],
    by: User,
    at: datetime,
    chosen_by: AssignedBy = AssignedBy.HAND,
    reasons: Mapping[tuple[int, int], str] | None = None,
    due_at: datetime | None = None,
) -> list[Assignment]:
    """Invite a whole proposed set of (proposal, reviewer), or refuse it whole.

    This is where the assignment engine hands in what it proposes. `reasons` says why this reviewer,
    by (proposal id, reviewer id). Conflicts, loads, states and doubles are checked under locks; the
    first that fails is raised (InConflict, LoadFull, AlreadyAssigned, NotAReviewer, WrongRound,
    NotInReview) and nothing is changed. A submitted proposal enters review with its first reviewer.
    """
    pairs = list(pairs)
    if due_at is not None and due_at <= at:
        raise DueInThePast(due=written(due_at))
    proposals = _locked_proposals((p for p, _r in pairs), round)
    reviewers = _locked_reviewers(r for _p, r in pairs)
    _check_conflicts(pairs, proposals, reviewers, at)
    _check_loads(pairs, reviewers)
    made = []
    for proposal, reviewer in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].pk)):
        reason = (reasons or {}).get((proposal.pk, reviewer.pk), "")
        made.append(
            _invite(
                proposals[proposal.pk],
                reviewers[reviewer.pk],
                by=by,
                at=at,
                chosen_by=chosen_by,
                reason=text(reason, field=_("why this reviewer"), most=500),
                due_at=due_at,
            )
        )
    for proposal in proposals.values():
        if proposal.state == ProposalState.SUBMITTED:
            move_proposal(proposal=proposal, move="start_review", by=by, at=at)
        refresh_standing(proposal=proposal, at=at)
    return made


def invite_reviewer(
    *,
    proposal: Proposal,
    reviewer: Reviewer,
    by: User,
    at: datetime,
    reason: str = "",
    due_at: datetime | None = None,
) -> Assignment:
    """Invite one reviewer, chosen by hand, to one proposal of a round."""
    if proposal.round is None:
        raise WrongRound(proposal=proposal.reference, round="—")
    return apply_assignment(
        round=proposal.round,
        pairs=[(proposal, reviewer)],
        by=by,
        at=at,
        reasons={(proposal.pk, reviewer.pk): reason},
        due_at=due_at,
    )[0]


@transaction.atomic
def cancel_assignment(
    *, assignment: Assignment, by: User | None, at: datetime, reason: str, tell: bool = True
) -> Assignment:
    """Take a review back from a reviewer, with a reason; what they wrote stays in the record."""
    reason = reason_in(reason)
    proposal = Proposal.objects.select_for_update().get(pk=assignment.proposal_id)
    assignment = lock_assignment(assignment, move="cancel")
    before = assignment.state
    assignment.state = AssignmentState.CANCELLED
    assignment.cancel_reason, assignment.is_lead = reason, False
    assignment.save(update_fields=["state", "cancel_reason", "is_lead"])
    record(
        "review.cancelled",
        assignment,
        by=by,
        at=at,
        from_state=before,
        to_state=assignment.state,
        label=label_of(assignment),
        reason=reason,
    )
    if tell:
        queue(
            "review.cancelled",
            to=[assignment.reviewer.user],
            at=at,
            once=f"review.cancelled/{assignment.pk}/{at.isoformat()}",
            reviewer=assignment.reviewer.user.full_name,
        )
    refresh_standing(proposal=proposal, at=at)
    return assignment


@transaction.atomic
def replace_reviewer(
    *, assignment: Assignment, reviewer: Reviewer, by: User, at: datetime, reason: str
) -> Assignment:
    """Take a review back and ask somebody else, in one act."""
    cancel_assignment(assignment=assignment, by=by, at=at, reason=reason)
    return invite_reviewer(
        proposal=assignment.proposal, reviewer=reviewer, by=by, at=at, reason=reason
    )


@transaction.atomic
def remind(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Remind a reviewer of what they owe, at most once a day."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.state not in OWED:
        ASSIGNMENT_MOVES.target("send", assignment.state, label=assignment.get_state_display())
    last = assignment.reminded_at
    if last is not None and at - last < timedelta(days=1):
        raise TooSoon(reviewer=assignment.reviewer, day=written(last))
    assignment.reminded_at = at
    assignment.save(update_fields=["reminded_at"])
    record("review.reminded", assignment, by=by, at=at, label=label_of(assignment))
    queue(
        "review.overdue" if assignment.due_at < at else "review.reminder",
        to=[assignment.reviewer.user],
        at=at,
        once=f"review.reminded/{assignment.pk}/{localtime(at).date()}",
        url=reverse("reviews:review", args=[assignment.pk]),
        reviewer=assignment.reviewer.user.full_name,
        due=assignment.due_at,
    )
    return assignment


@transaction.atomic
def change_due(*, assignment: Assignment, due_at: datetime, by: User, at: datetime) -> Assignment:
    """Give a reviewer more time, or less."""
    if due_at <= at:
        raise DueInThePast(due=written(due_at))
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.state not in OWED:
        ASSIGNMENT_MOVES.target("send", assignment.state, label=assignment.get_state_display())
    before, assignment.due_at = assignment.due_at, end_of(due_at)
    assignment.save(update_fields=["due_at"])
    record(
        "review.due_changed",
        assignment,
        by=by,
        at=at,
        label=label_of(assignment),
        was=before,
        due=assignment.due_at,
    )
    return assignment


@transaction.atomic
def name_lead(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Let one reviewer write the consensus of a proposal."""
    lock_proposal(assignment.proposal, within=ASKABLE)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.state not in ACTIVE:
        ASSIGNMENT_MOVES.target("send", assignment.state, label=assignment.get_state_display())
    Assignment.objects.filter(proposal=assignment.proposal_id, is_lead=True).update(is_lead=False)
    assignment.is_lead = True
    assignment.save(update_fields=["is_lead"])
    record("review.lead_named", assignment, by=by, at=at, label=label_of(assignment))
    return assignment


def _locked_proposals(proposals: Iterable[Proposal], round: Round) -> dict[int, Proposal]:
    """Lock the proposals in one order, so that two officers never wait for one another."""
    found = {}
    for proposal in sorted({p.pk: p for p in proposals}.values(), key=lambda p: p.pk):
        locked = lock_proposal(proposal, within=ASKABLE)
        if locked.round_id != round.pk:
            raise WrongRound(proposal=locked.reference, round=round)
        found[locked.pk] = locked
    return found


def _locked_reviewers(reviewers: Iterable[Reviewer]) -> dict[int, Reviewer]:
    """Lock the reviewers, whose rows carry the limit of their load."""
    pks = sorted({one.pk for one in reviewers})
    found = {
        one.pk: one
        for one in Reviewer.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk__in=pks)
        .order_by("pk")
    }
    for one in found.values():
        holds = one.user.grants.filter(role=ClusterRole.REVIEWER, ended_at=None).exists()
        if not (one.active and one.user.is_active and holds):
            raise NotAReviewer(reviewer=one)
    return found


def _check_conflicts(
    pairs: list[Pair],
    proposals: Mapping[int, Proposal],
    reviewers: Mapping[int, Reviewer],
    at: datetime,
) -> None:
    found = conflicts_among([r.user for r in reviewers.values()], proposals.values(), at)
    for proposal, reviewer in pairs:
        if conflicts := found.get((reviewer.user_id, proposal.pk)):
            raise InConflict(
                reviewer=reviewer, proposal=proposal.reference, evidence=_said(conflicts)
            )


def _said(conflicts: list[Conflict]) -> str:
    return " ".join(one.evidence for one in conflicts)


def _check_loads(pairs: list[Pair], reviewers: Mapping[int, Reviewer]) -> None:
    owed = loads(reviewers)
    for _proposal, reviewer in pairs:
        owed[reviewer.pk] = owed.get(reviewer.pk, 0) + 1
        locked = reviewers[reviewer.pk]
        if owed[reviewer.pk] > locked.load_most:
            raise LoadFull(reviewer=locked, most=locked.load_most)


def _invite(
    proposal: Proposal,
    reviewer: Reviewer,
    *,
    by: User,
    at: datetime,
    chosen_by: AssignedBy,
    reason: str,
    due_at: datetime | None,
) -> Assignment:
    """Create the assignment, or open again one that was declined or cancelled."""
    fresh = {
        "state": AssignmentState.INVITED,
        "assigned_by": by,
        "assigned_at": at,
        "chosen_by": chosen_by,
        "reason": reason,
        "due_at": end_of(due_at) if due_at else due_after(proposal, at),
        "answered_at": None,
        "decline_reason": "",
        "decline_note": "",
        "cancel_reason": "",
        "reminded_at": None,
    }
    earlier = Assignment.objects.filter(proposal=proposal, reviewer=reviewer).first()
    before = earlier.state if earlier else ""
    if earlier and earlier.state in ACTIVE:
        raise AlreadyAssigned(reviewer=reviewer, proposal=proposal.reference)
    assignment, _made = Assignment.objects.update_or_create(
        proposal=proposal, reviewer=reviewer, defaults=fresh
    )
    record(
        "review.invited",
        assignment,
        by=by,
        at=at,
        from_state=before,
        to_state=assignment.state,
        label=label_of(assignment),
        chosen_by=chosen_by,
        reason=reason,
    )
    _tell_invited(assignment, reviewer, at)
    return assignment


def _tell_invited(assignment: Assignment, reviewer: Reviewer, at: datetime) -> None:
    queue(
        "review.invited",
        to=[reviewer.user],
        at=at,
        once=f"review.invited/{assignment.pk}/{at.isoformat()}",
        url=reverse("reviews:review", args=[assignment.pk]),
        reviewer=reviewer.user.full_name,
        due=assignment.due_at,
    )
