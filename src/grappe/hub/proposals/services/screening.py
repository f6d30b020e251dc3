"""What programme officers do with what was handed in, before experts read it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.calls.models import Round
from grappe.hub.people.models import User
from grappe.hub.proposals import queries
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.errors import DueInThePast, NoRound, ReasonNeeded
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services.cleaning import clean_text
from grappe.hub.proposals.services.moves import locked, move_proposal
from grappe.hub.proposals.services.starting import moment
from grappe.hub.proposals.services.submission import tell_about

SCREENED = frozenset({ProposalState.SUBMITTED, ProposalState.IN_REVIEW, ProposalState.REVIEWED})


@transaction.atomic
def return_proposal(
    *, proposal: Proposal, reason: str, due_at: datetime, by: User, at: datetime
) -> Proposal:
    """Give a proposal back to be corrected until a day, with the reason; its draft opens again."""
    reason, proposal = _reason(reason), locked(proposal)
    if due_at <= at:
        raise DueInThePast(due=moment(due_at))
    move = "return_eoi" if proposal.state == ProposalState.EOI_SUBMITTED else "return"
    moved = move_proposal(proposal=proposal, move=move, by=by, at=at, reason=reason, due_at=due_at)
    moved.returned_at, moved.return_reason, moved.return_due_at = at, reason, due_at
    moved.save(update_fields=["returned_at", "return_reason", "return_due_at"])
    _tell("proposal.returned", moved, by=by, at=at, reason=reason, due=due_at)
    return moved


@transaction.atomic
def invite_to_full(
    *, proposal: Proposal, by: User, at: datetime, due_at: datetime | None = None, note: str = ""
) -> Proposal:
    """Invite the full proposal after an expression of interest, until a day or the call's close."""
    if due_at is not None and due_at <= at:
        raise DueInThePast(due=moment(due_at))
    note = clean_text(_("note"), note, most=5000)
    moved = move_proposal(proposal=proposal, move="invite", by=by, at=at, reason=note)
    moved.return_due_at, moved.return_reason = due_at, ""
    moved.save(update_fields=["return_due_at", "return_reason"])
    closes = due_at or moved.call.closes_at
    _tell("proposal.invited", moved, by=by, at=at, reason=note, due=closes)
    return moved


@transaction.atomic
def not_invite(*, proposal: Proposal, reason: str, by: User, at: datetime) -> Proposal:
    """End an expression of interest with the reason, which the consortium reads."""
    reason = _reason(reason)
    moved = move_proposal(proposal=proposal, move="not_invite", by=by, at=at, reason=reason)
    _tell("proposal.not_invited", moved, by=by, at=at, reason=reason)
    return moved


@transaction.atomic
def assign_round(*, proposal: Proposal, round: Round | None, by: User, at: datetime) -> Proposal:
    """Put a submitted proposal into a round of its call, or take it out of its round (None)."""
    proposal = locked(proposal)
    if round is not None and round.call_id != proposal.call_id:
        raise NoRound(round=str(round))
    if proposal.state not in SCREENED:
        raise NoRound(round=str(round or proposal.round or "—"))
    if proposal.round_id == (round.pk if round else None):
        return proposal
    before, proposal.round = str(proposal.round or ""), round
    proposal.changed_at = at
    proposal.save(update_fields=["round", "changed_at"])
    after = str(round or "")
    record("proposal.round_assigned", proposal, by=by, at=at, before=before, after=after)
    return proposal


def _reason(raw: str) -> str:
    reason = clean_text(_("reason"), raw, most=5000)
    if len(reason) < 10:
        raise ReasonNeeded()
    return reason


def _tell(
    key: str,
    proposal: Proposal,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    due: datetime | None = None,
) -> None:
    people = queries.people_of_proposal(proposal)
    once = f"{key}/{proposal.pk}/{at.isoformat()}"
    tell_about(key, proposal, to=people, by=by, at=at, once=once, reason=reason, due=due)
