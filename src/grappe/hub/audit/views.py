"""The trace, for auditors and directors."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from grappe.hub.audit import policies, queries, tables
from grappe.hub.audit.forms import VerifyForm
from grappe.kit.access import require
from grappe.kit.htmx import page


@login_required
def events(request: HttpRequest) -> HttpResponse:
    """List the trace with filters, or give it as a file."""
    require(policies.may_read_trace, request.user)
    listing = tables.trace(request)
    if listing.wants_export:
        require(policies.may_export_trace, request.user)
        return listing.export("trace")
    return page(request, "audit/events.html", {"listing": listing})


@login_required
def history(request: HttpRequest, kind: str, object_id: str) -> HttpResponse:
    """Show what happened to one object."""
    require(policies.may_read_trace, request.user)
    found = list(queries.visible_to(request.user).filter(kind=kind, object_id=object_id)[:500])
    if not found:
        raise Http404
    return page(request, "audit/history.html", {"events": found, "label": found[0].label})


@login_required
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain when asked, and say whether it is whole."""
    require(policies.may_verify_trace, request.user)
    form, verdict, status = VerifyForm(request.POST or None), None, 200
    if request.method == "POST":
        form = VerifyForm(request.POST)
        status = 200 if form.is_valid() else 422
        if form.is_valid():
            verdict = queries.verify(expected=form.cleaned_data["expected"])
    context = {"form": form, "verdict": verdict, "title": _("Verify the trace")}
    return page(request, "audit/verify.html", context, status=status)
