"""After the votes: minutes, letters, and the page on which an applicant reads the decision."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.hub.decisions import policies, queries, services
from grappe.hub.decisions.documents import minutes_pdf, render_letters
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.forms import MinutesForm, SupersedeForm
from grappe.hub.decisions.models import Decision, Meeting
from grappe.hub.decisions.tables import MINUTES_HEADER, minutes_rows
from grappe.hub.decisions.views.common import act, me, meeting_for, tabs
from grappe.hub.proposals.models import Proposal
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.exports import write_csv, write_xlsx
from grappe.kit.htmx import page


def _decided(request: HttpRequest, round_id: int) -> Meeting:
    meeting = meeting_for(request, round_id)
    if not policies.may_read_minutes.now(request.user, meeting):
        raise Http404
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def minutes(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the minutes; keep the notes of the meeting."""
    meeting = _decided(request, round_id)
    if request.method != "POST":
        return _minutes_page(request, meeting)
    require(policies.may_write_minutes, request.user, meeting)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _minutes_page(request, meeting, form=form, invalid=True)
    return act(
        request,
        lambda: services.write_minutes(
            meeting=meeting, by=me(request), at=timezone.now(), **form.cleaned_data
        ),
        done=_("The notes are kept."),
        to=reverse("decisions:minutes", args=[round_id]),
        again=partial(_minutes_page, request, meeting),
    )


def _minutes_page(
    request: HttpRequest, meeting: Meeting, problem: DomainError | None = None, **more: Any
) -> HttpResponse:
    may_write = policies.may_write_minutes(request.user, meeting)
    context = {
        "meeting": meeting,
        "tabs": tabs(request, meeting),
        "minutes": queries.minutes_of(request.user, meeting, timezone.now()),
        "form": MinutesForm(initial={"minutes": meeting.minutes}),
        "may_write": may_write and not meeting.letters_released_at,
        "problem": problem,
        **more,
    }
    status = problem.status if problem else (422 if more.get("invalid") else 200)
    return page(request, "decisions/minutes.html", context, status=status)


@require_safe
@login_required
def minutes_file(request: HttpRequest, round_id: int, kind: str) -> HttpResponse:
    """Give the minutes that this person sees as PDF, CSV or Excel."""
    meeting = _decided(request, round_id)
    at = timezone.now()
    found = queries.minutes_of(request.user, meeting, at)
    name = f"minutes-{meeting.round_id}"
    if kind == "pdf":
        return _pdf(minutes_pdf(found, at), f"{name}.pdf")
    table = minutes_rows(
        found.rows, found.last(Body.COMMITTEE), found.last(Body.BOARD), found.decisions
    )
    write = write_csv if kind == "csv" else write_xlsx
    return write(name, MINUTES_HEADER, table)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@login_required
def letters(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what each applicant will be told, and whether the letters are ready."""
    meeting = meeting_for(request, round_id)
    require(policies.may_prepare_letters, request.user, meeting)
    return _letters_page(request, meeting)


def _letters_page(
    request: HttpRequest, meeting: Meeting, problem: DomainError | None = None
) -> HttpResponse:
    mine = queries.items_for(request.user, meeting, timezone.now())
    decisions = list(queries.to_be_told(meeting).filter(item__in=mine.values("pk")))
    for decision in decisions:
        letter = getattr(decision, "letter", None)
        fresh = letter is not None and letter.made_from == queries.texts_hash(decision)
        decision.letter_fresh = fresh  # type: ignore[attr-defined]
        decision.letter_made = letter  # type: ignore[attr-defined]
    user = request.user
    unreleased = not meeting.letters_released_at
    context = {
        "meeting": meeting,
        "tabs": tabs(request, meeting),
        "decisions": decisions,
        "problem": problem,
        "may_prepare": unreleased and policies.may_prepare_letters.now(user, meeting),
        "may_release": unreleased and policies.may_release_letters.now(user, meeting),
    }
    status = problem.status if problem else 200
    return page(request, "decisions/letters.html", context, status=status)


@require_POST
@login_required
def prepare_letters(request: HttpRequest, round_id: int) -> HttpResponse:
    """Set the letters; again as often as needed."""
    meeting = meeting_for(request, round_id)
    require(policies.may_prepare_letters, request.user, meeting)
    at = timezone.now()
    return act(
        request,
        lambda: services.prepare_letters(
            meeting=meeting, rendered=render_letters(meeting, at), by=me(request), at=at
        ),
        done=_("The letters are prepared. Read them, then release them."),
        to=reverse("decisions:letters", args=[round_id]),
        again=partial(_letters_page, request, meeting),
    )


@require_POST
@login_required
def release_letters(request: HttpRequest, round_id: int) -> HttpResponse:
    """Let every applicant read the decision, all at once."""
    meeting = meeting_for(request, round_id)
    require(policies.may_release_letters, request.user, meeting)
    return act(
        request,
        lambda: services.release_letters(meeting=meeting, by=me(request), at=timezone.now()),
        done=_("The letters are released, and the applicants are told."),
        to=reverse("decisions:letters", args=[round_id]),
        again=partial(_letters_page, request, meeting),
    )


@require_safe
@login_required
def letter(request: HttpRequest, reference: str, decision_id: int) -> FileResponse:
    """Give a decision's letter to whoever may read the decision."""
    decision = get_object_or_404(
        queries.decisions_visible_to(request.user, timezone.now()),
        pk=decision_id,
        proposal__reference=reference,
        letter__isnull=False,
    )
    require(policies.may_read_decision, request.user, decision)
    response = FileResponse(decision.letter.file.open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@login_required
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what was decided of a proposal, to its applicants once the letters are out."""
    return _decision_page(request, reference)


def _decision_page(
    request: HttpRequest, reference: str, problem: DomainError | None = None, **more: Any
) -> HttpResponse:
    seen = queries.decisions_visible_to(request.user, timezone.now())
    decisions = list(seen.filter(proposal__reference=reference).order_by("-taken_at", "-pk"))
    if not decisions:
        raise Http404
    proposal: Proposal = decisions[0].proposal
    context = {
        "proposal": proposal,
        "decision": decisions[0],
        "earlier": decisions[1:],
        "letter": getattr(decisions[0], "letter", None),
        "inside": bool(me(request).cluster_roles & (queries.FROM_THE_START | queries.ONCE_DECIDED)),
        "may_supersede": policies.may_supersede.now(request.user, decisions[0]),
        "form": SupersedeForm(proposal=proposal),
        "problem": problem,
        **more,
    }
    status = problem.status if problem else (422 if more.get("invalid") else 200)
    return page(request, "decisions/decision.html", context, status=status)


@require_POST
@login_required
def supersede(request: HttpRequest, reference: str, decision_id: int) -> HttpResponse:
    """End a ratified decision with a reason."""
    decision: Decision = get_object_or_404(
        queries.decisions_visible_to(request.user, timezone.now()),
        pk=decision_id,
        proposal__reference=reference,
    )
    require(policies.may_supersede, request.user, decision)
    form = SupersedeForm(request.POST, proposal=decision.proposal)
    if not form.is_valid():
        return _decision_page(request, reference, form=form, invalid=True)
    return act(
        request,
        lambda: services.supersede(
            decision=decision, by=me(request), at=timezone.now(), **form.cleaned_data
        ),
        done=_("The decision is superseded. The proposal will be decided again."),
        to=reverse("decisions:decision", args=[reference]),
        again=partial(_decision_page, request, reference),
    )
