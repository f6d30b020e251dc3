"""The consortium and its money."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja.responses import Status

from grappe.hub.people.models import Organisation
from grappe.hub.proposals import policies, services
from grappe.hub.proposals.api.router import router
from grappe.hub.proposals.api.schemas import (
    Asking,
    ConfirmIn,
    CostsIn,
    FundingIn,
    PartIn,
    PartnerIn,
    PartnerOut,
    ProposalWhole,
    part_seen,
    seen,
)
from grappe.hub.proposals.models import Partner, Proposal
from grappe.kit.access import require
from grappe.kit.api import Problem

REFUSED: dict[int, Any] = {403: Problem, 404: Problem, 409: Problem, 422: Problem}
PART = "/{int:proposal_id}/partners/{int:partner_id}"


@router.post("/{int:proposal_id}/partners", response={201: PartnerOut, **REFUSED})
def add_partner(request: Asking, proposal_id: int, body: PartnerIn) -> Status[Partner]:
    """Invite an organisation into the consortium."""
    proposal = seen(request, proposal_id)
    require(policies.may_manage_partners, request.user, proposal)
    organisation = get_object_or_404(Organisation, pk=body.organisation)
    partner = services.add_partner(
        proposal=proposal,
        organisation=organisation,
        role=body.role,
        contribution=body.contribution,
        by=request.user,
        at=now(),
    )
    return Status(201, partner)


@router.patch(PART, response={200: PartnerOut, **REFUSED})
def change_part(request: Asking, proposal_id: int, partner_id: int, body: PartIn) -> Partner:
    """Change a part; a confirmed part must be confirmed again."""
    partner = part_seen(request, proposal_id, partner_id)
    require(policies.may_edit_part, request.user, partner)
    values = body.model_dump(exclude_unset=True)
    return services.change_part(partner=partner, by=request.user, at=now(), **values)


@router.delete(PART, response={204: None, **REFUSED})
def remove_partner(request: Asking, proposal_id: int, partner_id: int) -> Status[None]:
    """Take a partner out of the consortium."""
    partner = part_seen(request, proposal_id, partner_id)
    if not policies.may_leave(request.user, partner):
        require(policies.may_manage_partners, request.user, partner.proposal)
    services.remove_partner(partner=partner, by=request.user, at=now())
    policies.forget(request.user)
    return Status(204, None)


@router.post(f"{PART}/lead", response={200: ProposalWhole, **REFUSED})
def make_lead(request: Asking, proposal_id: int, partner_id: int) -> Proposal:
    """Let another partner lead."""
    partner = part_seen(request, proposal_id, partner_id)
    require(policies.may_manage_partners, request.user, partner.proposal)
    return services.make_lead(partner=partner, by=request.user, at=now())


@router.put(f"{PART}/costs", response={200: PartnerOut, **REFUSED})
def put_costs(request: Asking, proposal_id: int, partner_id: int, body: CostsIn) -> Partner:
    """Replace the costs of a partner, all or none."""
    partner = part_seen(request, proposal_id, partner_id)
    require(policies.may_edit_part, request.user, partner)
    costs = {(one.category, one.quarter): one.amount for one in body.costs}
    return services.set_cost_lines(partner=partner, costs=costs, by=request.user, at=now())


@router.put(f"{PART}/funding", response={200: PartnerOut, **REFUSED})
def put_funding(request: Asking, proposal_id: int, partner_id: int, body: FundingIn) -> Partner:
    """Replace what a partner brings in, all or none."""
    partner = part_seen(request, proposal_id, partner_id)
    require(policies.may_edit_part, request.user, partner)
    funding = [(one.source, one.label, one.amount) for one in body.funding]
    return services.set_funding(partner=partner, funding=funding, by=request.user, at=now())


@router.post(f"{PART}/confirm", response={200: PartnerOut, **REFUSED})
def confirm(request: Asking, proposal_id: int, partner_id: int, body: ConfirmIn) -> Partner:
    """Confirm your own part and budget, as read."""
    partner = part_seen(request, proposal_id, partner_id)
    require(policies.may_confirm_part, request.user, partner)
    return services.confirm_part(partner=partner, seen=body.digest, by=request.user, at=now())
