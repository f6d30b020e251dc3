"""Who sees which reviews: one place for page, list, count, export and API.

A conflict of interest shuts everything about a proposal: its assignments, counts, scores and words.
Being of the consortium does too: what `proposals` shows its own side never includes the reviews.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from grappe.hub.people.models import User
from grappe.hub.people.queries import holders_of
from grappe.hub.proposals.conflicts import barred, conflicts_for
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.enums import ACTIVE, HANDED_IN, OWED, AssignmentState
from grappe.hub.reviews.models import Assignment
from grappe.kit.access import ClusterRole, roles_of

READS_ALL = frozenset({ClusterRole.OFFICER, ClusterRole.DIRECTOR, ClusterRole.AUDITOR})
READS_HANDED_IN = frozenset({ClusterRole.COMMITTEE, ClusterRole.BOARD})


def seen_by_cluster(user: Any, at: datetime) -> QuerySet[Proposal]:
    """Return the proposals whose reviews a person may know of by a cluster role, less conflicts."""
    roles = roles_of(user)
    if not user.is_authenticated or not user.is_active:
        return Proposal.objects.none()
    if roles & READS_ALL:
        proposals = Proposal.objects.all()
    elif roles & READS_HANDED_IN:
        proposals = Proposal.objects.filter(state__in=HANDED_IN)
    else:
        return Proposal.objects.none()
    return proposals.exclude(barred(user, at))


def my_assignments(user: Any, at: datetime) -> QuerySet[Assignment]:
    """Return the reviews asked of a person, less those of proposals in conflict."""
    if not user.is_authenticated or ClusterRole.REVIEWER not in roles_of(user):
        return Assignment.objects.none()
    shut = Proposal.objects.filter(barred(user, at)).values("pk")
    return Assignment.objects.filter(reviewer__user=user).exclude(proposal__in=shut)


def assignments_visible_to(user: Any, at: datetime) -> QuerySet[Assignment]:
    """Return the assignments that a person may know of.

    Programme staff see all, the committee and the board those that were sent; a reviewer sees their
    own, and the others' on a proposal only after sending their own. Whoever owes a review of a
    proposal sees no other review of it, whatever else they are.
    """
    mine = my_assignments(user, at)
    by_role = Assignment.objects.filter(proposal__in=seen_by_cluster(user, at).values("pk"))
    if not roles_of(user) & READS_ALL:
        by_role = by_role.filter(state=AssignmentState.SUBMITTED)
    done = mine.filter(state=AssignmentState.SUBMITTED).values("proposal_id")
    owed = mine.filter(state__in=OWED).values("proposal_id")
    own = Q(pk__in=mine.exclude(state=AssignmentState.CANCELLED).values("pk"))
    others = Q(pk__in=by_role.values("pk"))
    others |= Q(proposal__in=done, state=AssignmentState.SUBMITTED)
    return Assignment.objects.filter(own | (others & ~Q(proposal__in=owed)))


def reads_private(user: Any, proposal: Proposal, at: datetime) -> bool:
    """Say whether a person may read what reviewers wrote for the committee only."""
    owed = my_assignments(user, at).filter(proposal=proposal, state__in=OWED)
    return seen_by_cluster(user, at).filter(pk=proposal.pk).exists() and not owed.exists()


def sees_assignment(user: Any, pk: str) -> bool:
    """Say whether a person may be told of an assignment with this key."""
    return assignments_visible_to(user, timezone.now()).filter(pk=pk).exists()


def readable_reviews(user: Any, proposal: Proposal, at: datetime) -> QuerySet[Assignment]:
    """Return the sent reviews of a proposal that a person may read."""
    return (
        assignments_visible_to(user, at)
        .filter(proposal=proposal, state=AssignmentState.SUBMITTED)
        .select_related("reviewer__user")
        .prefetch_related("scores", "revisions")
        .order_by("sent_at", "pk")
    )


def may_read_others(user: Any, proposal: Proposal, at: datetime) -> bool:
    """Say whether a person may read what others wrote on a proposal: after their own, if they owe one."""
    mine = my_assignments(user, at).filter(proposal=proposal)
    if mine.filter(state__in=OWED).exists():
        return False
    if mine.filter(state=AssignmentState.SUBMITTED).exists():
        return True
    return seen_by_cluster(user, at).filter(pk=proposal.pk).exists()


def reviewed_before(user: Any, at: datetime) -> QuerySet[Proposal]:
    """Return the proposals whose reviews a person may open: by role or own review, owing none."""
    mine = my_assignments(user, at)
    done = mine.filter(state=AssignmentState.SUBMITTED).values("proposal_id")
    owed = mine.filter(state__in=OWED).values("proposal_id")
    by_role = seen_by_cluster(user, at).values("pk")
    return Proposal.objects.filter(Q(pk__in=by_role) | Q(pk__in=done)).exclude(pk__in=owed)


def assignments_for(proposal: Proposal) -> QuerySet[Assignment]:
    """Return the assignments of a proposal that stand, with their people."""
    return (
        Assignment.objects.filter(proposal=proposal, state__in=ACTIVE)
        .select_related("reviewer__user")
        .order_by("assigned_at", "pk")
    )


def free_officers(proposal: Proposal, at: datetime) -> list[User]:
    """Return the programme officers who may know of a proposal: those without a conflict.

    An officer who owes a review of the proposal is left out as well: notices would tell them how it
    goes before they wrote their own.
    """
    officers = list(holders_of(ClusterRole.OFFICER))
    conflicts = conflicts_for(officers, proposal, at)
    owing = set(
        Assignment.objects.filter(proposal=proposal, state__in=OWED).values_list(
            "reviewer__user_id", flat=True
        )
    )
    return [one for one in officers if not conflicts[one.pk] and one.pk not in owing]
