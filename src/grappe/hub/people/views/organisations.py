"""Pages of organisations: list, register, one, edit, people, membership."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.audit.queries import history_of
from grappe.hub.people import policies, queries, services, tables
from grappe.hub.people.enums import FeeState
from grappe.hub.people.forms import AffiliationForm, MembershipForm, OrganisationForm
from grappe.hub.people.models import Affiliation, Membership, Organisation, User
from grappe.hub.people.registry import PANELS
from grappe.hub.people.views.common import Request, form_page
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@login_required
def listed(request: Request) -> HttpResponse:
    """List the organisations that the reader may see, or give them as a file."""
    require(policies.may_list_organisations, request.user)
    listing = tables.organisations(request)
    if listing.wants_export:
        return listing.export("organisations")
    context = {"listing": listing}
    return page(request, "people/organisations.html", context)


@login_required
def register(request: Request) -> HttpResponse:
    """Register an organisation; likely matches are shown before a second one is made."""
    require(policies.may_register_organisation, request.user)
    form = OrganisationForm(request.POST or None)
    matches: list[queries.Likeness] = []
    problem, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if "anyway" not in request.POST:
                matches = queries.likely_matches(Organisation(**form.values()))
            try:
                if not matches:
                    return _registered(request, form)
                status = 409
            except DomainError as refused:
                problem, status = refused, refused.status
    context = {"form": form, "matches": matches, "problem": problem}
    return page(request, "people/register.html", context, status=status)


def _registered(request: Request, form: OrganisationForm) -> HttpResponse:
    made = services.register_organisation(
        fields=form.values(), sectors=form.cleaned_data["sectors"], by=request.user, at=now()
    )
    messages.success(request, _("%(name)s is registered, and you are its owner.") % {"name": made})
    return redirect("people:organisation", made.pk)


@login_required
def one(request: Request, pk: int) -> HttpResponse:
    """Show an organisation; a merged one leads to the record that was kept."""
    organisation = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    if organisation.merged_into_id:
        kept = queries.final(organisation)
        if queries.visible_to(request.user).filter(pk=kept.pk).exists():
            return redirect("people:organisation", kept.pk, permanent=True)
        raise Http404
    organisation = _found(request, pk)
    require(policies.may_read_organisation, request.user, organisation)
    return page(request, "people/organisation.html", _context(request, organisation))


def _context(request: Request, organisation: Organisation) -> dict[str, Any]:
    user = request.user
    may_see_invitations = policies.may_read_invitations(user, organisation)
    invitations = organisation.invitations.select_related("invited_by").order_by("-invited_at")
    return {
        "organisation": organisation,
        "sectors": [s.get_sector_display() for s in organisation.sectors.order_by("sector")],
        "people": organisation.affiliations.filter(ended_on=None)
        .select_related("user")
        .order_by("user__full_name", "pk"),
        "memberships": organisation.memberships.order_by("-starts_on"),
        "invitations": _with_state(invitations) if may_see_invitations else None,
        "history": history_of(organisation)[:20],
        "panels": _panels(user, organisation),
        "fee_states": FeeState.choices,
        "may_edit": policies.may_edit_organisation(user, organisation),
        "may_invite": policies.may_invite_to_organisation(user, organisation),
        "may_change_people": policies.may_change_affiliation(user, organisation),
        "may_manage_membership": policies.may_manage_membership(user, organisation),
    }


def _panels(user: User, organisation: Organisation) -> list[tuple[Any, str]]:
    """Return what other apps show of an organisation; a panel without content is left out."""
    written = [
        (panel.title, render_to_string(panel.template, panel.context(user, organisation)))
        for panel in PANELS.values()
    ]
    return [(title, content) for title, content in written if content.strip()]


def _with_state(invitations: models.QuerySet[Any]) -> list[dict[str, Any]]:
    at = now()
    return [
        {
            "row": row,
            "state": queries.state_of(row, at),
            "role": queries.role_label(row),
            "open": not (row.accepted_at or row.revoked_at),
        }
        for row in invitations
    ]


@login_required
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what is known of an organisation."""
    organisation = _found(request, pk)
    require(policies.may_edit_organisation, request.user, organisation)
    form = OrganisationForm(request.POST or None, instance=organisation)

    def act(data: dict[str, Any]) -> None:
        services.change_organisation(
            organisation=organisation,
            fields=form.values(),
            sectors=data["sectors"],
            by=request.user,
            at=now(),
        )

    return form_page(
        request,
        form,
        act,
        title=_("Change %(name)s") % {"name": organisation},
        back=reverse("people:organisation", args=[pk]),
        done=_("The changes are saved."),
        submit=_("Save"),
    )


