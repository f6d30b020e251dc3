"""The basics and the answers: forms that save themselves, and lose no text of anybody."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from grappe.hub.calls.definition import Section
from grappe.hub.calls.enums import QuestionKind
from grappe.hub.people.enums import Language, Sector
from grappe.hub.proposals import policies, queries, services
from grappe.hub.proposals.enums import ProjectKind, SupplyChainFunction, TransversalPriority
from grappe.hub.proposals.errors import BadAnswer, BadText, StaleAnswer
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services.basics import label_of
from grappe.hub.proposals.views.common import Request, found, keeps_text, step, workspace
from grappe.hub.proposals.views.fields import Field, basics_field, question_field, typed_value
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page

BASICS = {
    "title_en": "short",
    "title_fr": "short",
    "summary_en": "long",
    "summary_fr": "long",
    "language": "choice",
    "kind": "choice",
    "sector": "choice",
    "functions": "choices",
    "transversal": "choices",
    "starts_on": "date",
    "ends_on": "date",
    "rate": "rate",
}
WORDS: dict[str, Any] = {
    "language": Language,
    "kind": ProjectKind,
    "sector": Sector,
    "functions": SupplyChainFunction,
    "transversal": TransversalPriority,
}


@keeps_text
def basics(request: Request, pk: int) -> HttpResponse:
    """Edit the basics of a proposal."""
    proposal = found(request, pk)
    if request.method == "POST":
        return _save(request, proposal, "basics", _save_basics)
    return _show(request, proposal, "basics", _basics_fields(proposal))


@keeps_text
def answers(request: Request, pk: int, section: str) -> HttpResponse:
    """Answer the questions of one section."""
    proposal = found(request, pk)
    asked = _section(proposal, section)
    here = f"answers/{section}"
    if request.method == "POST":
        return _save(request, proposal, here, _save_answers, asked)
    return _show(request, proposal, here, _answer_fields(proposal, asked), asked)


@require_POST
@keeps_text
def adopt_version(request: Request, pk: int) -> HttpResponse:
    """Take over the call's newest version."""
    proposal = found(request, pk)
    require(policies.may_edit, request.user, proposal)
    services.adopt_version(proposal=proposal, by=request.user, at=now())
    return redirect("proposals:review", pk)


def _section(proposal: Proposal, key: str) -> Section:
    section = next((s for s in queries.sections_of(proposal) if s.key == key), None)
    if section is None:
        raise Http404
    return section


def _basics_fields(
    proposal: Proposal, typed: dict[str, Any] | None = None, problems: dict[str, Any] | None = None
) -> list[Field]:
    return [
        basics_field(
            proposal,
            name,
            kind,
            label=label_of(name),
            choices=WORDS[name].choices if name in WORDS else (),
            typed=typed,
            problem=(problems or {}).get(name),
        )
        for name, kind in BASICS.items()
    ]


def _answer_fields(
    proposal: Proposal,
    section: Section,
    typed: dict[str, Any] | None = None,
    problems: dict[str, Any] | None = None,
) -> list[Field]:
    controls = queries.controllers(queries.definition_of(proposal))
    return [
        question_field(
            asked,
            controls=asked.question.key in controls,
            typed=typed,
            problem=(problems or {}).get(asked.question.key),
        )
        for asked in queries.asked_in(proposal, section)
        if asked.shown
    ]


def _show(
    request: Request,
    proposal: Proposal,
    here: str,
    fields: list[Field],
    section: Section | None = None,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    saved: bool = False,
) -> HttpResponse:
    context = workspace(request, proposal, here)
    if not context["may_edit"] and request.method == "GET" and not context["open_now"]:
        return redirect("proposals:proposal", proposal.pk)
    context |= {
        "fields": fields,
        "section": section,
        "problem": problem,
        "next": step(context["nav"], here),
        "save_url": _url(proposal, here),
        "saved_at": now() if saved else None,
        "files_url": reverse("proposals:files", args=[proposal.pk]),
    }
    # A choice between two texts shows the whole section again, not one field's note.
    only = "" if "keep" in request.POST else request.POST.get("only", "")
    if only and getattr(request, "htmx", None):
        context["field"] = next((one for one in fields if one.key == only), None)
        return page(request, "proposals/section.html", context, partial="one", status=status)
    return page(request, "proposals/section.html", context, partial="form", status=status)


