"""Meetings: the list, the ranked list with its draft, one item."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.hub.calls.models import Round
from grappe.hub.decisions import policies, queries, services
from grappe.hub.decisions.enums import EDITABLE, DecisionOutcome
from grappe.hub.decisions.forms import (
    BoardReasonForm,
    FeedbackForm,
    ItemForm,
    LineForm,
    QuickItemForm,
    ReasonForm,
    VoteByForm,
)
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.decisions.tables import part_of, ranked_body, spread_of
from grappe.hub.decisions.views.common import act, item_for, me, meeting_for, tabs
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@require_safe
@login_required
def meetings(request: HttpRequest) -> HttpResponse:
    """List the meetings, and the rounds that wait for one."""
    require(policies.may_list, request.user)
    return _list_page(request)


def _list_page(request: HttpRequest, problem: DomainError | None = None) -> HttpResponse:
    may_create = policies.may_create(request.user)
    context = {
        "meetings": queries.visible_to(request.user).order_by("-round__meets_on", "-pk")[:200],
        "rounds": queries.rounds_without_meeting() if may_create else [],
        "polls": queries.polls_to_answer(request.user),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return page(request, "decisions/list.html", context, status=status)


@require_POST
@login_required
def create(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open the meeting of a round."""
    require(policies.may_create, request.user)
    round = get_object_or_404(Round, pk=round_id)
    return act(
        request,
        lambda: services.create_meeting(round=round, by=me(request), at=timezone.now()),
        done=_("The meeting is prepared and the committee is called."),
        to=reverse("decisions:meeting", args=[round_id]),
        again=partial(_list_page, request),
    )


