"""Editing a call's definition part by part, and publishing versions."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from grappe.hub.audit.services import record
from grappe.hub.calls import queries
from grappe.hub.calls.definition import Definition, find, fingerprint, moved, put
from grappe.hub.calls.enums import Audience, CallState, RuleKind
from grappe.hub.calls.errors import Incomplete, NoSuchPart, NoteMissing, NothingToPublish
from grappe.hub.calls.models import Call, CallVersion
from grappe.hub.calls.registry import AUDIENCES
from grappe.hub.calls.services.checking import gaps, validated
from grappe.hub.notices.services import queue
from grappe.kit.errors import Stale
from grappe.kit.states import WrongState

EDITABLE = frozenset({CallState.DRAFT, CallState.OPEN, CallState.CLOSED})


@transaction.atomic
def edit_definition(
    *,
    call: Call,
    path: str,
    value: Any,
    by: Any,
    at: datetime,
    seen: str | None = None,
    to: str = "",
) -> CallVersion:
    """Replace, add (a new key) or remove (None) one part; raise Stale if another saved it first.

    `to` is where the part goes when it leaves its place, such as a question for another section.

    `seen` is the fingerprint of the part when the form was opened ("" for a part that was not there);
    None skips the check. A published version is never changed: the first edit starts the next one.
    """
    call, version = _locked(call)
    try:
        changed = put(version.whole, path, None if to and to != path else value)
        changed = put(changed, to, value) if to and to != path else changed
    except LookupError:
        raise NoSuchPart(path=path[:80]) from None
    definition = validated(changed)
    if definition == version.definition:
        return version
    if seen is not None and fingerprint(find(version.whole, path)) != seen:
        raise Stale(
            who=version.changed_by,
            at=date_format(timezone.localtime(version.changed_at), "DATETIME_FORMAT"),
        )
    return _store(call, version, definition, by=by, at=at, path=path)


@transaction.atomic
def move_part(*, call: Call, path: str, steps: int, by: Any, at: datetime) -> CallVersion:
    """Move one entry of a list up (negative) or down."""
    call, version = _locked(call)
    try:
        changed = moved(version.whole, path, steps)
    except LookupError:
        raise NoSuchPart(path=path[:80]) from None
    definition = validated(changed)
    if definition == version.definition:
        return version
    return _store(call, version, definition, by=by, at=at, path=path)


@transaction.atomic
def publish_version(*, call: Call, by: Any, at: datetime, note: str = "") -> CallVersion:
    """Make the version in preparation the one that counts; tell applicants who have a draft."""
    call, version = _locked(call)
    if version.published_at:
        raise NothingToPublish(number=version.number)
    if version.number > 1 and not note.strip():
        raise NoteMissing(number=version.number)
    definition = validated(version.content)
    missing = gaps(definition)
    missing += [name for name in ("title_en", "title_fr") if not getattr(call, name).strip()]
    if missing:
        raise Incomplete(count=len(missing), missing=", ".join(missing[:6]))
    version.published_at, version.note = at, note.strip()[:500]
    version.save(update_fields=["published_at", "note"])
    call.sectors = [
        sector
        for rule in definition.rules
        if rule.kind == RuleKind.SECTORS
        for sector in rule.params["sectors"]
    ]
    call.save(update_fields=["sectors"])
    record("call.published", call, by=by, at=at, number=version.number, note=version.note)
    if version.number > 1 and (finder := AUDIENCES.get(Audience.APPLICANTS)):
        for person in finder(call, at):
            queue(
                "call.changed",
                to=[person.user],
                at=at,
                once=f"call.changed/{call.pk}/{version.number}",
                url=person.url,
                call=call,
                number=version.number,
                note=version.note,
                about=person.about,
            )
    return version


def _locked(call: Call) -> tuple[Call, CallVersion]:
    """Return the call under lock with its latest version; refuse an archived call."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.state not in EDITABLE:
        raise WrongState(state=call.get_state_display(), move="edit")
    return call, queries.latest_version(call)


def _store(
    call: Call, version: CallVersion, definition: Definition, *, by: Any, at: datetime, path: str
) -> CallVersion:
    if version.published_at:
        version = CallVersion(call=call, number=version.number + 1, revision=0)
    version.content = definition.model_dump(mode="json")
    version.revision += 1
    version.changed_by, version.changed_at = by, at
    version.save()
    version.__dict__.pop("definition", None)
    record("call.edited", call, by=by, at=at, number=version.number, part=path)
    return version
