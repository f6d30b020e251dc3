"""The list of proposals, and starting one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from grappe.hub.calls import queries as calls
from grappe.hub.proposals import policies, queries, services, tables
from grappe.hub.proposals.forms import ProposalFilters, StartForm
from grappe.hub.proposals.views.common import Request
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page
from grappe.kit.tables import Listing


@login_required
def proposals(request: Request) -> HttpResponse:
    """List what the reader may see; the address is the saved filter."""
    require(policies.may_list, request.user)
    filters = ProposalFilters(request.GET, calls=calls.visible_to(request.user))
    columns = tables.columns()
    exporting = bool(request.GET.get("export"))
    listing: Listing[Any] = Listing(
        request,
        queries.listed(request.user),
        columns if exporting else [c for c in columns if c.key in tables.ON_PAGE],
        filters=filters,
        search=(
            "reference__icontains",
            "title_en__icontains",
            "title_fr__icontains",
            "lead__legal_name__icontains",
            "lead__trade_name__icontains",
        ),
        order="-changed_at",
        caption=_("Proposals"),
        empty_title=_("No proposal yet"),
        empty_text=_("A proposal begins with an open call and an organisation of yours."),
        empty_url=reverse("proposals:start"),
        empty_label=_("Start a proposal"),
    )
    if listing.wants_export:
        return listing.export("proposals")
    may_start = bool(queries.organisations_to_start_for(request.user))
    context = {"listing": listing, "may_start": may_start}
    return page(request, "proposals/list.html", context, partial="results")


@login_required
def start(request: Request) -> HttpResponse:
    """Start a proposal for an organisation under an open call."""
    open_now = calls.open_calls(now()).order_by("closes_at", "slug")
    mine = queries.organisations_to_start_for(request.user)
    chosen = open_now.filter(slug=request.GET.get("call", "")[:60]).first()
    form = StartForm(
        request.POST or None,
        calls=open_now,
        organisations=mine,
        initial={"call": chosen and chosen.pk},
    )
    problem, status = None, 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        require(policies.may_start, request.user, data["organisation"])
        try:
            proposal = services.start_proposal(**data, by=request.user, at=now())
        except DomainError as refused:
            problem, status = refused, refused.status
        else:
            return redirect("proposals:basics", proposal.pk)
    elif request.method == "POST":
        status = 422
    context = {"form": form, "problem": problem, "calls": open_now, "organisations": mine}
    return page(request, "proposals/start.html", context, status=status)
