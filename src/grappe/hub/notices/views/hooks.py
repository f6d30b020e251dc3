"""Webhooks: where a person's programs are told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grappe.hub.audit.registry import VERBS
from grappe.hub.notices import policies, queries, services
from grappe.hub.notices.forms import WebhookForm
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


def verb_choices() -> list[tuple[str, str]]:
    """Return the acts a program may ask for, in words."""
    return sorted(((verb, str(words)) for verb, words in VERBS.items()), key=lambda c: c[1])


@require_http_methods(["GET", "POST"])
@login_required
@sensitive_variables("secret")
def webhooks(request: HttpRequest) -> HttpResponse:
    """List a person's webhooks, and add one; its secret is shown in that answer only."""
    require(policies.may_hook, request.user)
    form = WebhookForm(request.POST or None, choices=verb_choices())
    made, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.add_webhook(owner=request.user, at=now(), **form.cleaned_data)
                form, status = WebhookForm(choices=verb_choices()), 201
            except DomainError as refused:
                form.add_error("url", str(refused))
    context = {"webhooks": queries.webhooks_of(request.user), "form": form, "made": made}
    return page(request, "notices/webhooks.html", context, status=status)


@require_GET
@login_required
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Show the last calls of one webhook."""
    require(policies.may_hook, request.user)
    found = get_object_or_404(queries.webhooks_of(request.user), pk=webhook_id)
    calls = found.calls.order_by("-id")[:50]
    return page(request, "notices/webhook.html", {"webhook": found, "calls": calls})


@require_POST
@login_required
def end(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """End a webhook."""
    require(policies.may_hook, request.user)
    found = get_object_or_404(queries.webhooks_of(request.user), pk=webhook_id)
    services.end_webhook(webhook=found, by=request.user, at=now())
    messages.success(request, _("The webhook has ended."))
    return redirect("notices:webhooks")


@require_POST
@login_required
def renew(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Replace the secret, and show the new one this once."""
    require(policies.may_hook, request.user)
    found = get_object_or_404(queries.webhooks_of(request.user), pk=webhook_id)
    made = services.renew_secret(webhook=found, by=request.user, at=now())
    context = {"webhook": made, "made": made, "calls": made.calls.order_by("-id")[:50]}
    return page(request, "notices/webhook.html", context)
