"""Editing one part of a definition, comparing versions, and seeing the form as applicants will."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.calls import policies, queries, services
from grappe.hub.calls.definition import condition_words, differences, find, fingerprint
from grappe.hub.calls.errors import NoSuchPart
from grappe.hub.calls.forms import NEW, Editor, editor_for
from grappe.hub.calls.models import Call, CallVersion
from grappe.hub.calls.views.manage import found, overview
from grappe.kit.access import require
from grappe.kit.errors import DomainError, Stale
from grappe.kit.htmx import page


@login_required
def part(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """Edit one part: every button is a submit, so the page needs no JavaScript."""
    call = found(request, slug)
    require(policies.may_edit, request.user, call)
    version = queries.latest_version(call)
    editor = _editor(version, path, request)
    seen = request.POST.get("seen", fingerprint(editor.value))
    context: dict[str, Any] = {"call": call, "version": version, "editor": editor, "seen": seen}
    if request.method != "POST":
        return page(request, "calls/manage/part.html", context)
    if not editor.read(request.POST):
        return page(request, "calls/manage/part.html", context)
    if not editor.is_valid():
        return page(request, "calls/manage/part.html", context, status=422)
    try:
        _save(request, call, version, editor, seen)
    except DomainError as refused:
        context["problem"] = refused
        if isinstance(refused, Stale):
            context["differences"] = differences(editor.value or {}, editor.compose())
            context["seen"] = fingerprint(editor.value)
        return page(request, "calls/manage/part.html", context, status=refused.status)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('calls:manage', args=[slug])}#{editor.anchor}")


def _editor(version: CallVersion, path: str, request: HttpRequest) -> Editor:
    made = editor_for(path)
    value = find(version.whole, path)
    holder = find(version.whole, path.rpartition("/")[0]) if "/" in path else {}
    if made is None or (value is None and not (path.endswith(f"/{NEW}") and holder is not None)):
        if made is None:
            raise Http404
        raise NoSuchPart(path=path[:80])
    return made(version.definition, path, value, request.GET)


def _save(
    request: HttpRequest, call: Call, version: CallVersion, editor: Editor, seen: str
) -> None:
    value = editor.compose()
    siblings = find(version.whole, editor.path.rpartition("/")[0]) if editor.is_new else []
    if editor.is_new and editor.twin(siblings, value):
        return
    path = editor.path_of(value)
    section = editor.form.cleaned_data.get("section")
    to = f"sections/{section}/questions/{value['key']}" if section else ""
    services.edit_definition(
        call=call,
        path=to if editor.is_new and to else path,
        to="" if editor.is_new else to,
        value=value,
        seen=seen,
        by=request.user,
        at=now(),
    )


@require_POST
@login_required
def arrange(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """Move an entry up or down, or remove it."""
    call = found(request, slug)
    require(policies.may_edit, request.user, call)
    act = request.POST.get("act")
    made = editor_for(path)
    if made is None or "/" not in path or act not in ("up", "down", "remove"):
        raise Http404
    try:
        if act == "remove":
            services.edit_definition(call=call, path=path, value=None, by=request.user, at=now())
        else:
            steps = -1 if act == "up" else 1
            services.move_part(call=call, path=path, steps=steps, by=request.user, at=now())
    except DomainError as refused:
        return overview(request, call, problem=refused, status=refused.status)
    return redirect(f"{reverse('calls:manage', args=[slug])}#{made.anchor}")


@login_required
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what one version changed against another: the one before it unless asked otherwise."""
    call = found(request, slug)
    require(policies.may_see_preparation, request.user, call)
    versions = call.versions.select_related("changed_by").order_by("number")
    after = get_object_or_404(versions, number=number)
    asked = request.GET.get("against", "")
    against = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else number - 1
    before = versions.filter(number=against).first()
    context = {
        "call": call,
        "before": before,
        "after": after,
        "versions": versions,
        "differences": differences(before.whole, after.whole) if before else [],
    }
    return page(request, "calls/manage/changes.html", context)


@login_required
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of the version in preparation as applicants will see it, in either language."""
    call = found(request, slug)
    require(policies.may_see_preparation, request.user, call)
    version = queries.latest_version(call)
    definition = version.definition
    language = request.GET.get("in", translation.get_language() or "en")
    with translation.override(language if language in ("en", "fr") else "en"):
        sections = [
            (section, [(q, q.shown_when and condition_words(definition, q.shown_when),
              q.required_when and condition_words(definition, q.required_when))
             for q in section.questions])
            for section in definition.sections
        ]  # fmt: skip
        context = {
            "call": call,
            "version": version,
            "sections": sections,
            "two": len(definition.stages) > 1,
        }
        return page(request, "calls/manage/preview.html", context)
