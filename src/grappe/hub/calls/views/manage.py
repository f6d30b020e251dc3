"""Officers' pages: the list, creating, the overview of one call, its moves and rounds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.calls import policies, queries, services
from grappe.hub.calls.defaults import PRESETS, definition_from, preset
from grappe.hub.calls.definition import Definition, differences, reminder_words
from grappe.hub.calls.definition.rules import RULE_PARAMS
from grappe.hub.calls.enums import RuleKind
from grappe.hub.calls.forms import (
    CallForm,
    CloseForm,
    CreateForm,
    PublishForm,
    ReopenForm,
    RoundForm,
)
from grappe.hub.calls.models import Call
from grappe.hub.calls.services.lifecycle import BASICS, basics_seen
from grappe.hub.calls.tables import CallFilters, columns
from grappe.hub.calls.views.public import described
from grappe.kit.access import require
from grappe.kit.errors import DomainError, Stale
from grappe.kit.htmx import page
from grappe.kit.tables import Listing


@login_required
def manage_list(request: HttpRequest) -> HttpResponse:
    """List every call that the person may see, in preparation and archived ones too."""
    require(policies.may_see_preparation, request.user)
    listing = Listing(
        request,
        queries.visible_to(request.user),
        columns(),
        filters=CallFilters,
        search=("title_en__icontains", "title_fr__icontains", "slug__icontains"),
        order="-created_at",
        caption=_("Calls"),
        empty_title=_("No call yet"),
        empty_text=_("Create one from published numbers or as a copy of another."),
        empty_url=reverse("calls:create"),
        empty_label=_("Create a call"),
    )
    if listing.wants_export:
        return listing.export("calls")
    context = {"listing": listing, "may_create": policies.may_create(request.user)}
    return page(request, "calls/manage/list.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Create a call from a preset or as a copy of another."""
    require(policies.may_create, request.user)
    calls = queries.visible_to(request.user).order_by("-created_at")[:100]
    form, problem, status = CreateForm(request.POST or None, calls=calls), None, 200
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        definition = _start(request, fields.pop("start"))
        try:
            call = services.create_call(**fields, definition=definition, by=request.user, at=now())
            messages.success(request, _("The call was created. Nobody sees it until you open it."))
            return redirect("calls:manage", call.slug)
        except DomainError as refused:
            problem, status = refused, refused.status
    elif request.method == "POST":
        status = 422
    context = {"form": form, "problem": problem, "presets": PRESETS}
    return page(request, "calls/manage/create.html", context, status=status)


def _start(request: HttpRequest, chosen: str) -> Definition:
    kind, _colon, key = chosen.partition(":")
    if kind == "preset":
        return definition_from(preset(key))
    copied = get_object_or_404(queries.visible_to(request.user), pk=key)
    return queries.latest_version(copied).definition


@login_required
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything that a call asks, checks, scores and pays, each part with its editor."""
    call = found(request, slug)
    require(policies.may_see_preparation, request.user, call)
    return overview(request, call)


def overview(
    request: HttpRequest, call: Call, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    """Render the overview, with a refusal if there is one."""
    version, current = queries.latest_version(call), queries.current_version(call)
    definition = version.definition
    draft = None if version.published_at else version
    context = {
        "call": call,
        "version": version,
        "current": current,
        "draft": draft,
        "changes": len(differences(current.whole, version.whole)) if current and draft else 0,
        "versions": call.versions.select_related("changed_by").order_by("-number"),
        "rounds": call.rounds.order_by("number"),
        "gaps": services.gaps(definition),
        "rule_kinds": [(k, label, k in RULE_PARAMS) for k, label in RuleKind.choices],
        "reminders": [reminder_words(r) for r in definition.reminders],
        "phase": queries.phase(call, now()),
        "may": {
            name: getattr(policies, f"may_{name}").now(request.user, call)
            for name in ("edit", "publish", "open", "close", "reopen", "archive", "set_rounds")
        },
        "publish_form": PublishForm(),
        "close_form": CloseForm(),
        "reopen_form": ReopenForm(),
        "problem": problem,
        **described(definition),
    }
    return page(request, "calls/manage/call.html", context, status=status)


@login_required
def basics(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit title, summary and dates."""
    call = found(request, slug)
    require(policies.may_edit, request.user, call)
    seen = request.POST.get("seen") or basics_seen(call)
    form = CallForm(request.POST or None, initial={name: getattr(call, name) for name in BASICS})

    def save() -> None:
        services.edit_call(call=call, seen=seen, by=request.user, at=now(), **form.cleaned_data)

    def theirs() -> dict[str, Any]:
        current = Call.objects.get(pk=call.pk)
        rows = [(form.fields[n].label, getattr(current, n)) for n in BASICS]
        return {"theirs": rows, "seen": basics_seen(current)}

    title = _("Title, theme and dates")
    return _form_page(request, call, form, title, save, seen=seen, theirs=theirs)


