"""What the pages of a proposal share: finding it, its navigation, its eligibility at the side."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.hub.calls.enums import StageKey
from grappe.hub.calls.queries import takes_proposals
from grappe.hub.people.models import User
from grappe.hub.proposals import policies, queries
from grappe.hub.proposals.conflicts import read_ties_once
from grappe.hub.proposals.enums import OPEN_STATES, Outcome
from grappe.hub.proposals.models import Partner, Proposal
from grappe.kit.access import require


class Request(HttpRequest):
    """The request of a person who signed in."""

    user: User


View = Callable[..., HttpResponse]
SHOWN_TEXTS = 400  # fields of a form whose text is given back when the session has ended


def found(request: Request, pk: int) -> Proposal:
    """Return a proposal that the reader may know of, or answer 404."""
    if request.method == "GET":
        read_ties_once(request.user)
    visible = queries.with_told_state(queries.visible_to(request.user), request.user)
    visible = queries.with_letter(visible)
    related = visible.select_related("call", "version", "lead", "round", "created_by")
    proposal: Proposal = get_object_or_404(policies.with_conflict(related, request.user), pk=pk)
    policies.remember(request.user, proposal)
    return proposal


def found_part(request: Request, pk: int, part: int) -> Partner:
    """Return a partner of a proposal that the reader may know of, or answer 404."""
    proposal = found(request, pk)
    partners = proposal.partners.select_related("organisation", "changed_by", "confirmed_by")
    partner = get_object_or_404(partners, pk=part)
    partner.proposal = proposal
    return partner


def keeps_text(view: View) -> View:
    """Ask for a sign-in; give back what was typed when the session ended while somebody wrote."""
    signed_in = login_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or request.method != "POST":
            return signed_in(request, *args, **kwargs)
        skip = ("csrfmiddlewaretoken", "revision.", "base.", "keep")
        typed = [
            (name, value)
            for name, values in list(request.POST.lists())[:SHOWN_TEXTS]
            for value in values
            if value.strip() and not name.startswith(skip)
        ]
        return render(request, "proposals/session_ended.html", {"typed": typed}, status=403)

    return answer


def workspace(request: Request, proposal: Proposal, here: str, **context: Any) -> dict[str, Any]:
    """Return the context of a page of the workspace: navigation, gaps, eligibility, rights."""
    require(policies.may_work, request.user, proposal)
    gaps = queries.gaps_of(proposal)
    verdicts = queries.eligibility_of(proposal)
    open_now = proposal.state in OPEN_STATES
    return {
        "proposal": proposal,
        "here": here,
        "nav": navigation(proposal, here, gaps),
        "gaps": gaps,
        "verdicts": verdicts,
        "passed": sum(v.outcome == Outcome.PASSED for v in verdicts),
        "may_edit": policies.may_edit.now(request.user, proposal),
        "may_submit": policies.may_submit.now(request.user, proposal),
        "may_manage": policies.may_manage_partners.now(request.user, proposal),
        "open_now": open_now,
        "closes_at": proposal.return_due_at or proposal.call.closes_at,
        "too_late": open_now and _too_late(proposal),
        "newer": any(gap.section == "version" for gap in gaps),
        **context,
    }


def _too_late(proposal: Proposal) -> bool:
    at = timezone.now()
    if proposal.return_due_at:
        return at > proposal.return_due_at
    return not takes_proposals(proposal.call, at)


def navigation(proposal: Proposal, here: str, gaps: list[queries.Gap]) -> list[dict[str, Any]]:
    """Return the sections in order, each with its address and the number of its gaps."""
    full = queries.stage_of(proposal) == StageKey.FULL

    def entry(key: str, label: str, *args: Any, name: str = "") -> dict[str, Any]:
        return {
            "key": key,
            "label": label,
            "url": reverse(f"proposals:{name or key}", args=[proposal.pk, *args]),
            "gaps": sum(gap.section == key for gap in gaps),
            "current": here == key,
        }

    entries = [entry("basics", _("The project in short"))]
    for section in queries.sections_of(proposal):
        key = f"answers/{section.key}"
        entries.append(entry(key, str(section.title), section.key, name="answers"))
    entries.append(entry("consortium", _("Consortium")))
    if full:
        entries += [
            entry("budget", _("Budget")),
            entry("funding", _("Who pays")),
            entry("benefits", _("Benefits in figures")),
            entry("ip", _("Who owns what")),
            entry("data", _("Data sets")),
        ]
    entries += [
        entry("files", _("Attachments")),
        entry("eligibility", _("Eligibility")),
        entry("review", _("Review and submit")),
    ]
    entries[-1]["gaps"] = len(gaps)
    return entries


def step(nav: list[dict[str, Any]], here: str) -> dict[str, Any] | None:
    """Return the section after this one."""
    keys = [entry["key"] for entry in nav]
    at = keys.index(here) + 1 if here in keys else len(keys)
    return nav[at] if at < len(nav) else None
