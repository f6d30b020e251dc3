"""A proposal enters review and leaves it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.people.models import User
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services import move_proposal
from grappe.hub.reviews.enums import OWED, AssignmentState
from grappe.hub.reviews.errors import ReviewsMissing
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.services.assigning import cancel_assignment
from grappe.hub.reviews.services.checks import lock_proposal
from grappe.hub.reviews.services.standings import refresh_standing


@transaction.atomic
def start_review(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Take a submitted proposal into review."""
    proposal = move_proposal(proposal=proposal, move="start_review", by=by, at=at)
    refresh_standing(proposal=proposal, at=at)
    return proposal


@transaction.atomic
def close_review(*, proposal: Proposal, by: User, at: datetime, reason: str = "") -> Proposal:
    """Hand a reviewed proposal on to the committee; reviews still owed are no longer asked for.

    Refused with ReviewsMissing while not one review was sent.
    """
    proposal = lock_proposal(proposal, within=frozenset({ProposalState.IN_REVIEW}))
    rows = Assignment.objects.filter(proposal=proposal)
    if not rows.filter(state=AssignmentState.SUBMITTED).exists():
        raise ReviewsMissing(proposal=proposal.reference)
    for owed in rows.filter(state__in=OWED).select_related("reviewer__user"):
        cancel_assignment(
            assignment=owed,
            by=by,
            at=at,
            reason=reason or _("The review of the proposal was closed."),
        )
    refresh_standing(proposal=proposal, at=at)
    return move_proposal(proposal=proposal, move="close_review", by=by, at=at, reason=reason)
