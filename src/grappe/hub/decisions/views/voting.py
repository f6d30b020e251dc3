"""Votes: opened and closed by a director, cast by members; no page here needs JavaScript."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.hub.decisions import policies, queries, services
from grappe.hub.decisions.enums import OVER, Ballot, Body
from grappe.hub.decisions.forms import BoardReasonForm, VoteByForm
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.decisions.views.common import act, me, meeting_for, tabs
from grappe.hub.decisions.views.meetings import meeting_page
from grappe.hub.people.models import User
from grappe.kit.access import Rule, require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page

VOTES: dict[Body, Rule] = {
    Body.COMMITTEE: policies.may_vote,
    Body.BOARD: policies.may_vote_on_board,
}
PAGES = {Body.COMMITTEE: "decisions:vote", Body.BOARD: "decisions:board"}


@require_POST
@login_required
def open_vote(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open the committee's vote."""
    meeting = meeting_for(request, round_id)
    require(policies.may_open_vote, request.user, meeting)
    form = VoteByForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, meeting, vote_by_form=form, invalid=True)
    return act(
        request,
        lambda: services.open_committee_vote(
            meeting=meeting, by=me(request), at=timezone.now(), **form.cleaned_data
        ),
        done=_("The vote is open, and the members are told."),
        to=reverse("decisions:vote", args=[round_id]),
        again=partial(meeting_page, request, meeting),
    )


@require_POST
@login_required
def close_vote(request: HttpRequest, round_id: int) -> HttpResponse:
    """Close the committee's vote."""
    meeting = meeting_for(request, round_id)
    require(policies.may_close_vote, request.user, meeting)
    return act(
        request,
        lambda: services.close_committee_vote(meeting=meeting, by=me(request), at=timezone.now()),
        done=_("The committee has decided. The board is told."),
        to=reverse("decisions:minutes", args=[round_id]),
        again=lambda problem: vote_page(request, meeting, Body.COMMITTEE, problem=problem),
    )