@require_safe
@login_required
def meeting(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the ranked list with the draft selection and its balance."""
    return meeting_page(request, meeting_for(request, round_id))


def meeting_page(
    request: HttpRequest,
    meeting: Meeting,
    problem: DomainError | None = None,
    *,
    near: Item | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a meeting, with a refusal if there is one; `near` an item just changed."""
    at = timezone.now()
    mine = queries.items_for(request.user, meeting, at)
    rows = queries.ranked(mine, meeting.round.envelope, request.user)
    shown, part = part_of(rows, request.GET.get("from", ""), near=near.pk if near else None)
    poll = queries.open_poll(meeting)
    sums = spread_of(rows)
    user = request.user
    may_prepare = policies.may_prepare.now(user, meeting)
    context = {
        "meeting": meeting,
        "tabs": tabs(request, meeting),
        "poll": poll,
        "body": ranked_body(shown, meeting, editable=may_prepare),
        "part": part,
        "sums": sums,
        "left": meeting.round.envelope - sums["given"],
        "balance": queries.balance(rows),
        "problem": problem,
        "may_prepare": may_prepare,
        "may_open": policies.may_open_vote.now(user, meeting) and bool(rows),
        "may_close": policies.may_close_vote.now(user, meeting),
        "may_open_board": policies.may_open_board.now(user, meeting) and not poll,
        "may_vote": policies.may_vote.now(user, meeting),
        "line_form": LineForm(initial={"line": meeting.line}),
        "vote_by_form": VoteByForm(),
        "board_form": BoardReasonForm(),
        **more,
    }
    status = problem.status if problem else (422 if more.get("invalid") else 200)
    return page(request, "decisions/meeting.html", context, partial="selection", status=status)


@require_POST
@login_required
def refresh(request: HttpRequest, round_id: int) -> HttpResponse:
    """Take in what was reviewed since."""
    meeting = meeting_for(request, round_id)
    require(policies.may_prepare, request.user, meeting)
    return act(
        request,
        lambda: services.take_in(meeting=meeting, by=me(request), at=timezone.now()),
        done=_("The list holds what is reviewed now."),
        to=reverse("decisions:meeting", args=[round_id]),
        again=partial(meeting_page, request, meeting),
    )


@require_POST
@login_required
def suggest(request: HttpRequest, round_id: int) -> HttpResponse:
    """Draft the selection by score."""
    meeting = meeting_for(request, round_id)
    require(policies.may_prepare, request.user, meeting)
    form = LineForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, meeting, line_form=form, invalid=True)
    line = form.cleaned_data["line"]
    return act(
        request,
        lambda: services.suggest_by_score(
            meeting=meeting, line=line, by=me(request), at=timezone.now()
        ),
        done=_("The selection is drafted by score. Change what you would decide otherwise."),
        to=reverse("decisions:meeting", args=[round_id]),
        again=partial(meeting_page, request, meeting),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item(request: HttpRequest, round_id: int, reference: str) -> HttpResponse:
    """Show one item; change what is proposed for it."""
    item = item_for(request, round_id, reference)
    if request.method != "POST":
        return item_page(request, item)
    require(policies.may_prepare, request.user, item.meeting)
    quick = "quick" in request.POST
    form = (QuickItemForm if quick else ItemForm)(request.POST)
    if not form.is_valid():
        return item_page(request, item, form=form, invalid=True)
    try:
        _edit(request, item, dict(form.cleaned_data))
    except DomainError as problem:
        return item_page(request, item, form=form, problem=problem)
    if quick and getattr(request, "htmx", None):
        return meeting_page(request, item.meeting, near=item)
    return redirect("decisions:meeting", round_id)


def _edit(request: HttpRequest, item: Item, data: dict[str, Any]) -> None:
    fund, amount = data["outcome"] == DecisionOutcome.FUND, data.pop("amount")
    services.edit_item(
        item=item,
        outcome=data.pop("outcome"),
        amount=amount if fund and amount else Decimal(0),
        reason=data.pop("reason", "") or "",
        revision=data.pop("revision"),
        by=me(request),
        at=timezone.now(),
        **data,
    )


def item_page(
    request: HttpRequest,
    item: Item,
    *,
    form: Any = None,
    problem: DomainError | None = None,
    **more: Any,
) -> HttpResponse:
    """Show one item with the forms that this person may use."""
    meeting, user, at = item.meeting, request.user, timezone.now()
    rows = queries.ranked(queries.items_for(user, meeting, at), meeting.round.envelope, user)
    row = next(row for row in rows if row.item == item.pk)
    may_edit = policies.may_prepare.now(user, meeting) and item.set_aside_at is None
    context = {
        "item": item,
        "meeting": meeting,
        "tabs": tabs(request, meeting),
        "proposal": item.proposal,
        "row": row,
        "form": form or ItemForm.of(item),
        "outcomes": DecisionOutcome.choices,
        "problem": problem,
        "may_edit": may_edit,
        "may_set_aside": policies.may_set_aside.now(user, meeting) and not item.set_aside_at,
        "may_bring_back": meeting.state in EDITABLE
        and policies.may_prepare(user, meeting)
        and bool(item.set_aside_at),
        "may_write_feedback": policies.may_write_feedback(user, meeting)
        and not may_edit
        and not meeting.letters_released_at,
        "feedback_form": FeedbackForm(initial=ItemForm.values(item)),
        "may_recuse": policies.may_recuse.now(user, meeting),
        "reason_form": ReasonForm(prefix=None),
        **more,
    }
    status = problem.status if problem else (422 if more.get("invalid") else 200)
    return page(request, "decisions/item.html", context, partial="row_form", status=status)


@require_POST
@login_required
def set_aside(request: HttpRequest, round_id: int, reference: str) -> HttpResponse:
    """Leave an item for a later meeting."""
    item = item_for(request, round_id, reference)
    require(policies.may_set_aside, request.user, item.meeting)
    return act(
        request,
        lambda: services.set_aside(
            item=item, reason=request.POST.get("reason", ""), by=me(request), at=timezone.now()
        ),
        done=_("%(reference)s is set aside.") % {"reference": reference},
        to=reverse("decisions:meeting", args=[round_id]),
        again=lambda problem: item_page(request, item, problem=problem),
    )


@require_POST
@login_required
def bring_back(request: HttpRequest, round_id: int, reference: str) -> HttpResponse:
    """Put an item before the meeting again."""
    item = item_for(request, round_id, reference)
    require(policies.may_prepare, request.user, item.meeting)
    return act(
        request,
        lambda: services.bring_back(item=item, by=me(request), at=timezone.now()),
        done=_("%(reference)s is before the meeting again.") % {"reference": reference},
        to=reverse("decisions:item", args=[round_id, reference]),
        again=lambda problem: item_page(request, item, problem=problem),
    )


@require_POST
@login_required
def feedback(request: HttpRequest, round_id: int, reference: str) -> HttpResponse:
    """Write what the applicant will read."""
    item = item_for(request, round_id, reference)
    require(policies.may_write_feedback, request.user, item.meeting)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return item_page(request, item, feedback_form=form, invalid=True)
    return act(
        request,
        lambda: services.write_feedback(
            item=item, by=me(request), at=timezone.now(), **form.cleaned_data
        ),
        done=_("The feedback is kept. Prepare the letters again to use it."),
        to=reverse("decisions:item", args=[round_id, reference]),
        again=lambda problem: item_page(request, item, problem=problem),
    )


@require_POST
@login_required
def recuse(request: HttpRequest, round_id: int, reference: str) -> HttpResponse:
    """Take oneself out of an item."""
    item = item_for(request, round_id, reference)
    require(policies.may_recuse, request.user, item.meeting)
    return act(
        request,
        lambda: services.recuse(
            item=item, reason=request.POST.get("reason", ""), by=me(request), at=timezone.now()
        ),
        done=_("You are recused. You will not see this proposal again."),
        to=reverse("decisions:meeting", args=[round_id]),
        again=lambda problem: item_page(request, item, problem=problem),
    )
