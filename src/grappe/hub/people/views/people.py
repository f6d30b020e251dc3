"""Pages about people, for those who run the cluster: list, one, roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.audit.queries import history_of
from grappe.hub.people import policies, queries, services, tables
from grappe.hub.people.forms import GrantForm
from grappe.hub.people.models import Invitation, RoleGrant, User
from grappe.hub.people.views.common import Request, form_page
from grappe.kit.access import require
from grappe.kit.htmx import page


@login_required
def listed(request: Request) -> HttpResponse:
    """List everyone with an account, or give them as a file."""
    require(policies.may_read_people, request.user)
    listing = tables.people(request)
    if listing.wants_export:
        return listing.export("people")
    may_invite = policies.may_invite_to_cluster(request.user)
    waiting = Invitation.objects.none()
    if may_invite:
        waiting = queries.open_invitations(now()).filter(organisation=None)
    context = {
        "listing": listing,
        "may_invite": may_invite,
        "invitations": [
            {"row": row, "role": queries.role_label(row)}
            for row in waiting.select_related("invited_by").order_by("-invited_at")[:50]
        ],
    }
    return page(request, "people/people.html", context)


@login_required
def one(request: Request, pk: int) -> HttpResponse:
    """Show a person's roles, organisations and history."""
    require(policies.may_read_people, request.user)
    person = get_object_or_404(User, pk=pk)
    context = {
        "person": person,
        "grants": person.grants.select_related("granted_by").order_by("ended_at", "-pk"),
        "affiliations": person.affiliations.select_related("organisation").order_by("-pk"),
        "history": history_of(person)[:20],
        "may_grant": policies.may_grant_role(request.user) and person != request.user,
    }
    return page(request, "people/person.html", context)


@login_required
def grant(request: Request, pk: int) -> HttpResponse:
    """Give a person a cluster role."""
    require(policies.may_grant_role, request.user)
    person = get_object_or_404(User, pk=pk)

    def act(data: dict[str, Any]) -> None:
        services.grant_role(user=person, by=request.user, at=now(), **data)

    return form_page(
        request,
        GrantForm(request.POST or None),
        act,
        title=_("Give %(person)s a cluster role") % {"person": person},
        back=reverse("people:person", args=[pk]),
        done=_("The role is granted."),
        submit=_("Grant the role"),
    )


@require_POST
@login_required
def end_grant(request: Request, pk: int, grant: int) -> HttpResponse:
    """End a person's cluster role."""
    require(policies.may_grant_role, request.user)
    row = get_object_or_404(RoleGrant, pk=grant, user=pk)
    services.end_role(grant=row, by=request.user, at=now())
    messages.success(request, _("The role is ended."))
    return redirect("people:person", pk)
