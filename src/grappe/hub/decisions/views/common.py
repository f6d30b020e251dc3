"""What the pages of a meeting share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.hub.decisions import policies, queries
from grappe.hub.decisions.enums import OVER
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.people.models import User
from grappe.kit.access import require
from grappe.kit.errors import DomainError, Refused

Render = Callable[..., HttpResponse]


def me(request: HttpRequest) -> User:
    """Return the person who is signed in: these pages have no other visitor."""
    return cast(User, request.user)


def meeting_for(request: HttpRequest, round_id: int) -> Meeting:
    """Return a meeting that this person may know of, or 404."""
    meetings = queries.visible_to(request.user)
    meeting: Meeting = get_object_or_404(meetings, round=round_id)
    require(policies.may_read, request.user, meeting)
    return meeting


def item_for(request: HttpRequest, round_id: int, reference: str) -> Item:
    """Return an item that this person may know of, or 404: the same for hidden and for unknown."""
    meeting = meeting_for(request, round_id)
    mine = queries.items_for(request.user, meeting, timezone.now())
    item: Item = get_object_or_404(
        mine.select_related("proposal__lead", "meeting__round__call", "changed_by"),
        proposal__reference=reference,
    )
    return item


def tabs(request: HttpRequest, meeting: Meeting) -> list[dict[str, Any]]:
    """Return the parts of a meeting that this person may open."""
    user, state = request.user, meeting.state
    pages = [
        ("meeting", _("Ranked list"), True),
        ("vote", _("Committee’s vote"), policies.may_vote(user) or policies.may_create(user)),
        ("board", _("Board’s vote"), state in OVER),
        ("minutes", _("Minutes"), policies.may_read_minutes.now(user, meeting)),
        ("letters", _("Letters"), policies.may_prepare_letters.now(user, meeting)),
    ]
    return [
        {"label": label, "url": reverse(f"decisions:{name}", args=[meeting.round_id])}
        for name, label, shown in pages
        if shown
    ]


def act(
    request: HttpRequest,
    do: Callable[[], Any],
    *,
    done: Any,
    to: str,
    again: Callable[[DomainError], HttpResponse],
) -> HttpResponse:
    """Do one act: then go on and say so, or show the page again with the refusal."""
    try:
        do()
    except Refused:
        raise
    except DomainError as refused:
        return again(refused)
    messages.success(request, str(done))
    return redirect(to)
