"""What the cluster writes: the wording of each letter, and what has gone out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grappe.hub.notices import policies, queries, services
from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.forms import TemplateForm
from grappe.hub.notices.models import Notice, Template
from grappe.hub.notices.registry import LETTERS, Letter
from grappe.hub.notices.services.wording import FIELDS
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page
from grappe.kit.paging import paginate


@require_GET
@login_required
def templates(request: HttpRequest) -> HttpResponse:
    """List the letters, and who has reworded them."""
    require(policies.may_edit_letters, request.user)
    own = {t.key: t for t in Template.objects.select_related("changed_by")}
    rows = [(letter, own.get(letter.key)) for _key, letter in sorted(LETTERS.items())]
    return page(request, "notices/templates.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def template(request: HttpRequest, key: str) -> HttpResponse:
    """Edit a letter with its preview in both languages; “preview” shows without keeping."""
    require(policies.may_edit_letters, request.user)
    letter = LETTERS.get(key)
    if letter is None:
        raise Http404
    own = Template.objects.filter(key=key).first()
    form = TemplateForm(request.POST or None, instance=own, initial=product_words(letter))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                texts = {name: form.cleaned_data[name] for name in FIELDS}
                if "preview" not in request.POST:
                    services.save_template(key=key, texts=texts, by=request.user, at=now())
                    messages.success(request, _("Saved. The next letter goes out in these words."))
                    return redirect("notices:template", key)
                services.wording.check_placeholders(texts.values(), letter.sample)
                own, status = Template(key=key, **texts), 200
            except DomainError as refused:
                form.add_error(None, str(refused))
    context = {
        "letter": letter,
        "form": form,
        "own": own,
        "previews": [
            (name, *services.written(letter, own, code, sample_in(letter, code)))
            for code, name in settings.LANGUAGES
        ],
    }
    return page(request, "notices/template.html", context, status=status)


def product_words(letter: Letter) -> dict[str, str]:
    """Return the product's own wording of a letter, field by field."""
    words: dict[str, str] = {}
    for code in ("en", "fr"):
        with translation.override(code):
            words |= {f"subject_{code}": str(letter.subject), f"body_{code}": str(letter.body)}
    return words


def sample_in(letter: Letter, language: str) -> dict[str, Any]:
    """Return the sample of a letter as its readers would see it."""
    with translation.override(language):
        return {name: str(value) for name, value in letter.sample.items()}


@require_POST
@login_required
def reset(request: HttpRequest, key: str) -> HttpResponse:
    """Go back to the product's own words."""
    require(policies.may_edit_letters, request.user)
    services.reset_template(key=key, by=request.user, at=now())
    messages.success(request, _("The product’s own words are used again."))
    return redirect("notices:template", key)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what went out by e-mail; in the demo, what would have."""
    require(policies.may_see_outbox, request.user)
    state = request.GET.get("state", "")
    state = state if state in DeliveryState.values else ""
    found = paginate(
        queries.outbox(state=state),
        order=["-created_at"],
        size=30,
        cursor=request.GET.get("after", ""),
    )
    choices = [("", _("All")), *DeliveryState.choices]
    tabs = [{"label": n, "url": f"?state={k}", "current": k == state} for k, n in choices]
    context = {"page": found, "tabs": tabs, "state": state, "may_send_again": may_again(request)}
    return page(request, "notices/outbox.html", context)


@require_GET
def letter(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one letter as it goes out; what holds a secret is shown in the demo only."""
    require(policies.may_see_outbox, request.user)
    found = get_object_or_404(queries.outbox(), pk=notice_id)
    secret = found.recipient_id is None and not settings.DEMO
    message = None if secret or not found.body else services.delivering.message_of(found)
    context = {"notice": found, "message": message, "may_send_again": may_again(request)}
    return page(request, "notices/letter.html", context)


@require_POST
@login_required
def send_again(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send a failed letter again."""
    require(policies.may_send_again, request.user)
    found = get_object_or_404(Notice, pk=notice_id)
    services.send_again(notice=found, by=request.user, at=now())
    messages.success(request, _("Queued again."))
    return redirect("notices:outbox")


def may_again(request: HttpRequest) -> bool:
    """Say whether to offer sending again."""
    return policies.may_send_again(request.user)
