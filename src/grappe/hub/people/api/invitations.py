"""Invitations for programs: send, send again, revoke, accept."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Status

from grappe.hub.people import policies, queries, services
from grappe.hub.people.api.common import asking, router
from grappe.hub.people.api.common import found as found_in
from grappe.hub.people.api.schemas import (
    InvitationIn,
    InvitationOut,
    OfferOut,
    RoleInvitationIn,
    SecretIn,
)
from grappe.hub.people.models import Invitation
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import Problem


@router.get("/organisations/{int:pk}/invitations", response=CursorPage[InvitationOut])
def invitations(
    request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the invitations to an organisation and where each stands."""
    found = found_in(request, pk)
    require(policies.may_read_invitations, request.user, found)
    return cursor_page(found.invitations.all(), cursor, limit)


@router.post(
    "/organisations/{int:pk}/invitations",
    response={201: InvitationOut, 409: Problem, 422: Problem},
)
def invite(request: HttpRequest, pk: int, data: InvitationIn) -> Status[Invitation]:
    """Invite an address to an organisation; the letter goes out at once."""
    found = found_in(request, pk)
    require(policies.may_invite_to_organisation, request.user, found)
    made = services.invite(organisation=found, by=asking(request), at=now(), **data.model_dump())
    return Status(201, made)


@router.get("/invitations", response=CursorPage[InvitationOut])
def role_invitations(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the open invitations to cluster roles."""
    require(policies.may_invite_to_cluster, request.user)
    return cursor_page(queries.open_invitations(now()).filter(organisation=None), cursor, limit)


@router.post("/invitations", response={201: InvitationOut, 403: Problem, 409: Problem})
def invite_to_role(request: HttpRequest, data: RoleInvitationIn) -> Status[Invitation]:
    """Invite an address to a cluster role; the letter goes out at once."""
    require(policies.may_invite_to_cluster, request.user)
    made = services.invite(organisation=None, by=asking(request), at=now(), **data.model_dump())
    return Status(201, made)


@router.post("/invitations/{int:pk}/resend", response={200: InvitationOut, 410: Problem})
def resend(request: HttpRequest, pk: int) -> Invitation:
    """Send an invitation again with a new link; the old one stops working."""
    row = get_object_or_404(queries.invitations_reached(asking(request)), pk=pk)
    require(policies.may_handle_invitation, request.user, row)
    return services.resend_invitation(invitation=row, by=asking(request), at=now())


@router.post("/invitations/{int:pk}/revoke", response={200: InvitationOut, 410: Problem})
def revoke(request: HttpRequest, pk: int) -> Invitation:
    """Take an invitation back; twice changes nothing."""
    row = get_object_or_404(queries.invitations_reached(asking(request)), pk=pk)
    require(policies.may_handle_invitation, request.user, row)
    return services.revoke_invitation(invitation=row, by=asking(request), at=now())


@router.post("/invitations/offer", response=OfferOut)
def offer(request: HttpRequest, data: SecretIn) -> Invitation:
    """Return what the invitation with this secret offers."""
    return _with(data)


@router.post("/invitations/accept", response={200: OfferOut, 403: Problem, 410: Problem})
def accept(request: HttpRequest, data: SecretIn) -> Invitation:
    """Accept the invitation with this secret, sent to a confirmed address of the person."""
    return services.accept_invitation(invitation=_with(data), by=asking(request), at=now())


def _with(data: SecretIn) -> Invitation:
    rows = Invitation.objects.select_related("organisation", "invited_by")
    return get_object_or_404(rows, token_hash=queries.hash_of(data.secret))