@require_POST
@login_required
def open_board(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open the board's vote."""
    meeting = meeting_for(request, round_id)
    require(policies.may_open_board, request.user, meeting)
    form = VoteByForm(request.POST)
    if not form.is_valid():
        return vote_page(request, meeting, Body.BOARD, vote_by_form=form, invalid=True)
    return act(
        request,
        lambda: services.open_board_vote(
            meeting=meeting, by=me(request), at=timezone.now(), **form.cleaned_data
        ),
        done=_("The board’s vote is open, and its members are told."),
        to=reverse("decisions:board", args=[round_id]),
        again=lambda problem: vote_page(request, meeting, Body.BOARD, problem=problem),
    )


@require_POST
@login_required
def close_board(request: HttpRequest, round_id: int) -> HttpResponse:
    """Close the board's vote: ratify, or send back with a reason."""
    meeting = meeting_for(request, round_id)
    require(policies.may_close_board, request.user, meeting)
    form = BoardReasonForm(request.POST)
    if not form.is_valid():
        return vote_page(request, meeting, Body.BOARD, board_form=form, invalid=True)
    return act(
        request,
        lambda: services.close_board_vote(
            meeting=meeting, by=me(request), at=timezone.now(), **form.cleaned_data
        ),
        done=_("The board’s vote is closed."),
        to=reverse("decisions:minutes", args=[round_id]),
        again=lambda problem: vote_page(request, meeting, Body.BOARD, problem=problem),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def vote(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the committee's vote; cast one's own."""
    return _vote(request, round_id, Body.COMMITTEE)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def board(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the board's vote; cast one's own."""
    meeting = meeting_for(request, round_id)
    if meeting.state not in OVER:
        raise Http404
    return _vote(request, round_id, Body.BOARD)


def _vote(request: HttpRequest, round_id: int, body: Body) -> HttpResponse:
    meeting = meeting_for(request, round_id)
    if request.method != "POST":
        return vote_page(request, meeting, body)
    require(VOTES[body], request.user, meeting)
    try:
        votes = _cast(request, meeting, body)
    except DomainError as problem:
        return vote_page(request, meeting, body, problem=problem)
    if votes:
        messages.success(request, _("Your votes are kept. You can change them until it closes."))
    else:
        messages.info(request, _("Nothing changed: these are the votes you gave already."))
    return redirect(PAGES[body], round_id)


def _cast(request: HttpRequest, meeting: Meeting, body: Body) -> list[Any]:
    data, at = request.POST, timezone.now()
    if every := data.get("every"):
        return list(
            services.cast_on_all(meeting=meeting, body=body, ballot=every, by=me(request), at=at)
        )
    ballots = {
        name.removeprefix("ballot-"): (
            value,
            data.get(f"reason-{name.removeprefix('ballot-')}", ""),
        )
        for name, value in data.items()
        if name.startswith("ballot-") and isinstance(value, str)
    }
    return list(
        services.cast_votes(meeting=meeting, body=body, ballots=ballots, by=me(request), at=at)
    )


def vote_page(
    request: HttpRequest,
    meeting: Meeting,
    body: Body,
    problem: DomainError | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a body's vote: to members their ballots, to those who run it who is present."""
    user = request.user
    poll = meeting.polls.filter(body=body, closed_at=None).first()
    member = VOTES[body].now(user, meeting) and poll is not None
    runs = policies.may_mark_present(user, meeting)
    may_close = policies.may_close_vote if body == Body.COMMITTEE else policies.may_close_board
    context = {
        "meeting": meeting,
        "tabs": tabs(request, meeting),
        "which": body,
        "poll": poll,
        "entries": _entries(request, meeting, body, problem) if poll else [],
        "member": member,
        "runs": runs,
        "present": queries.attendance(poll) if poll else [],
        "members": queries.members_of(body) if runs else [],
        "waiting": queries.waiting_for(poll, timezone.now()) if poll and runs else [],
        "ballots": Ballot.choices,
        "closed": meeting.polls.filter(body=body, closed_at__isnull=False).last(),
        "problem": problem,
        "may_close": bool(poll) and may_close.now(user, meeting),
        "may_open": not poll and body == Body.BOARD and policies.may_open_board.now(user, meeting),
        "may_open_committee": body == Body.COMMITTEE and policies.may_open_vote.now(user, meeting),
        "vote_by_form": VoteByForm(),
        "board_form": BoardReasonForm(request.POST or None) if problem else BoardReasonForm(),
        **more,
    }
    status = problem.status if problem else (422 if more.get("invalid") else 200)
    return page(request, "decisions/vote.html", context, status=status)


def _entries(
    request: HttpRequest, meeting: Meeting, body: Body, problem: DomainError | None
) -> list[dict[str, Any]]:
    """Return what is before this person, with their own ballots; typed ones survive a refusal."""
    user = request.user
    poll = meeting.polls.get(body=body, closed_at=None)
    mine = queries.items_of(poll).filter(queries.unbarred(user, timezone.now()))
    rows = queries.ranked(mine, meeting.round.envelope, request.user)
    texts = Item.objects.in_bulk([row.item for row in rows])
    cast, elsewhere = queries.ballots_of(user, poll), queries.seats_elsewhere(user, poll)
    typed = request.POST if problem else {}
    entries = []
    for row in rows:
        vote = cast.get(row.item)
        entries.append(
            {
                "row": row,
                "item": texts[row.item],
                "ballot": typed.get(f"ballot-{row.reference}") or (vote.ballot if vote else ""),
                "reason": typed.get(f"reason-{row.reference}") or (vote.reason if vote else ""),
                "cast": vote is not None,
                "elsewhere": row.item in elsewhere,
            }
        )
    return entries


@require_POST
@login_required
def present(request: HttpRequest, round_id: int, body: str) -> HttpResponse:
    """Note that a member is present: oneself, or anyone for those who run the meeting."""
    meeting = meeting_for(request, round_id)
    which = Body(body)
    member = me(request)
    if chosen := request.POST.get("member", ""):
        require(policies.may_mark_present, request.user, meeting)
        if not chosen.isdecimal() or len(chosen) > 18:
            raise Http404
        member = get_object_or_404(User, pk=int(chosen))
    else:
        require(VOTES[which], request.user, meeting)
    return act(
        request,
        lambda: services.attend(
            meeting=meeting, body=which, member=member, by=me(request), at=timezone.now()
        ),
        done=_("%(name)s is noted as present.") % {"name": member},
        to=reverse(PAGES[which], args=[round_id]),
        again=lambda problem: vote_page(request, meeting, which, problem=problem),
    )
