"""Pages that belong to no app: errors, the house's own statements, and the style page."""

from email.utils import parseaddr
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from grappe.config.handbook import chapters
from grappe.config.refusals import by_home
from grappe.config.styleguide import samples
from grappe.kit.api import nowhere_problem, unexpected_problem


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old, and how to send it again without losing the text."""
    return _error(request, 403, "403_csrf.html", {"back": back_to(request)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return _error(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the right is missing, and whom to ask."""
    return _error(request, 403, "403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is here, without saying whether something is."""
    if request.path.startswith("/api/"):
        return nowhere_problem()
    return _error(request, 404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed, with the id under which the log tells of it; ask nothing of anything."""
    if request.path.startswith("/api/"):
        return unexpected_problem()
    template = loader.get_template("500.html")
    html = template.render({"reference": getattr(request, "id", "")})
    return HttpResponse(html, status=500)


def _error(
    request: HttpRequest, status: int, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer with a page, or with its one sentence when htmx asks for a part of a page."""
    if getattr(request, "htmx", None) and not request.htmx.boosted:  # type: ignore[attr-defined]
        template += "#sentence"
    return render(request, template, context, status=status)


def back_to(request: HttpRequest) -> str:
    """Return the path of the page before, if it was one of ours; else the home page."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return "/"
    return before.path + (f"?{before.query}" if before.query else "")


def contact() -> str:
    """Return the address that mail is sent from, if somebody reads its answers."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return "" if address.startswith("no-reply") else address


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead programs that ask for an icon without reading the page to ours."""
    return redirect(static("kit/favicon.svg"))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what holds for people with disabilities, what does not yet, and whom to tell."""
    return render(request, "config/accessibility.html", {"contact": contact()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about a person."""
    return render(request, "config/privacy.html", {"contact": contact()})


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """Say under which licence the product and the libraries in its pages are."""
    return render(request, "config/licence.html", {"version": version("grappe")})


@require_safe
def help_errors(request: HttpRequest) -> HttpResponse:
    """Say of every code of refusal what it means and what to do."""
    return render(request, "config/help_errors.html", {"homes": by_home()})


@require_safe
def help_api(request: HttpRequest) -> HttpResponse:
    """Show the API's operations, with a call to copy for each."""
    from grappe.config.api import api

    context = {
        "chapters": chapters(api.get_openapi_schema()),
        "document_url": reverse("api:openapi-json"),
    }
    return render(request, "config/help_api.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component of the design system; only in the demo or while debugging."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "config/styleguide.html", samples(request))