@login_required
def add_round(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a round."""
    call = found(request, slug)
    require(policies.may_set_rounds, request.user, call)
    number = call.rounds.count() + 1
    initial = {
        "title_en": f"Round {number}",
        "title_fr": f"Ronde {number}",
        "cutoff_at": call.closes_at,
    }
    form = RoundForm(request.POST or None, initial=initial)

    def save() -> None:
        services.create_round(call=call, by=request.user, at=now(), **form.cleaned_data)

    return _form_page(request, call, form, _("Add a round"), save, anchor="rounds")


@login_required
def edit_round(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change a round."""
    call = found(request, slug)
    require(policies.may_set_rounds, request.user, call)
    round_ = get_object_or_404(call.rounds, number=number)
    names = ("title_en", "title_fr", "cutoff_at", "meets_on", "envelope")
    form = RoundForm(request.POST or None, initial={n: getattr(round_, n) for n in names})

    def save() -> None:
        services.edit_round(round_=round_, by=request.user, at=now(), **form.cleaned_data)

    return _form_page(request, call, form, str(round_), save, anchor="rounds")


def _form_page(
    request: HttpRequest,
    call: Call,
    form: forms.Form,
    title: str,
    save: Callable[[], None],
    *,
    seen: str = "",
    anchor: str = "",
    theirs: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show a form of a call; save it when it was sent and is valid."""
    context: dict[str, Any] = {
        "call": call,
        "form": form,
        "title": title,
        "seen": seen,
        "anchor": anchor,
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                messages.success(request, _("Saved."))
                return redirect(f"{reverse('calls:manage', args=[call.slug])}#{anchor or 'basics'}")
            except DomainError as refused:
                status, context["problem"] = refused.status, refused
                if isinstance(refused, Stale) and theirs:
                    context |= theirs()
    return page(request, "calls/manage/form.html", context, status=status)


MOVES: dict[str, tuple[Any, Callable[..., Any], Any]] = {
    "open": (policies.may_open, services.open_call, None),
    "close": (policies.may_close, services.close_call, CloseForm),
    "reopen": (policies.may_reopen, services.reopen_call, ReopenForm),
    "archive": (policies.may_archive, services.archive_call, None),
    "publish": (policies.may_publish, services.publish_version, PublishForm),
}


@require_POST
@login_required
def move(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Open, close, reopen, archive or publish."""
    call = found(request, slug)
    rule, act, form_class = MOVES[name]
    require(rule, request.user, call)
    fields: dict[str, Any] = {}
    if form_class:
        form = form_class(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, " ".join(map(str, errors)))
            return overview(request, call, status=422)
        fields = {k: v for k, v in form.cleaned_data.items() if v}
    try:
        act(call=call, by=request.user, at=now(), **fields)
    except DomainError as refused:
        return overview(request, call, problem=refused, status=refused.status)
    messages.success(request, _("Done."))
    return redirect("calls:manage", call.slug)


def found(request: HttpRequest, slug: str) -> Call:
    """Return the call if the person may see it, or answer 404."""
    return get_object_or_404(queries.visible_to(request.user), slug=slug)
