"""The consortium: who takes part, what each does, and who has confirmed."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.people.models import Organisation
from grappe.hub.proposals import policies, queries, services
from grappe.hub.proposals.enums import PartnerRole
from grappe.hub.proposals.errors import StaleAnswer
from grappe.hub.proposals.forms import PartnerForm
from grappe.hub.proposals.models import Partner, Proposal
from grappe.hub.proposals.views.common import (
    Request,
    found,
    found_part,
    keeps_text,
    step,
    workspace,
)
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page

MOST_FOUND = 12


@keeps_text
def consortium(request: Request, pk: int) -> HttpResponse:
    """Show the partners, and find organisations to invite."""
    return _show(request, found(request, pk))


@require_POST
@keeps_text
def add_partner(request: Request, pk: int) -> HttpResponse:
    """Invite an organisation."""
    proposal = found(request, pk)
    require(policies.may_manage_partners, request.user, proposal)
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return _show(request, proposal, status=422, complaint=_("Choose an organisation first."))
    try:
        partner = services.add_partner(
            proposal=proposal, **form.cleaned_data, by=request.user, at=now()
        )
    except DomainError as refused:
        return _show(request, proposal, problem=refused, status=refused.status)
    said = {"name": partner.organisation}
    messages.success(request, _("%(name)s is invited, and its people are told.") % said)
    return redirect("proposals:consortium", pk)


@require_POST
@keeps_text
def change_part(request: Request, pk: int, part: int) -> HttpResponse:
    """Change what a partner does."""
    partner = found_part(request, pk, part)
    require(policies.may_edit_part, request.user, partner)
    typed = {
        "role": request.POST.get("role", ""),
        "contribution": request.POST.get("contribution", ""),
        "first_time_adopter": request.POST.get("first_time_adopter", ""),
    }
    base = request.POST.get("base") or None
    try:
        services.change_part(partner=partner, by=request.user, at=now(), base=base, **typed)
    except DomainError as refused:
        proposal = partner.proposal
        return _show(request, proposal, problem=refused, status=refused.status, typed={part: typed})
    messages.success(request, _("Saved."))
    return redirect(f"{_back(pk)}#part-{part}")


@require_POST
@keeps_text
def confirm_part(request: Request, pk: int, part: int) -> HttpResponse:
    """Confirm one's own part and budget, as seen."""
    partner = found_part(request, pk, part)
    require(policies.may_confirm_part, request.user, partner)
    seen = request.POST.get("seen", "")
    try:
        services.confirm_part(partner=partner, seen=seen, by=request.user, at=now())
    except DomainError as refused:
        return _show(request, partner.proposal, problem=refused, status=refused.status)
    messages.success(request, _("Thank you: the part of your organisation is confirmed."))
    return redirect(f"{_back(pk)}#part-{part}")


@require_POST
@keeps_text
def ask_to_confirm(request: Request, pk: int, part: int) -> HttpResponse:
    """Remind a partner to confirm."""
    partner = found_part(request, pk, part)
    require(policies.may_manage_partners, request.user, partner.proposal)
    count = services.ask_to_confirm(partner=partner, by=request.user, at=now())
    said = {"name": partner.organisation}
    if count:
        messages.success(request, _("The people of %(name)s were asked to confirm.") % said)
    else:
        text = _("Nobody new to ask: %(name)s was asked today, or has nobody with an account.")
        messages.warning(request, text % said)
    return redirect(f"{_back(pk)}#part-{part}")


@require_POST
@keeps_text
def make_lead(request: Request, pk: int, part: int) -> HttpResponse:
    """Let another partner lead."""
    partner = found_part(request, pk, part)
    require(policies.may_manage_partners, request.user, partner.proposal)
    services.make_lead(partner=partner, by=request.user, at=now())
    policies.forget(request.user)
    return redirect("proposals:consortium", pk)


@require_POST
@keeps_text
def remove_partner(request: Request, pk: int, part: int) -> HttpResponse:
    """Take a partner out; its own people may leave."""
    partner = found_part(request, pk, part)
    if not policies.may_leave(request.user, partner):
        require(policies.may_manage_partners, request.user, partner.proposal)
    try:
        services.remove_partner(partner=partner, by=request.user, at=now())
    except DomainError as refused:
        return _show(request, partner.proposal, problem=refused, status=refused.status)
    policies.forget(request.user)
    messages.success(
        request, _("%(name)s takes no part any more.") % {"name": partner.organisation}
    )
    if not queries.visible_to(request.user).filter(pk=pk).exists():
        return redirect("proposals:proposals")
    return redirect("proposals:consortium", pk)


def _back(pk: int) -> str:
    return reverse("proposals:consortium", args=[pk])


def _show(
    request: Request,
    proposal: Proposal,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    typed: dict[int, dict[str, Any]] | None = None,
    complaint: str = "",
) -> HttpResponse:
    context = workspace(request, proposal, "consortium")
    partners = proposal.partners.select_related("organisation", "changed_by", "confirmed_by")
    facts = queries.facts_of(proposal)
    parts = [
        _part(request, partner, proposal, fact, (typed or {}).get(partner.pk))
        for partner, fact in zip(partners, facts.parts, strict=True)
    ]
    context |= {
        "parts": parts,
        "waiting": sum(not part["confirmed"] and not part["partner"].is_lead for part in parts),
        "roles": PartnerRole.choices,
        "problem": problem,
        "conflicts": problem.params.get("conflicts") if isinstance(problem, StaleAnswer) else None,
        "complaint": complaint,
        "q": request.GET.get("q", ""),
        "results": _search(proposal, request.GET.get("q", "")),
        "next": step(context["nav"], "consortium"),
    }
    return page(
        request,
        "proposals/consortium.html",
        context,
        partial="found" if "q" in request.GET else "",
        status=status,
    )


def _part(
    request: Request, partner: Partner, proposal: Proposal, fact: Any, typed: dict[str, Any] | None
) -> dict[str, Any]:
    partner.proposal = proposal
    open_now = policies.may_edit.when and proposal.state in policies.may_edit.when
    return {
        "partner": partner,
        "fact": fact,
        "confirmed": partner.confirmed_at is not None,
        "typed": typed
        or {
            "role": partner.role,
            "contribution": partner.contribution,
            "first_time_adopter": _tri(partner.first_time_adopter),
        },
        "base": queries.text_digest(partner),
        "seen": queries.part_digest(partner),
        "may_edit": open_now and policies.may_edit_part(request.user, partner),
        "may_confirm": open_now
        and bool(partner.contribution.strip())
        and policies.may_confirm_part(request.user, partner),
        "may_leave": open_now and not partner.is_lead and policies.may_leave(request.user, partner),
    }


def _tri(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _search(proposal: Proposal, text: str) -> list[Organisation]:
    words = text.replace("\x00", "").split()[:6]
    if not words or len(text) > 200:
        return []
    matches = Q()
    for word in words:
        matches &= Q(legal_name__icontains=word) | Q(trade_name__icontains=word)
    taken = proposal.partners.values("organisation_id")
    free = Organisation.objects.filter(matches, merged_into=None).exclude(pk__in=taken)
    return list(free.order_by("legal_name")[:MOST_FOUND])
