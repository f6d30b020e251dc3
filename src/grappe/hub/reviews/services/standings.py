"""Keeping how a proposal stands, so that lists sort by it without reading a single review."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from grappe.hub.notices.services import queue
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import ACTIVE, OWED, AssignmentState
from grappe.hub.reviews.models import Assignment, Consensus, Standing


@transaction.atomic
def refresh_standing(*, proposal: Proposal, at: datetime) -> Standing:
    """Reckon a proposal's score, spread and counts again, and tell officers what is new in them.

    The mean of the sent reviews counts until there is a consensus, whose scores then stand instead;
    the spread stays that of the reviews.
    """
    proposal = Proposal.objects.select_for_update().select_related("version").get(pk=proposal.pk)
    definition = proposal.version.definition
    rows = list(Assignment.objects.filter(proposal=proposal, state__in=ACTIVE))
    sent = [row for row in rows if row.state == AssignmentState.SUBMITTED]
    reading = queries.reading_of(
        (row.score for row in sent if row.score is not None),
        threshold=definition.reviewing.disagreement_above,
    )
    consensus = Consensus.objects.filter(proposal=proposal).first()
    agreed = queries.weighted(consensus.scores, definition) if consensus else None
    before = Standing.objects.filter(proposal=proposal).first()
    standing, _made = Standing.objects.update_or_create(
        proposal=proposal,
        defaults={
            "score": reading.mean if agreed is None else agreed,
            "mean": reading.mean,
            "by_consensus": agreed is not None,
            "spread": reading.spread,
            "disputed": reading.disputed and agreed is None,
            "reviews_sent": len(sent),
            "reviews_asked": len(rows),
        },
    )
    _tell(proposal, before, standing, owed=[row for row in rows if row.state in OWED], at=at)
    return standing


def _tell(
    proposal: Proposal,
    before: Standing | None,
    standing: Standing,
    *,
    owed: list[Assignment],
    at: datetime,
) -> None:
    url = reverse("reviews:proposal", args=[proposal.pk])
    more = standing.reviews_sent > (before.reviews_sent if before else 0)
    if more and not owed:
        queue(
            "review.all_in",
            to=queries.free_officers(proposal, at),
            at=at,
            once=f"review.all_in/{proposal.pk}/{standing.reviews_sent}",
            url=url,
            reference=proposal.reference,
            count=standing.reviews_sent,
        )
    if standing.disputed and not (before and before.disputed):
        queue(
            "review.disputed",
            to=queries.free_officers(proposal, at),
            at=at,
            once=f"review.disputed/{proposal.pk}/{standing.reviews_sent}/{standing.spread}",
            url=url,
            reference=proposal.reference,
            spread=standing.spread,
        )
