"""The ranked list of a round: one query, read from what the services keep in Standing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from grappe.hub.calls.models import Round
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.enums import HANDED_IN, OWED
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.queries.seeing import seen_by_cluster


def ranked(round: Round) -> QuerySet[Proposal]:
    """Return the proposals of a round, best first, with their standing; those without score last.

    The caller narrows it to what its reader may see: `ranked_for` does so for a person.
    """
    return (
        Proposal.objects.filter(round=round, state__in=HANDED_IN)
        .select_related("standing", "lead")
        .order_by(F("standing__score").desc(nulls_last=True), "pk")
    )


def sealed_for(user: Any) -> Q:
    """Select the proposals whose scores a person must not see yet: they owe a review of it."""
    owed = Assignment.objects.filter(reviewer__user=user, state__in=OWED)
    return Q(pk__in=owed.values("proposal_id"))


def ranked_for(user: Any, round: Round, at: datetime) -> QuerySet[Proposal]:
    """Return the ranked list as a person may see it.

    Proposals in conflict are left out. Those that the person still has to review come with
    `sealed` true and stand last, so that neither the score nor the place betrays the others.
    """
    owed = Assignment.objects.filter(reviewer__user=user, state__in=OWED, proposal=OuterRef("pk"))
    return (
        ranked(round)
        .filter(pk__in=seen_by_cluster(user, at).values("pk"))
        .annotate(sealed=Exists(owed))
        .order_by("sealed", F("standing__score").desc(nulls_last=True), "pk")
    )