def _url(proposal: Proposal, here: str) -> str:
    if here == "basics":
        return reverse("proposals:basics", args=[proposal.pk])
    return reverse("proposals:answers", args=[proposal.pk, here.removeprefix("answers/")])


def _save(
    request: Request,
    proposal: Proposal,
    here: str,
    save: Any,
    section: Section | None = None,
) -> HttpResponse:
    """Save what was changed; show every refusal beside its field, with the typed text kept."""
    require(policies.may_edit, request.user, proposal)
    typed, revisions = _typed(request, proposal, section)
    problems: dict[str, Any] = {}
    problem: DomainError | None = None
    try:
        save(request, proposal, typed, revisions)
    except StaleAnswer as stale:
        problem = stale
        problems = {one["question"]: one for one in stale.params["conflicts"]}
    except (BadAnswer, BadText) as bad:
        problem = bad
        problems = _who_is_bad(bad, proposal, typed, section)
    proposal = get_object_or_404(queries.visible_to(request.user), pk=proposal.pk)
    if problem is None and not getattr(request, "htmx", None):
        if "next" in request.POST:
            nav = workspace(request, proposal, here)["nav"]
            after = step(nav, here)
            return redirect(after["url"] if after else _url(proposal, here))
        return redirect(f"{_url(proposal, here)}?saved")
    kept = typed if problem else None
    fields = (
        _answer_fields(proposal, section, kept, problems)
        if section
        else _basics_fields(proposal, kept, problems)
    )
    status = problem.status if problem else 200
    return _show(
        request,
        proposal,
        here,
        fields,
        section,
        problem=problem,
        status=status,
        saved=problem is None,
    )


def _save_basics(
    request: Request, proposal: Proposal, typed: dict[str, Any], revisions: dict[str, int]
) -> None:
    services.set_basics(
        proposal=proposal, values=typed, revisions=revisions, by=request.user, at=now()
    )


def _save_answers(
    request: Request, proposal: Proposal, typed: dict[str, Any], revisions: dict[str, int]
) -> None:
    services.set_answers(
        proposal=proposal, answers=typed, revisions=revisions, by=request.user, at=now()
    )


def _typed(
    request: Request, proposal: Proposal, section: Section | None
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return what was typed and the revision each person had before them.

    Fields that were shown but not touched are left out (their `base` tells), so that saving one
    never takes back what somebody else wrote in another.
    """
    kinds = (
        {q.key: q.kind.value for q in section.questions if q.kind != QuestionKind.FILE}
        if section
        else BASICS
    )
    keep = request.POST.get("keep", "")
    only = "" if keep else request.POST.get("only", "")
    typed: dict[str, Any] = {}
    revisions: dict[str, int] = {}
    for key, kind in kinds.items():
        if f"revision.{key}" not in request.POST or (only and key != only):
            continue
        value = typed_value(request, key, kind)
        if keep == f"theirs.{key}" or value == request.POST.get(f"base.{key}"):
            continue
        if isinstance(value, list) and ",".join(value) == request.POST.get(f"base.{key}"):
            continue
        typed[key] = value
        raw = request.POST[f"revision.{key}"]
        revisions[key] = int(raw) if raw.isdecimal() and len(raw) < 10 else 0
    return typed, revisions


def _who_is_bad(
    bad: DomainError, proposal: Proposal, typed: dict[str, Any], section: Section | None
) -> dict[str, Any]:
    label = bad.params.get("label") or bad.params.get("field")
    if section:
        return {q.key: bad for q in section.questions if str(q.label) == label}
    return {name: bad for name in BASICS if label_of(name) == label}
