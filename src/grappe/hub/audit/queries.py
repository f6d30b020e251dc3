"""Reading the trace, and proving that nothing was taken from it or changed in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.text import capfirst

from grappe.hub.audit.enums import Fault
from grappe.hub.audit.models import ChainHead, Event
from grappe.hub.audit.registry import VEILS

NO_HASH = "0" * 64  # what the first entry follows
STEP = 1_000  # entries read at a time when walking the chain


@dataclass(frozen=True)
class Verdict:
    """What walking the chain has found.

    count     entries walked, all of them when the chain is whole.
    head      hash of the last sound entry: keep it elsewhere, and compare with it next time.
    broken    number of the first broken entry, None when the chain is whole.
    """

    count: int
    head: str
    broken: int | None = None
    fault: Fault | None = None

    @property
    def sound(self) -> bool:
        """Say whether nothing was removed, altered or reordered."""
        return self.fault is None


def digest_of(event: Event) -> str:
    """Return the hash of an entry: over its fields and the hash of the entry before."""
    body = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.verb,
        event.kind,
        event.object_id,
        event.label,
        event.from_state,
        event.to_state,
        event.data,
        event.previous_hash,
    ]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def events() -> QuerySet[Event]:
    """Return the whole trace, newest first."""
    return Event.objects.order_by("-sequence")


def visible_to(user: Any) -> QuerySet[Event]:
    """Return the trace that a reader may see, newest first: without what they are in conflict with."""
    found = events()
    for veil in VEILS.values():
        found = found.exclude(veil(user))
    return found


def history_of(obj: models.Model) -> QuerySet[Event]:
    """Return what happened to one object, newest first."""
    return events().filter(kind=obj._meta.label_lower, object_id=str(obj.pk))


def acts_of(user: Any) -> QuerySet[Event]:
    """Return what one person did, newest first."""
    return events().filter(actor_id=user.pk)


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of object that may stand in the trace, with their names, for filters."""
    found = [
        (model._meta.label_lower, str(model._meta.verbose_name).capitalize())
        for model in apps.get_models()
        if model.__module__.startswith("grappe.hub.")
    ]
    return sorted(found, key=lambda one: one[1].casefold())


def state_words(kind: str, state: str) -> str:
    """Return a state, or a role given or taken, in the reader's language; as written when unknown."""
    if not state:
        return ""
    own = [model for model in apps.get_models() if model._meta.label_lower == kind]
    hub = [model for model in apps.get_models() if model.__module__.startswith("grappe.hub.")]
    for model in (*own, *hub):
        for field in model._meta.concrete_fields:
            words = dict(field.flatchoices or ())
            if field.name in {"state", "role", "fee_state"} and state in words:
                return capfirst(str(words[state]))
    return state


def verify(
    *, expected: str = "", progress: Callable[[int], None] | None = None, step: int = STEP
) -> Verdict:
    """Walk the whole chain in constant memory and name the first broken entry, if any.

    expected   a head hash kept elsewhere: it must still be an entry of the chain.
    progress   is told the number of entries walked, every `step` entries.
    """
    head = ChainHead.objects.filter(pk=1).first()
    until = head.sequence if head else 0
    count, last, seen = 0, NO_HASH, expected in ("", NO_HASH)
    while chunk := list(
        Event.objects.filter(sequence__gt=count, sequence__lte=until).order_by("sequence")[:step]
    ):
        for event in chunk:
            if fault := _fault(event, count + 1, last):
                return Verdict(count, last, count + 1, fault)
            count, last = event.sequence, event.hash
            seen = seen or last == expected
        if progress:
            progress(count)
    return _at_the_end(head, count, last, seen=seen)


def _fault(event: Event, number: int, last: str) -> Fault | None:
    """Return what is wrong with the entry that stands at a number, after an entry of this hash."""
    if event.sequence != number:
        return Fault.REMOVED
    if event.previous_hash != last:
        return Fault.REORDERED
    return Fault.ALTERED if digest_of(event) != event.hash else None


def _at_the_end(head: ChainHead | None, count: int, last: str, *, seen: bool) -> Verdict:
    """Compare the end of the walk with the head of the chain, and with the receipt."""
    if head and count < head.sequence:
        return Verdict(count, last, count + 1, Fault.CUT)
    if head and last != head.hash:
        return Verdict(count, last, count, Fault.HEAD)
    newest = Event.objects.aggregate(most=models.Max("sequence"))["most"] or 0
    now = ChainHead.objects.filter(pk=1).values_list("sequence", flat=True).first() or 0
    if newest > now:  # read in this order, an entry added meanwhile has moved the head too
        return Verdict(count, last, now + 1, Fault.HEAD)
    if not seen:
        return Verdict(count, last, count, Fault.RECEIPT)
    return Verdict(count, last)
