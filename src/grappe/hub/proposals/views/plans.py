"""Benefits, intellectual property and data: rows that are added, changed and removed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.hub.proposals import policies, services
from grappe.hub.proposals.enums import IPKind, Sensitivity, SupplyChainFunction
from grappe.hub.proposals.errors import StaleAnswer
from grappe.hub.proposals.models import Benefit, DataAsset, IPItem, Proposal
from grappe.hub.proposals.views.common import Request, found, keeps_text, step, workspace
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@dataclass(frozen=True)
class Plan:
    """One plan: its rows, its columns, and the service that saves a row."""

    key: str
    rows: str  # related name on the proposal
    title: Any
    intro: Any
    add: Any
    fields: tuple[str, ...]
    long: frozenset[str]
    words: dict[str, Any]
    model: type[Any]
    save: Callable[..., Any]


PLANS = {
    plan.key: plan
    for plan in (
        Plan(
            key="benefits",
            rows="benefits",
            title=gettext_lazy("Benefits in figures"),
            intro=gettext_lazy(
                "What will be better, from which figure today to which target, by when. "
                "Reports will be held against these."
            ),
            add=gettext_lazy("Add a benefit"),
            fields=("name", "function", "baseline", "target", "unit", "by"),
            long=frozenset(),
            words={"function": SupplyChainFunction},
            model=Benefit,
            save=services.save_benefit,
        ),
        Plan(
            key="ip",
            rows="ip_items",
            title=gettext_lazy("Who owns what"),
            intro=gettext_lazy(
                "What each partner brings in, what the project creates, who owns it, and who may "
                "use it how: code, models, data and processes included."
            ),
            add=gettext_lazy("Add an entry"),
            fields=("kind", "title", "owner", "licences", "encumbrances"),
            long=frozenset({"licences", "encumbrances"}),
            words={"kind": IPKind},
            model=IPItem,
            save=services.save_ip_item,
        ),
        Plan(
            key="data",
            rows="data_assets",
            title=gettext_lazy("Data sets"),
            intro=gettext_lazy(
                "Which data the project needs or makes, whose they are, how sensitive, and what is "
                "done with them."
            ),
            add=gettext_lazy("Add a data set"),
            fields=("name", "owner", "sensitivity", "use"),
            long=frozenset({"use"}),
            words={"sensitivity": Sensitivity},
            model=DataAsset,
            save=services.save_data_asset,
        ),
    )
}


@keeps_text
def plan(request: Request, pk: int, plan: str) -> HttpResponse:
    """Show one plan."""
    return _show(request, found(request, pk), PLANS[plan])


@keeps_text
def save_row(request: Request, pk: int, plan: str, row: int = 0) -> HttpResponse:
    """Add a row (0) or change one."""
    if request.method != "POST":
        return redirect(f"proposals:{plan}", pk)
    proposal, chosen = found(request, pk), PLANS[plan]
    require(policies.may_edit, request.user, proposal)
    kept = get_object_or_404(getattr(proposal, chosen.rows), pk=row) if row else None
    typed = {name: request.POST.get(name, "") for name in chosen.fields}
    raw = request.POST.get("revision", "")
    try:
        chosen.save(
            proposal=proposal,
            values=typed,
            row=kept,
            revision=int(raw) if raw.isdecimal() and len(raw) < 10 else None,
            by=request.user,
            at=now(),
        )
    except DomainError as refused:
        return _show(
            request, proposal, chosen, problem=refused, status=refused.status, typed={row: typed}
        )
    messages.success(request, _("Saved."))
    return redirect(f"proposals:{plan}", pk)


@keeps_text
def remove_row(request: Request, pk: int, plan: str, row: int) -> HttpResponse:
    """Take a row out."""
    if request.method != "POST":
        return redirect(f"proposals:{plan}", pk)
    proposal, chosen = found(request, pk), PLANS[plan]
    require(policies.may_edit, request.user, proposal)
    kept = get_object_or_404(getattr(proposal, chosen.rows), pk=row)
    services.remove_row(row=kept, by=request.user, at=now())
    messages.success(request, _("Removed."))
    return redirect(f"proposals:{plan}", pk)


def _show(
    request: Request,
    proposal: Proposal,
    plan: Plan,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    typed: dict[int, dict[str, Any]] | None = None,
) -> HttpResponse:
    context = workspace(request, proposal, plan.key)
    rows = list(getattr(proposal, plan.rows).all())
    partners = [
        (str(p.pk), str(p.organisation)) for p in proposal.partners.select_related("organisation")
    ]
    kept = typed or {}
    stale = isinstance(problem, StaleAnswer)
    shown = [
        {
            "row": row,
            "cells": _cells(plan, row, partners, kept.get(row.pk), f"r{row.pk}"),
            "revision": problem.params["conflicts"][0]["revision"]
            if stale and problem and row.pk in kept
            else row.revision,
            "title": getattr(row, "name", "") or getattr(row, "title", ""),
            "open": row.pk in kept,
        }
        for row in rows
    ]
    context |= {
        "plan": plan,
        "rows": shown,
        "new": _cells(plan, None, partners, kept.get(0), "new"),
        "new_open": 0 in kept or not rows,
        "problem": problem,
        "conflicts": problem.params["conflicts"] if stale and problem else [],
        "add_url": f"proposals:{plan.key}_add",
        "row_url": f"proposals:{plan.key}_row",
        "remove_url": f"proposals:{plan.key}_remove",
        "next": step(context["nav"], plan.key),
    }
    return page(request, "proposals/plan.html", context, status=status)


def _cells(
    plan: Plan,
    row: Any,
    partners: list[tuple[str, str]],
    typed: dict[str, Any] | None,
    prefix: str,
) -> list[dict[str, Any]]:
    cells = []
    for name in plan.fields:
        column = plan.model._meta.get_field(name)
        words = plan.words.get(name)
        choices = partners if name == "owner" else list(words.choices) if words else []
        label = _("owner") if name == "owner" else str(column.verbose_name)
        optional = bool(getattr(column, "blank", False))
        cells.append(
            {
                "name": name,
                "id": f"{prefix}-{name}",
                "label": label,
                "long": name in plan.long,
                "type": "date" if name == "by" else "text",
                "mode": "decimal" if name in {"baseline", "target"} else "text",
                "choices": [("", "—"), *choices] if choices and optional else choices,
                "value": typed.get(name, "") if typed is not None else _stored(row, name),
                "shown": _shown(row, name),
                "optional": optional,
            }
        )
    return cells


def _stored(row: Any, name: str) -> str:
    if row is None:
        return ""
    value = row.owner_id if name == "owner" else getattr(row, name)
    if name in {"baseline", "target"}:
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _shown(row: Any, name: str) -> str:
    if row is None:
        return ""
    if name == "owner":
        return str(row.owner.organisation)
    display = getattr(row, f"get_{name}_display", None)
    return str(display()) if display else _stored(row, name)
