"""The pages of the public directory, and the officer's page to load a file."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from grappe.hub.projects import policies, queries, services, tables
from grappe.hub.projects.forms import ImportForm
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page
from grappe.kit.uploads import CSV, check_upload


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """List the directory, or hand it out as a file."""
    require(policies.may_see, request.user)
    listing = tables.directory(request)
    if listing.wants_export:
        require(policies.may_export, request.user)
        return listing.export("projects")
    context = {
        "listing": listing,
        "map": tables.draw_map(listing, listing.queryset),
        "sectors": [(t, listing.url(sector=t.code)) for t in queries.by_sector(listing.queryset)],
        "may_import": policies.may_import(request.user),
    }
    return page(request, "projects/projects.html", context)


@require_GET
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one project: what was stated of it, where, and what was not."""
    require(policies.may_see, request.user)
    found = get_object_or_404(queries.in_full(), slug=slug)
    context = {
        "project": found,
        "rate": queries.effective_rate(found),
        "unknown": _("not published"),
        "only_in": tables.only_in(found),
        "where": tables.province_of(found),
        "provenance": tables.provenance_of(found),
        "partners": [part.organisation for part in found.partners.all()],
    }
    return page(request, "projects/project.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a file of published projects, and report on it cell by cell."""
    require(policies.may_import, request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    report, problem, status = None, None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                check_upload(file, allowed={CSV}, most_mb=settings.UPLOAD_MAX_MB)
                report = services.import_projects(
                    content=file.read(), name=file.name, by=request.user, at=now()
                )
                status = 200 if report.loaded else 422
            except DomainError as refused:
                problem, status = refused, refused.status
    context = {"form": form, "report": report, "problem": problem}
    return page(request, "projects/load.html", context, partial="report", status=status)