@login_required
def change_affiliation(request: Request, pk: int, tie: int) -> HttpResponse:
    """Change a person's role in an organisation."""
    affiliation = _tie(request, pk, tie)
    require(policies.may_change_affiliation, request.user, affiliation)
    initial = {"role": affiliation.role, "title": affiliation.title}

    def act(data: dict[str, Any]) -> None:
        services.change_affiliation(affiliation=affiliation, by=request.user, at=now(), **data)

    return form_page(
        request,
        AffiliationForm(request.POST or None, initial=initial),
        act,
        title=_("Role of %(person)s") % {"person": affiliation.user},
        back=reverse("people:organisation", args=[pk]),
        done=_("The role is changed."),
        submit=_("Save"),
    )


@require_POST
@login_required
def end_affiliation(request: Request, pk: int, tie: int) -> HttpResponse:
    """End a person's role in an organisation today."""
    affiliation = _tie(request, pk, tie)
    require(policies.may_end_affiliation, request.user, affiliation)
    services.end_affiliation(affiliation=affiliation, by=request.user, at=now())
    text = _("%(person)s no longer acts for %(name)s.")
    messages.success(request, text % {"person": affiliation.user, "name": affiliation.organisation})
    still = queries.visible_to(request.user).filter(pk=pk).exists()
    return redirect("people:organisation", pk) if still else redirect("people:organisations")


@login_required
def open_membership(request: Request, pk: int) -> HttpResponse:
    """Make an organisation a member for a period."""
    organisation = _found(request, pk)
    require(policies.may_manage_membership, request.user, organisation)

    def act(data: dict[str, Any]) -> None:
        services.open_membership(organisation=organisation, by=request.user, at=now(), **data)

    return form_page(
        request,
        MembershipForm(request.POST or None),
        act,
        title=_("Membership of %(name)s") % {"name": organisation},
        back=reverse("people:organisation", args=[pk]),
        done=_("The membership is open."),
        submit=_("Open the membership"),
    )


@require_POST
@login_required
def set_fee_state(request: Request, pk: int, membership: int) -> HttpResponse:
    """Say whether a fee is due, paid or waived."""
    row = _membership(request, pk, membership)
    asked = request.POST.get("fee_state", "")
    if asked not in FeeState.values:
        raise Http404
    services.set_fee_state(membership=row, fee_state=asked, by=request.user, at=now())
    messages.success(request, _("The fee is %(state)s.") % {"state": FeeState(asked).label})
    return redirect("people:organisation", pk)


@require_POST
@login_required
def end_membership(request: Request, pk: int, membership: int) -> HttpResponse:
    """End a membership before its time."""
    row = _membership(request, pk, membership)
    services.end_membership(membership=row, by=request.user, at=now())
    messages.success(request, _("The membership is ended."))
    return redirect("people:organisation", pk)


def _found(request: Request, pk: int) -> Organisation:
    return get_object_or_404(queries.visible_to(request.user).select_related("parent"), pk=pk)


def _tie(request: Request, pk: int, tie: int) -> Affiliation:
    current = _found(request, pk).affiliations.filter(ended_on=None)
    return get_object_or_404(current.select_related("user", "organisation"), pk=tie)


def _membership(request: Request, pk: int, membership: int) -> Membership:
    row = get_object_or_404(_found(request, pk).memberships, pk=membership)
    require(policies.may_manage_membership, request.user, row)
    return row
