"""The officers' pages: rounds, the pool, a round's board, a person before they are invited."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from grappe.hub.calls.models import Round
from grappe.hub.people.models import User
from grappe.hub.people.queries import holders_of
from grappe.hub.proposals.conflicts import conflicts_before_inviting
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.reviews import policies, queries
from grappe.hub.reviews.forms import CheckForm
from grappe.hub.reviews.tables import board_of, pool_of
from grappe.kit.access import ClusterRole, require
from grappe.kit.htmx import page


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """List the rounds and what their reviews need."""
    require(policies.may_see_board, request.user)
    rounds = queries.rounds_overview(request.user, now())
    return page(request, "reviews/overview.html", {"rounds": rounds})


@login_required
def round_(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a round's proposals with who reviews them."""
    require(policies.may_see_board, request.user)
    at = now()
    shown = get_object_or_404(Round.objects.select_related("call"), pk=pk)
    listing = board_of(request, shown, at)
    if listing.wants_export:
        return listing.export(f"reviews-{shown.pk}")
    context = {"round": shown, "listing": listing}
    return page(request, "reviews/round.html", context, partial="list")


@login_required
def pool(request: HttpRequest) -> HttpResponse:
    """List the expert reviewers."""
    require(policies.may_see_pool, request.user)
    at = now()
    calibration = queries.calibration(request.user, at)
    listing = pool_of(request, at, calibration)
    if listing.wants_export:
        return listing.export("reviewers")
    without = holders_of(ClusterRole.REVIEWER).filter(reviewer=None)
    context: dict[str, Any] = {"listing": listing, "without": without}
    return page(request, "reviews/pool.html", context, partial="list")


@login_required
def calibration(request: HttpRequest) -> HttpResponse:
    """Show how reviewers score beside one another, with the formula and the date."""
    require(policies.may_see_pool, request.user)
    at = now()
    found = queries.calibration(request.user, at)
    names = dict(User.objects.filter(reviewer__in=list(found)).values_list("reviewer", "full_name"))
    rows = sorted(
        ((names.get(pk, ""), one) for pk, one in found.items()), key=lambda row: row[0].lower()
    )
    return page(request, "reviews/calibration.html", {"rows": rows, "at": at})


@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Hold a person not yet invited against the proposals under review."""
    require(policies.may_check_person, request.user)
    at = now()
    form = CheckForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if request.GET and form.is_valid():
        proposals = list(
            queries.seen_by_cluster(request.user, at)
            .filter(state__in=(ProposalState.SUBMITTED, ProposalState.IN_REVIEW))
            .order_by("reference")
        )
        found = conflicts_before_inviting(
            email=form.cleaned_data["email"],
            organisations=form.cleaned_data["organisations"],
            proposals=proposals,
            at=at,
        )
        context |= {
            "checked": len(proposals),
            "rows": [(p, found[p.pk]) for p in proposals if p.pk in found],
            "free": len(proposals) - len(found),
        }
    return page(request, "reviews/check.html", context)
