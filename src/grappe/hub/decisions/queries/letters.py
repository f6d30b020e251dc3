"""Letters, and what an applicant may know before and after they are released."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from grappe.hub.decisions.enums import OVER, DecisionState
from grappe.hub.decisions.models import Decision, Item, Letter, Meeting
from grappe.hub.decisions.queries.meetings import FROM_THE_START, ONCE_DECIDED, visible_to
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.queries import own_side
from grappe.hub.proposals.queries import visible_to as proposals_visible_to


def decisions_visible_to(user: Any, at: datetime | None = None) -> QuerySet[Decision]:
    """Return the decisions that a person may read: applicants only those whose letter went out."""
    decisions = Decision.objects.select_related("proposal__lead", "item__meeting__round", "letter")
    if not user.is_authenticated or not user.is_active:
        return decisions.none()
    mine = Proposal.objects.filter(own_side(user))
    seen = Q(proposal__in=mine.values("pk"), letter__released_at__isnull=False)
    if user.cluster_roles & (FROM_THE_START | ONCE_DECIDED):
        theirs = proposals_visible_to(user, at or timezone.now()).exclude(pk__in=mine.values("pk"))
        seen |= Q(proposal__in=theirs.values("pk"), item__meeting__state__in=OVER)
    return decisions.filter(seen)


def to_be_told(meeting: Meeting) -> QuerySet[Decision]:
    """Return the ratified decisions of a meeting: each is told by a letter."""
    return (
        Decision.objects.filter(item__meeting=meeting, state=DecisionState.RATIFIED)
        .select_related("proposal__lead", "proposal__call", "item__meeting__round", "letter")
        .order_by("proposal__reference")
    )


def letters_of(meeting: Meeting) -> QuerySet[Letter]:
    """Return the prepared letters of a meeting's ratified decisions."""
    return Letter.objects.filter(decision__in=to_be_told(meeting).values("pk"))


def texts_hash(decision: Decision) -> str:
    """Return the hash of all that a letter says: a letter made from another hash is stale."""
    item: Item = decision.item
    said = [
        decision.outcome,
        str(decision.amount),
        decision.conditions_en,
        decision.conditions_fr,
        item.feedback_en,
        item.feedback_fr,
        decision.proposal.language,
        decision.proposal.title_en,
        decision.proposal.title_fr,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def sees_decision(user: Any, pk: str) -> bool:
    """Say whether a person may read a decision, for programs that are told of it."""
    return decisions_visible_to(user).filter(pk=pk).exists()


def sees_meeting(user: Any, pk: str) -> bool:
    """Say whether a person may know of a meeting, for programs that are told of it."""
    return visible_to(user).filter(pk=pk).exists()
