"""Moves of the state machine: the one place where a proposal's state changes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grappe.hub.audit.services import record
from grappe.hub.proposals.enums import OPEN_STATES, PROPOSAL_MOVES, ProposalState
from grappe.hub.proposals.errors import NotInDraft
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.queries import told_to_applicants
from grappe.hub.proposals.queries.telling import SEALED_VERBS

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
# What its own people read in the history of a proposal.
LABELS = {
    "proposal.started": _("started"),
    "proposal.partner_invited": _("partner invited"),
    "proposal.partner_removed": _("partner removed"),
    "proposal.lead_changed": _("lead changed"),
    "proposal.part_confirmed": _("part confirmed"),
    "proposal.part_unconfirmed": _("part changed after its confirmation"),
    "proposal.file_added": _("file attached"),
    "proposal.file_removed": _("file removed"),
    "proposal.version_adopted": _("changes of the call taken over"),
    "proposal.eoi_submitted": _("expression of interest submitted"),
    "proposal.eoi_returned": _("expression of interest returned to be corrected"),
    "proposal.invited": _("invited to the full proposal"),
    "proposal.not_invited": _("not invited further"),
    "proposal.submitted": _("submitted"),
    "proposal.returned": _("returned to be corrected"),
    "proposal.round_assigned": _("put into a round"),
    "proposal.review_started": _("review started"),
    "proposal.review_closed": _("review closed"),
    "proposal.withdrawn": _("withdrawn"),
    "proposal.selected": _("selected by the committee"),
    "proposal.declined": _("declined"),
    "proposal.ratified": _("ratified"),
    "proposal.reopened": _("taken up again after a decision"),
    "decision.released": _("decision released"),
}
# Moves that its own people hear of by letter only: the date of the last change must not move either.
SEALED_MOVES = frozenset(move for move, verb in VERBS.items() if verb in SEALED_VERBS)
OWN_MOVES = frozenset({"submit_eoi", "submit", "withdraw"})


@transaction.atomic
def move_proposal(
    *, proposal: Proposal, move: str, by: Any, at: datetime, reason: str = "", **data: Any
) -> Proposal:
    """Make one move of the state machine and record it; raise WrongState, changing nothing."""
    proposal = locked(proposal)
    before = proposal.state
    proposal.state = PROPOSAL_MOVES.target(move, before, label=_label(proposal, move))
    if move not in SEALED_MOVES:
        proposal.changed_at = at
    proposal.save(update_fields=["state", "changed_at"])
    if reason:
        data["reason"] = reason
    record(VERBS[move], proposal, by=by, at=at, from_state=before, to_state=proposal.state, **data)
    return proposal


def _label(proposal: Proposal, move: str) -> Any:
    """Return the state that a refusal names: to its own people the one that they are told."""
    own = move in OWN_MOVES
    return (told_to_applicants(proposal) if own else ProposalState(proposal.state)).label


def locked(proposal: Proposal) -> Proposal:
    """Return the proposal as it is now, locked until the transaction ends."""
    return Proposal.objects.select_for_update().get(pk=proposal.pk)


def draft(proposal: Proposal) -> Proposal:
    """Return the proposal locked, or raise NotInDraft."""
    proposal = locked(proposal)
    if proposal.state not in OPEN_STATES:
        raise NotInDraft(state=told_to_applicants(proposal).label)
    return proposal
