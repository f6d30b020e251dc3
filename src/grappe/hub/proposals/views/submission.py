"""Eligibility, the last look, handing in, taking back; and what officers do before the experts."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import get_default_timezone, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.calls.models import Round
from grappe.hub.proposals import forms, policies, queries, services
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.views.common import Request, found, keeps_text, workspace
from grappe.hub.proposals.views.overview import show_proposal
from grappe.kit.access import Rule, require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@keeps_text
def eligibility(request: Request, pk: int) -> HttpResponse:
    """Show what each rule says."""
    context = workspace(request, found(request, pk), "eligibility")
    return page(request, "proposals/eligibility.html", context, partial="rules")


@keeps_text
def review(request: Request, pk: int) -> HttpResponse:
    """Show everything that stands between the draft and its submission."""
    return _review(request, found(request, pk))


@require_POST
@keeps_text
def submit(request: Request, pk: int) -> HttpResponse:
    """Hand in."""
    proposal = found(request, pk)
    require(policies.may_submit, request.user, proposal)
    try:
        snapshot = services.submit_proposal(proposal=proposal, by=request.user, at=now())
    except DomainError as refused:
        return _review(request, found(request, pk), problem=refused, status=refused.status)
    messages.success(
        request, _("Submitted. Version %(number)s is frozen.") % {"number": snapshot.number}
    )
    return redirect("proposals:proposal", pk)


@require_POST
@keeps_text
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a proposal back."""
    form = forms.WithdrawForm(request.POST)

    def act(proposal: Proposal, data: dict[str, Any]) -> None:
        services.withdraw_proposal(proposal=proposal, by=request.user, at=now(), **data)

    return _act(request, pk, policies.may_withdraw, "withdraw", form=form, act=act)


@require_POST
@keeps_text
def return_(request: Request, pk: int) -> HttpResponse:
    """Return a proposal to be corrected."""
    form = forms.ReturnForm(request.POST)

    def act(proposal: Proposal, data: dict[str, Any]) -> None:
        services.return_proposal(
            proposal=proposal,
            reason=data["reason"],
            due_at=end_of(data["due"]),
            by=request.user,
            at=now(),
        )

    return _act(request, pk, policies.may_return, "return", form=form, act=act)


@require_POST
@keeps_text
def invite(request: Request, pk: int) -> HttpResponse:
    """Invite the full proposal."""
    form = forms.InviteForm(request.POST)

    def act(proposal: Proposal, data: dict[str, Any]) -> None:
        services.invite_to_full(
            proposal=proposal,
            due_at=end_of(data["due"]) if data["due"] else None,
            note=data["note"],
            by=request.user,
            at=now(),
        )

    return _act(request, pk, policies.may_invite, "invite", form=form, act=act)


@require_POST
@keeps_text
def not_invite(request: Request, pk: int) -> HttpResponse:
    """Do not invite the full proposal."""
    form = forms.NotInviteForm(request.POST)

    def act(proposal: Proposal, data: dict[str, Any]) -> None:
        services.not_invite(proposal=proposal, by=request.user, at=now(), **data)

    return _act(request, pk, policies.may_invite, "not_invite", form=form, act=act)


@require_POST
@keeps_text
def assign_round(request: Request, pk: int) -> HttpResponse:
    """Put a proposal into a round."""
    proposal = found(request, pk)
    form = forms.RoundForm(request.POST, rounds=Round.objects.filter(call=proposal.call_id))

    def act(proposal: Proposal, data: dict[str, Any]) -> None:
        services.assign_round(proposal=proposal, by=request.user, at=now(), **data)

    return _act(request, pk, policies.may_assign_round, "round", form=form, act=act)


def end_of(day: date) -> datetime:
    """Return the last minute of a day on the cluster's clock."""
    return datetime.combine(day, time(23, 59), tzinfo=get_default_timezone())


def _act(request: Request, pk: int, rule: Rule, name: str, *, form: Any, act: Any) -> HttpResponse:
    """Ask the rule, read the form, make the call; show the page again with what was refused."""
    proposal = found(request, pk)
    require(rule, request.user, proposal)
    if not form.is_valid():
        return show_proposal(request, proposal, typed={name: form}, status=422)
    try:
        act(proposal, form.cleaned_data)
    except DomainError as refused:
        return show_proposal(
            request, found(request, pk), typed={name: form}, problem=refused, status=refused.status
        )
    messages.success(request, _("Done, and the people concerned are told."))
    return redirect("proposals:proposal", pk)


def _review(
    request: Request,
    proposal: Proposal,
    *,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = workspace(request, proposal, "review")
    labels = {entry["key"]: entry for entry in context["nav"]}
    groups: dict[str, dict[str, Any]] = {}
    for gap in context["gaps"]:
        entry = labels.get(gap.section)
        group = groups.setdefault(
            gap.section,
            {
                "label": entry["label"] if entry else _("The call"),
                "url": entry["url"] if entry else "",
                "gaps": [],
            },
        )
        group["gaps"].append(gap)
    last = proposal.snapshots.order_by("-number").first()
    changes = (
        queries.compare(queries.read_document(last), _now(proposal)) if last is not None else None
    )
    context |= {
        "groups": list(groups.values()),
        "problem": problem,
        "money": queries.money_of(proposal),
        "newest": queries.newest_version(proposal),
        "last": last,
        "changes": changes,
        "eoi": queries.stage_of(proposal) == "eoi",
    }
    return page(request, "proposals/review.html", context, status=status)


def _now(proposal: Proposal) -> dict[str, Any]:
    """Return the proposal as it stands, in the form of a frozen version."""
    import json

    now_: dict[str, Any] = json.loads(queries.canonical(queries.document_of(proposal)))
    return now_
