"""Moves of the state machine: the one place where a proposal's state changes."""

from datetime import datetime
from typing import Any

from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.proposals.enums import OPEN_STATES, PROPOSAL_MOVES, ProposalState
from grappe.hub.proposals.errors import NotInDraft
from grappe.hub.proposals.models import Proposal

# How each move is called in the trace.
VERBS = {
    "submit_eoi": "proposal.eoi_submitted",
    "return_eoi": "proposal.eoi_returned",
    "invite": "proposal.invited",
    "not_invite": "proposal.not_invited",
    "submit": "proposal.submitted",
    "return": "proposal.returned",
    "start_review": "proposal.review_started",
    "close_review": "proposal.review_closed",
    "select": "proposal.selected",
    "decline": "proposal.declined",
    "ratify": "proposal.ratified",
    "send_back": "proposal.sent_back",
    "reopen": "proposal.reopened",
    "withdraw": "proposal.withdrawn",
}


@transaction.atomic
def move_proposal(
    *, proposal: Proposal, move: str, by: Any, at: datetime, reason: str = "", **data: Any
) -> Proposal:
    """Make one move of the state machine and record it; raise WrongState, changing nothing."""
    proposal = locked(proposal)
    before = proposal.state
    label = ProposalState(before).label
    proposal.state = PROPOSAL_MOVES.target(move, before, label=label)
    proposal.changed_at = at
    proposal.save(update_fields=["state", "changed_at"])
    if reason:
        data["reason"] = reason
    record(VERBS[move], proposal, by=by, at=at, from_state=before, to_state=proposal.state, **data)
    return proposal


def locked(proposal: Proposal) -> Proposal:
    """Return the proposal as it is now, locked until the transaction ends."""
    return Proposal.objects.select_for_update().get(pk=proposal.pk)


def draft(proposal: Proposal) -> Proposal:
    """Return the proposal locked, or raise NotInDraft."""
    proposal = locked(proposal)
    if proposal.state not in OPEN_STATES:
        raise NotInDraft(state=ProposalState(proposal.state).label)
    return proposal
