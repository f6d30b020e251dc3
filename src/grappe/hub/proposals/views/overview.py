"""A proposal as it is read: by its own people, by experts, by officers; and its frozen versions."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from grappe.hub.audit.queries import history_of
from grappe.hub.calls.models import Round
from grappe.hub.proposals import documents, forms, policies, queries
from grappe.hub.proposals.enums import OPEN_STATES
from grappe.hub.proposals.models import Attachment, Proposal, Snapshot
from grappe.hub.proposals.services.moves import LABELS
from grappe.hub.proposals.views.common import Request, found, keeps_text
from grappe.kit.access import ClusterRole, require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page

MOST_EVENTS = 60


@keeps_text
def proposal(request: Request, pk: int) -> HttpResponse:
    """Show a proposal whole."""
    return show_proposal(request, found(request, pk))


@require_GET
@keeps_text
def by_reference(request: Request, reference: str) -> HttpResponse:
    """Show a proposal by the reference that letters and receipts name."""
    visible = queries.visible_to(request.user)
    return show_proposal(
        request, found(request, get_object_or_404(visible, reference=reference).pk)
    )


@require_GET
@keeps_text
def version(request: Request, pk: int, number: int) -> HttpResponse:
    """Show what changed in a frozen version against the one before."""
    proposal, snapshot = _snapshot(request, pk, number)
    before = proposal.snapshots.filter(number__lt=number).order_by("-number").first()
    document = queries.read_document(snapshot)
    changes = queries.compare(queries.read_document(before), document) if before else None
    context = {
        "proposal": proposal,
        "snapshot": snapshot,
        "before": before,
        "changes": changes,
        "document": document,
    }
    return page(request, "proposals/version.html", context)


@require_GET
@keeps_text
def receipt(request: Request, pk: int, number: int) -> HttpResponse:
    """Give the receipt of a frozen version."""
    proposal, snapshot = _snapshot(request, pk, number)
    name = f"{proposal.reference}-v{number}.pdf"
    return _file(documents.receipt(snapshot), name, "application/pdf")


@require_GET
@keeps_text
def frozen(request: Request, pk: int, number: int) -> HttpResponse:
    """Give the frozen version itself, byte for byte."""
    proposal, snapshot = _snapshot(request, pk, number)
    name = f"{proposal.reference}-v{number}.json"
    return _file(bytes(snapshot.content), name, "application/json")


def _file(body: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _snapshot(request: Request, pk: int, number: int) -> tuple[Proposal, Snapshot]:
    proposal = found(request, pk)
    require(policies.may_view, request.user, proposal)
    return proposal, get_object_or_404(proposal.snapshots.select_related("taken_by"), number=number)


def show_proposal(
    request: Request,
    proposal: Proposal,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a proposal whole, with the acts that this reader may do now."""
    require(policies.may_view, request.user, proposal)
    user = request.user
    own = policies.may_work(user, proposal)
    acts = {
        "withdraw": policies.may_withdraw.now(user, proposal),
        "return": policies.may_return.now(user, proposal),
        "invite": policies.may_invite.now(user, proposal),
        "round": policies.may_assign_round.now(user, proposal),
    }
    screener = bool(policies.SCREENERS & policies.relations(user, proposal))
    context = {
        "proposal": proposal,
        **_document(proposal),
        "snapshots": list(proposal.snapshots.select_related("taken_by").order_by("-number")),
        "own": own,
        "open_now": proposal.state in OPEN_STATES,
        "acts": acts,
        "screens": acts["return"] or acts["invite"] or acts["round"],
        "letter": (own or bool(user.cluster_roles - {ClusterRole.REVIEWER}))
        and queries.has_letter(proposal),
        "events": _events(proposal, all_of_them=screener) if own or screener else [],
        "problem": problem,
        **_forms(proposal, typed or {}),
    }
    return page(request, "proposals/proposal.html", context, status=status)


def _forms(proposal: Proposal, typed: dict[str, Any]) -> dict[str, Any]:
    rounds = Round.objects.filter(call=proposal.call_id).order_by("cutoff_at", "number")
    made = {
        "withdraw": forms.WithdrawForm(),
        "return": forms.ReturnForm(),
        "invite": forms.InviteForm(),
        "not_invite": forms.NotInviteForm(),
        "round": forms.RoundForm(rounds=rounds, initial={"round": proposal.round_id}),
    }
    return {f"{name}_form": typed.get(name, form) for name, form in made.items()}


def _document(proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal says now, grouped for reading; partners and files are read once."""
    files, parts = queries.files_of(proposal), queries.parts_of(proposal)
    facts = queries.facts_of(proposal, parts)
    return {
        "sections": _sections(proposal, files),
        "benefits": list(proposal.benefits.all()),
        "ip": queries.ip_of(proposal),
        "data": queries.data_of(proposal),
        "files": files,
        "grid": queries.grid_of(proposal, parts=parts),
        "money": queries.money_of(proposal, facts),
        "verdicts": queries.eligibility_of(proposal, facts),
    }


def _sections(proposal: Proposal, files: list[Attachment]) -> dict[str, list[dict[str, Any]]]:
    titles = {
        question.key: str(section.title)
        for section in queries.sections_of(proposal)
        for question in section.questions
    }
    sections: dict[str, list[dict[str, Any]]] = {}
    for asked in queries.asked_in(proposal, files=files):
        if asked.shown:
            sections.setdefault(titles[asked.question.key], []).append(
                {
                    "label": str(asked.question.label),
                    "kind": asked.question.kind.value,
                    "text": _answer_text(asked),
                    "files": asked.files,
                }
            )
    return sections


def _answer_text(asked: queries.Asked) -> str:
    from django.utils.translation import gettext as _

    labels = {choice.key: str(choice.label) for choice in asked.question.choices}
    value = asked.value
    if value is None or asked.question.kind == "file":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(labels.get(one, str(one)) for one in value)
    return labels.get(value, str(value))


def _events(proposal: Proposal, *, all_of_them: bool) -> list[dict[str, Any]]:
    """Return the trace of a proposal in words; its own people read of a decision after its letter."""
    found = history_of(proposal) if all_of_them else queries.told_events(proposal)
    rows = found.filter(verb__in=LABELS).order_by("-sequence")[:MOST_EVENTS]
    return [
        {
            "at": row.at,
            "actor_name": row.actor_name,
            "label": LABELS[row.verb],
            "note": row.data.get("reason") or row.data.get("organisation") or "",
        }
        for row in rows
    ]
