"""Pages of invitations: send, send again, revoke, accept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from grappe.hub.people import policies, queries, services
from grappe.hub.people.forms import InviteForm, RoleInviteForm
from grappe.hub.people.models import Invitation
from grappe.hub.people.views.common import Request, form_page
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@login_required
def invite(request: Request, pk: int) -> HttpResponse:
    """Invite an address to an organisation."""
    organisation = get_object_or_404(queries.visible_to(request.user), pk=pk)
    require(policies.may_invite_to_organisation, request.user, organisation)

    def act(data: dict[str, Any]) -> None:
        services.invite(organisation=organisation, by=request.user, at=now(), **data)

    return form_page(
        request,
        InviteForm(request.POST or None, initial={"language": request.user.language}),
        act,
        title=_("Invite someone to %(name)s") % {"name": organisation},
        back=reverse("people:organisation", args=[pk]),
        done=_("The invitation is on its way. It is valid for 14 days."),
        submit=_("Send the invitation"),
    )


@login_required
def invite_to_role(request: Request) -> HttpResponse:
    """Invite an address to a cluster role."""
    require(policies.may_invite_to_cluster, request.user)

    def act(data: dict[str, Any]) -> None:
        services.invite(organisation=None, by=request.user, at=now(), **data)

    return form_page(
        request,
        RoleInviteForm(request.POST or None, initial={"language": request.user.language}),
        act,
        title=_("Invite someone to a cluster role"),
        back=reverse("people:people"),
        done=_("The invitation is on its way. It is valid for 14 days."),
        submit=_("Send the invitation"),
    )


@require_POST
@login_required
def resend(request: Request, pk: int) -> HttpResponse:
    """Send an invitation again with a new link."""
    invitation = _mine(request, pk)
    services.resend_invitation(invitation=invitation, by=request.user, at=now())
    messages.success(request, _("Sent again. The old link no longer works."))
    return redirect(_back(invitation))


@require_POST
@login_required
def revoke(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _mine(request, pk)
    services.revoke_invitation(invitation=invitation, by=request.user, at=now())
    messages.success(request, _("The invitation is revoked."))
    return redirect(_back(invitation))


@never_cache
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what an invitation offers, to whoever has its link; accept it when signed in."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("organisation", "invited_by"),
        token_hash=queries.hash_of(secret),
    )
    problem, status = None, 200
    if request.method == "POST" and request.user.is_authenticated:
        try:
            services.accept_invitation(invitation=invitation, by=request.user, at=now())
        except DomainError as refused:
            problem, status = refused, refused.status
        else:
            messages.success(request, _("Welcome. The invitation is accepted."))
            if invitation.organisation_id:
                return redirect("people:organisation", invitation.organisation_id)
            return redirect("/")
    context = {
        "invitation": invitation,
        "state": queries.state_of(invitation, now()),
        "role": queries.role_label(invitation),
        "here": request.path,
        "problem": problem,
    }
    return page(request, "people/invitation.html", context, status=status)


def _mine(request: Request, pk: int) -> Invitation:
    invitation = get_object_or_404(queries.invitations_reached(request.user), pk=pk)
    require(policies.may_handle_invitation, request.user, invitation)
    return invitation


def _back(invitation: Invitation) -> str:
    if invitation.organisation_id:
        return reverse("people:organisation", args=[invitation.organisation_id])
    return reverse("people:people")
