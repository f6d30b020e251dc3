"""What the clock does: closes calls at their deadline and sends the reminders that are due."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format

from grappe.hub.calls import queries
from grappe.hub.calls.definition import Reminder
from grappe.hub.calls.enums import Audience, CallState, Occasion
from grappe.hub.calls.models import Call
from grappe.hub.calls.registry import AUDIENCES, Recipient
from grappe.hub.calls.services.lifecycle import close_call
from grappe.hub.notices.services import queue
from grappe.hub.people.queries import holders_of
from grappe.kit.access import ClusterRole
from grappe.kit.states import WrongState


def tick(at: datetime) -> None:
    """Close the calls whose deadline has passed, then send the reminders that are due."""
    close_due(at)
    remind(at)


def close_due(at: datetime) -> list[Call]:
    """Close every open call whose deadline has passed, and return them."""
    closed = []
    for call in Call.objects.filter(state=CallState.OPEN, closes_at__lte=at):
        try:
            closed.append(close_call(call=call, by=None, at=at))
        except WrongState:  # an officer closed it at the same moment
            continue
    return closed


def remind(at: datetime) -> int:
    """Queue the reminders of every open or closed call that are due; return how many were new.

    Reminders that count from a review's due date belong to the reviews, which ask `queries.due`.
    """
    sent = 0
    calls = Call.objects.filter(state__in=[CallState.OPEN, CallState.CLOSED])
    for call in queries.with_rounds(calls):
        version = queries.current_version(call)
        if version is None or (
            call.state == CallState.OPEN and call.opens_at and call.opens_at > at
        ):
            continue
        reminders = version.definition.reminders
        for occasion, moment, about in queries.moments(call, call.rounds.all()):
            for reminder in queries.due(reminders, occasion=occasion, moment=moment, at=at):
                sent += _send(call, reminder, moment, about, at)
    return sent


def _send(call: Call, reminder: Reminder, moment: datetime, about: str, at: datetime) -> int:
    key = "call.meeting" if reminder.occasion == Occasion.MEETING else "call.closes_soon"
    if reminder.occasion == Occasion.CALL_CLOSES and reminder.days >= 0:
        key = "call.closed_ago"
    once = f"call.reminder/{call.pk}/{reminder.occasion}/{moment:%Y%m%d%H%M}/{reminder.days}"
    sent = 0
    for person in _audience(call, reminder.audience, at):
        with translation.override(person.user.language):
            when = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
        sent += len(
            queue(
                key,
                to=[person.user],
                at=at,
                once=f"{once}/{reminder.audience}",
                url=person.url or f"/calls/{call.slug}/",
                call=call,
                when=when,
                about=person.about or about,
            )
        )
    return sent


def _audience(call: Call, audience: str, at: datetime) -> Iterable[Recipient]:
    roles = {Audience.OFFICERS: ClusterRole.OFFICER, Audience.COMMITTEE: ClusterRole.COMMITTEE}
    if role := roles.get(Audience(audience)):
        return [Recipient(user) for user in holders_of(role)]
    finder = AUDIENCES.get(Audience(audience))
    return finder(call, at) if finder else ()
