"""Handing in, taking back, screening."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja.responses import Status

from grappe.hub.proposals import policies, services
from grappe.hub.proposals.api.router import router
from grappe.hub.proposals.api.schemas import (
    Asking,
    InviteIn,
    ProposalWhole,
    ReasonIn,
    ReturnIn,
    RoundIn,
    SnapshotOut,
    seen,
)
from grappe.hub.proposals.models import Proposal, Snapshot
from grappe.kit.access import require
from grappe.kit.api import Problem

REFUSED: dict[int, Any] = {403: Problem, 404: Problem, 409: Problem, 422: Problem}
ONE = "/{int:proposal_id}"


@router.post(f"{ONE}/submit", response={201: SnapshotOut, **REFUSED})
def submit(request: Asking, proposal_id: int) -> Status[Snapshot]:
    """Hand in and freeze. 409 proposals.not_ready names every gap."""
    proposal = seen(request, proposal_id)
    require(policies.may_submit, request.user, proposal)
    return Status(201, services.submit_proposal(proposal=proposal, by=request.user, at=now()))


@router.post(f"{ONE}/withdraw", response={200: ProposalWhole, **REFUSED})
def withdraw(request: Asking, proposal_id: int, body: ReasonIn) -> Proposal:
    """Take a proposal back for good."""
    proposal = seen(request, proposal_id)
    require(policies.may_withdraw, request.user, proposal)
    return services.withdraw_proposal(
        proposal=proposal, reason=body.reason, by=request.user, at=now()
    )


@router.post(f"{ONE}/return", response={200: ProposalWhole, **REFUSED})
def return_(request: Asking, proposal_id: int, body: ReturnIn) -> Proposal:
    """Return a proposal to be corrected."""
    proposal = seen(request, proposal_id)
    require(policies.may_return, request.user, proposal)
    return services.return_proposal(
        proposal=proposal, reason=body.reason, due_at=body.due_at, by=request.user, at=now()
    )


@router.post(f"{ONE}/invite", response={200: ProposalWhole, **REFUSED})
def invite(request: Asking, proposal_id: int, body: InviteIn) -> Proposal:
    """Invite the full proposal after an expression of interest."""
    proposal = seen(request, proposal_id)
    require(policies.may_invite, request.user, proposal)
    return services.invite_to_full(
        proposal=proposal, due_at=body.due_at, note=body.note, by=request.user, at=now()
    )


@router.post(f"{ONE}/not-invite", response={200: ProposalWhole, **REFUSED})
def not_invite(request: Asking, proposal_id: int, body: ReasonIn) -> Proposal:
    """End an expression of interest with the reason."""
    proposal = seen(request, proposal_id)
    require(policies.may_invite, request.user, proposal)
    return services.not_invite(proposal=proposal, reason=body.reason, by=request.user, at=now())


@router.put(f"{ONE}/round", response={200: ProposalWhole, **REFUSED})
def assign_round(request: Asking, proposal_id: int, body: RoundIn) -> Proposal:
    """Put a submitted proposal into a round of its call."""
    proposal = seen(request, proposal_id)
    require(policies.may_assign_round, request.user, proposal)
    rounds = proposal.call.rounds
    round_ = get_object_or_404(rounds, pk=body.round) if body.round is not None else None
    return services.assign_round(proposal=proposal, round=round_, by=request.user, at=now())


@router.post(f"{ONE}/adopt-version", response={200: ProposalWhole, **REFUSED})
def adopt_version(request: Asking, proposal_id: int) -> Proposal:
    """Let a draft answer the call's newest version."""
    proposal = seen(request, proposal_id)
    require(policies.may_edit, request.user, proposal)
    return services.adopt_version(proposal=proposal, by=request.user, at=now())
