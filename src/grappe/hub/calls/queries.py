"""Reading calls: who sees which, which are open, which version and round count."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from grappe.hub.calls.definition import Definition, Reminder
from grappe.hub.calls.enums import CallPhase, CallState, Occasion
from grappe.hub.calls.models import Call, CallVersion, Round
from grappe.kit.access import ClusterRole, roles_of

PUBLIC_STATES = frozenset({CallState.OPEN, CallState.CLOSED})
SEES_ALL = frozenset({ClusterRole.OFFICER, ClusterRole.DIRECTOR, ClusterRole.AUDITOR})


def visible_to(user: Any) -> QuerySet[Call]:
    """Return the calls that a person may see: all for programme staff, the public ones for others."""
    if roles_of(user) & SEES_ALL:
        return Call.objects.all()
    return Call.objects.filter(state__in=PUBLIC_STATES)


def sees_call(user: Any, pk: str) -> bool:
    """Say whether a person may see the call with this key."""
    return visible_to(user).filter(pk=pk).exists()


def sees_round(user: Any, pk: str) -> bool:
    """Say whether a person may see the round with this key."""
    return Round.objects.filter(pk=pk, call__in=visible_to(user)).exists()


def open_calls(at: datetime) -> QuerySet[Call]:
    """Return the calls that take proposals at a moment, by their state and by the clock."""
    return Call.objects.filter(
        Q(opens_at=None) | Q(opens_at__lte=at),
        Q(closes_at=None) | Q(closes_at__gt=at),
        state=CallState.OPEN,
    )


def phase(call: Call, at: datetime) -> CallPhase:
    """Say where a call stands: a deadline that has passed closes it, whether or not anyone did."""
    if call.state != CallState.OPEN:
        return CallPhase(call.state)
    if call.opens_at and call.opens_at > at:
        return CallPhase.COMING
    if call.closes_at and call.closes_at <= at:
        return CallPhase.CLOSED
    return CallPhase.OPEN


def takes_proposals(call: Call, at: datetime) -> bool:
    """Say whether a proposal may be started or submitted at this moment."""
    return phase(call, at) == CallPhase.OPEN


def current_version(call: Call) -> CallVersion | None:
    """Return the newest published version; None before the first."""
    return call.versions.exclude(published_at=None).order_by("-number").first()


def draft_version(call: Call) -> CallVersion | None:
    """Return the version in preparation; None if there is none."""
    return call.versions.filter(published_at=None).first()


def latest_version(call: Call) -> CallVersion:
    """Return the version in preparation, or else the newest published one."""
    return call.versions.select_related("changed_by").order_by("-number")[0]


def newer_version(version: CallVersion) -> CallVersion | None:
    """Return the newest published version if it is newer than this one: a draft may move to it."""
    newest = current_version(version.call)
    return newest if newest and newest.number > version.number else None


def definition_of(call: Call) -> Definition | None:
    """Return the definition that counts for new proposals; None before the first publication."""
    version = current_version(call)
    return version.definition if version else None


def round_for(call: Call, at: datetime) -> Round | None:
    """Return the round that takes what is submitted at this moment: the first not yet cut off."""
    return call.rounds.filter(cutoff_at__gte=at).order_by("cutoff_at", "number").first()


def with_rounds(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Return the calls with their rounds in order, in one query more."""
    return calls.prefetch_related(
        Prefetch("rounds", queryset=Round.objects.order_by("cutoff_at", "number"))
    )


def due(
    reminders: Iterable[Reminder], *, occasion: str, moment: datetime, at: datetime
) -> list[Reminder]:
    """Return the reminders of an occasion that are due now.

    Before the moment the nearest reminder of each audience counts, until the moment itself: who comes
    late is told once. An escalation after it is due for a week, so that a worker that was away
    catches up and one that starts late does not flood.
    """
    before: dict[str, Reminder] = {}
    after: list[Reminder] = []
    for reminder in reminders:
        start = moment + timedelta(days=reminder.days)
        if reminder.occasion != occasion or start > at:
            continue
        if reminder.days >= 0:
            after += [reminder] if at < start + timedelta(days=7) else []
        elif at < moment:
            nearest = before.get(reminder.audience, reminder)
            before[reminder.audience] = max(nearest, reminder, key=lambda r: r.days)
    return [*before.values(), *after]


def moments(call: Call, rounds: Iterable[Round]) -> list[tuple[str, datetime, str]]:
    """Return what reminders of a call count from: (occasion, moment, what it is)."""
    found: list[tuple[str, datetime, str]] = []
    if call.closes_at:
        found.append((Occasion.CALL_CLOSES, call.closes_at, str(call)))
    for each in rounds:
        if not call.closes_at:
            found.append((Occasion.CALL_CLOSES, each.cutoff_at, str(each)))
        found.append((Occasion.MEETING, noon_of(each.meets_on), str(each)))
    return found


def noon_of(day: date) -> datetime:
    """Return noon of a day on the cluster's clock."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
