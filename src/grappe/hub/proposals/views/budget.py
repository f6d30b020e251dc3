"""The budget: a grid by partner, category and fiscal quarter, and who pays."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from grappe.hub.proposals import documents, policies, queries, services
from grappe.hub.proposals.enums import FundingSource
from grappe.hub.proposals.errors import BadBudgetFile, StaleBudget
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
from grappe.kit.exports import WRITERS
from grappe.kit.htmx import page

SPARE_ROWS = 2  # empty rows at the foot of a funding table


@keeps_text
def budget(request: Request, pk: int) -> HttpResponse:
    """Show the grid of every partner."""
    return _show_budget(request, found(request, pk))


@require_POST
@keeps_text
def save_costs(request: Request, pk: int, part: int) -> HttpResponse:
    """Save the costs of one partner."""
    partner = found_part(request, pk, part)
    require(policies.may_edit_part, request.user, partner)
    typed = _typed_costs(request)
    try:
        services.set_cost_lines(
            partner=partner,
            costs=typed,
            base=request.POST.get("base") or None,
            by=request.user,
            at=now(),
        )
    except DomainError as refused:
        return _show_budget(
            request, partner.proposal, problem=refused, status=refused.status, typed={part: typed}
        )
    messages.success(
        request, _("The costs of %(name)s are saved.") % {"name": partner.organisation}
    )
    return redirect(f"{reverse('proposals:budget', args=[pk])}#part-{part}")


@require_GET
@keeps_text
def export_budget(request: Request, pk: int, kind: str) -> HttpResponse:
    """Give the budget as a file that can be brought back."""
    proposal = found(request, pk)
    require(policies.may_view, request.user, proposal)
    header, rows = documents.budget_table(proposal)
    return WRITERS[kind](f"{proposal.reference}-budget", header, rows)


@require_POST
@keeps_text
def import_budget(request: Request, pk: int) -> HttpResponse:
    """Take the costs of every partner named in a file; all of it, or nothing."""
    proposal = found(request, pk)
    require(policies.may_import_budget, request.user, proposal)
    file = request.FILES.get("file")
    if file is None:
        complaint = _("Choose a file first.")
        return _show_budget(request, proposal, status=422, complaint=complaint)
    try:
        costs = documents.read_budget(proposal, file)
        services.set_budget(proposal=proposal, costs=costs, by=request.user, at=now())
    except DomainError as refused:
        return _show_budget(request, proposal, problem=refused, status=refused.status)
    messages.success(
        request,
        _("The costs of %(count)s partners were taken from %(name)s.")
        % {"count": len(costs), "name": file.name},
    )
    return redirect("proposals:budget", pk)


@keeps_text
def funding(request: Request, pk: int) -> HttpResponse:
    """Show who brings in what."""
    return _show_funding(request, found(request, pk))


@require_POST
@keeps_text
def save_funding(request: Request, pk: int, part: int) -> HttpResponse:
    """Save what one partner brings in."""
    partner = found_part(request, pk, part)
    require(policies.may_edit_part, request.user, partner)
    typed = list(
        zip(
            request.POST.getlist("source"),
            request.POST.getlist("label"),
            request.POST.getlist("amount"),
            strict=False,
        )
    )
    if "more" in request.POST:
        return _show_funding(request, partner.proposal, typed={part: [*typed, _EMPTY, _EMPTY]})
    try:
        services.set_funding(
            partner=partner,
            funding=typed,
            base=request.POST.get("base") or None,
            by=request.user,
            at=now(),
        )
    except DomainError as refused:
        return _show_funding(
            request, partner.proposal, problem=refused, status=refused.status, typed={part: typed}
        )
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('proposals:funding', args=[pk])}#part-{part}")


_EMPTY = (FundingSource.CASH.value, "", "")


def _typed_costs(request: Request) -> dict[tuple[str, date], Any]:
    """Return the cells of a form: names are c.<category>.<first day of the quarter>."""
    costs: dict[tuple[str, date], Any] = {}
    for name, raw in request.POST.items():
        if not name.startswith("c."):
            continue
        category, _dot, day = name[2:].rpartition(".")
        try:
            quarter = date.fromisoformat(day)
        except ValueError:
            continue
        costs[category, quarter] = str(raw).strip()
    return costs


def _show_budget(
    request: Request,
    proposal: Proposal,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    typed: dict[int, dict[tuple[str, date], Any]] | None = None,
    complaint: str = "",
) -> HttpResponse:
    context = workspace(request, proposal, "budget")
    grid = queries.grid_of(proposal)
    context |= {
        "grid": grid,
        "blocks": [_block(request, proposal, b, problem, (typed or {})) for b in grid.blocks],
        "money": queries.money_of(proposal),
        "may_import": policies.may_import_budget.now(request.user, proposal),
        "problem": problem,
        "problems": problem.params["problems"] if isinstance(problem, BadBudgetFile) else [],
        "complaint": complaint,
        "next": step(context["nav"], "budget"),
    }
    return page(request, "proposals/budget.html", context, status=status)


def _block(
    request: Request,
    proposal: Proposal,
    block: queries.Block,
    problem: DomainError | None,
    typed: dict[int, dict[tuple[str, date], Any]],
) -> dict[str, Any]:
    partner = block.partner
    partner.proposal = proposal
    mine = typed.get(partner.pk)
    stale = problem if isinstance(problem, StaleBudget) and mine is not None else None
    return {
        "block": block,
        "partner": partner,
        "rows": [
            {
                "row": row,
                "cells": [
                    {
                        "cell": cell,
                        "value": mine.get((cell.category, cell.quarter), "")
                        if mine is not None
                        else plain(cell.amount),
                    }
                    for cell in row.cells
                ],
            }
            for row in block.rows
        ],
        "sums": block.sums(),
        "base": stale.params["base"] if stale else queries.costs_digest(partner),
        "stale": stale.params["cells"] if stale else [],
        "may_edit": _may_edit(request, partner),
    }


def _may_edit(request: Request, partner: Partner) -> bool:
    open_now = partner.proposal.state in (policies.may_edit.when or ())
    return open_now and policies.may_edit_part(request.user, partner)


def plain(amount: Decimal) -> str:
    """Write an amount for a cell: empty for 0, without cents when there are none."""
    if not amount:
        return ""
    return f"{amount:f}".removesuffix(".00")


def _show_funding(
    request: Request,
    proposal: Proposal,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    typed: dict[int, list[Any]] | None = None,
) -> HttpResponse:
    context = workspace(request, proposal, "funding")
    blocks = []
    for block in queries.grid_of(proposal).blocks:
        partner = block.partner
        partner.proposal = proposal
        mine = (typed or {}).get(partner.pk)
        stale = problem if isinstance(problem, StaleBudget) and mine is not None else None
        may_edit = _may_edit(request, partner)
        lines: list[Any] = [(one.source, one.label, plain(one.amount)) for one in block.funding]
        blocks.append(
            {
                "block": block,
                "partner": partner,
                "lines": mine if mine is not None else lines + [_EMPTY] * SPARE_ROWS * may_edit,
                "base": stale.params["base"] if stale else queries.funding_digest(partner),
                "stale": stale.params["cells"] if stale else [],
                "may_edit": may_edit,
            }
        )
    context |= {
        "blocks": blocks,
        "sources": FundingSource.choices,
        "money": queries.money_of(proposal),
        "terms": queries.definition_of(proposal).terms,
        "problem": problem,
        "next": step(context["nav"], "funding"),
    }
    return page(request, "proposals/funding.html", context, status=status)
