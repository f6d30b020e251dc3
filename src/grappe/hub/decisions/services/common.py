"""What every act of a meeting begins with."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from grappe.hub.calls.definition import Reviewing
from grappe.hub.decisions.enums import MEETING_MOVES, Body, MeetingState
from grappe.hub.decisions.errors import ReasonNeeded, TextTooLong
from grappe.hub.decisions.models import Meeting


def locked(meeting: Meeting) -> Meeting:
    """Return the meeting and its round as they are now, locked until the transaction ends."""
    meetings = Meeting.objects.select_for_update(of=("self", "round"))
    return meetings.select_related("round__call").get(pk=meeting.pk)


def target(move: str, meeting: Meeting) -> str:
    """Return the state that a move leads to, or raise WrongState."""
    return MEETING_MOVES.target(move, meeting.state, label=MeetingState(meeting.state).label)


def reviewing(meeting: Meeting) -> Reviewing:
    """Return how the call's published version says that its proposals are decided."""
    versions = meeting.round.call.versions.filter(published_at__isnull=False)
    return versions.latest("number").definition.reviewing


def text_of(value: str, most: int = 5000) -> str:
    """Return a text without its ends and without characters no database holds, or refuse it."""
    text = value.replace("\x00", "").strip()
    if len(text) > most:
        raise TextTooLong(most=most, length=len(text))
    return text


def reason_of(value: str) -> str:
    """Return a reason, or raise ReasonNeeded."""
    reason = text_of(value, 500)
    if not reason:
        raise ReasonNeeded
    return reason


def body_label(body: str) -> str:
    """Return the name of a body in the reader's language."""
    return str(Body(body).label)


def address(name: str, meeting: Meeting) -> str:
    """Return the address of a page of a meeting."""
    return reverse(f"decisions:{name}", args=[meeting.round_id])


def day(at: datetime | None) -> str:
    """Write a date on the cluster's clock."""
    return date_format(localtime(at), "DATE_FORMAT") if at else "—"


def listed(references: Any, most: int = 20) -> str:
    """Write references in a row; a long row ends with how many more there are."""
    names = sorted(references)
    more = len(names) - most
    return ", ".join(names[:most]) + (f" (+{more})" if more > 0 else "")
