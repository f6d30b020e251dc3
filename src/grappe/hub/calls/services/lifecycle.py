"""Creating, opening, closing, reopening and archiving calls."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grappe.hub.audit.models import Event
from grappe.hub.audit.services import record
from grappe.hub.calls import queries
from grappe.hub.calls.defaults import default_definition
from grappe.hub.calls.definition import Definition, Rule, Text, fingerprint
from grappe.hub.calls.enums import CALL_MOVES, Audience, CallMode, CallState, RuleKind, StageKey
from grappe.hub.calls.errors import AddressTaken, DatesMissing, HasNoDeadline
from grappe.hub.calls.models import Call, CallVersion
from grappe.hub.calls.registry import AUDIENCES
from grappe.hub.calls.services.editing import EDITABLE, publish_version
from grappe.hub.notices.services import queue
from grappe.hub.people.queries import holders_of
from grappe.kit.access import ClusterRole
from grappe.kit.errors import Stale
from grappe.kit.states import WrongState

BASICS = ("title_en", "title_fr", "summary_en", "summary_fr", "opens_at", "closes_at")


@transaction.atomic
def create_call(
    *,
    title_en: str,
    title_fr: str,
    mode: str,
    by: Any,
    at: datetime,
    slug: str = "",
    summary_en: str = "",
    summary_fr: str = "",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    sectors: Iterable[str] = (),
    definition: Definition | None = None,
    invented: bool = False,
) -> Call:
    """Prepare a call with version 1 in draft: of the given definition, or of the default one."""
    slug = slug or slugify(title_en)[:60].strip("-") or f"call-{at:%Y%m%d%H%M%S}"
    if Call.objects.filter(slug=slug).exists():
        raise AddressTaken(slug=slug)
    call = Call(
        slug=slug,
        title_en=title_en,
        title_fr=title_fr,
        summary_en=summary_en,
        summary_fr=summary_fr,
        mode=mode,
        opens_at=opens_at,
        closes_at=closes_at,
        sectors=list(sectors),
        invented=invented,
        created_at=at,
    )
    _check_window(call)
    call.save(force_insert=True)
    content = _for_sectors(definition or default_definition(), list(sectors))
    CallVersion.objects.create(
        call=call,
        number=1,
        content=content.model_dump(mode="json"),
        changed_by=by,
        changed_at=at,
    )
    record("call.created", call, by=by, at=at, to_state=CallState.DRAFT)
    return call


@transaction.atomic
def edit_call(*, call: Call, by: Any, at: datetime, seen: str | None = None, **fields: Any) -> Call:
    """Change title, summary or dates; raise Stale if another saved them first."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.state not in EDITABLE:
        raise WrongState(state=call.get_state_display(), move="edit")
    before = {name: getattr(call, name) for name in BASICS}
    after = before | {name: fields[name] for name in BASICS if name in fields}
    if seen is not None and basics_seen(call) not in {seen, _print_of(after)}:
        last = Event.objects.filter(kind="calls.call", object_id=str(call.pk)).first()
        when = timezone.localtime(last.at if last else at)
        raise Stale(who=last.actor_name if last else "—", at=date_format(when, "DATETIME_FORMAT"))
    if after == before:
        return call
    for name, value in after.items():
        setattr(call, name, value)
    _check_window(call)
    call.save(update_fields=list(BASICS))
    record(
        "call.edited",
        call,
        by=by,
        at=at,
        part="basics",
        changed=[name for name in BASICS if before[name] != after[name]],
    )
    if call.state == CallState.OPEN and before["closes_at"] != call.closes_at:
        _tell_applicants(call, at=at)
    return call


def basics_seen(call: Call) -> str:
    """Return the fingerprint of title, summary and dates."""
    return _print_of({name: getattr(call, name) for name in BASICS})


def _print_of(basics: dict[str, Any]) -> str:
    return fingerprint(
        {
            name: timezone.localtime(value).isoformat() if isinstance(value, datetime) else value
            for name, value in basics.items()
        }
    )


@transaction.atomic
def open_call(*, call: Call, by: Any, at: datetime) -> Call:
    """Announce a call: it takes proposals from its opening day. Publishes version 1 if need be."""
    call = _moved(call, "open")
    call.opens_at = call.opens_at or at
    _check_deadline(call, at)
    if queries.current_version(call) is None:
        publish_version(call=call, by=by, at=at, note=_("First version."))
        call.sectors = Call.objects.values_list("sectors", flat=True).get(pk=call.pk)
    call.save(update_fields=["state", "opens_at"])
    record("call.opened", call, by=by, at=at, from_state=CallState.DRAFT, to_state=CallState.OPEN)
    return call


@transaction.atomic
def close_call(*, call: Call, by: Any, at: datetime, reason: str = "") -> Call:
    """Stop taking proposals; `by` is None when the deadline did it. Tells the officers."""
    call = _moved(call, "close")
    call.save(update_fields=["state"])
    record(
        "call.closed",
        call,
        by=by,
        at=at,
        from_state=CallState.OPEN,
        to_state=CallState.CLOSED,
        reason=reason[:300],
    )
    officers = [o for o in holders_of(ClusterRole.OFFICER) if by is None or o.pk != by.pk]
    queue(
        "call.closed",
        to=officers,
        at=at,
        once=f"call.closed/{call.pk}/{at:%Y%m%d%H%M}",
        url=f"/manage/calls/{call.slug}/",
        call=call,
        when=min(at, call.closes_at or at),
    )
    return call


@transaction.atomic
def reopen_call(*, call: Call, by: Any, at: datetime, closes_at: datetime | None = None) -> Call:
    """Take proposals again, until a new deadline if the call is dated."""
    call = _moved(call, "reopen")
    call.closes_at = closes_at or call.closes_at
    _check_window(call)
    _check_deadline(call, at)
    call.save(update_fields=["state", "closes_at"])
    record(
        "call.reopened", call, by=by, at=at, from_state=CallState.CLOSED, to_state=CallState.OPEN
    )
    _tell_applicants(call, at=at)
    return call


@transaction.atomic
def archive_call(*, call: Call, by: Any, at: datetime) -> Call:
    """Take a call out of the lists; its proposals keep it."""
    before = call.state
    call = _moved(call, "archive")
    call.save(update_fields=["state"])
    record("call.archived", call, by=by, at=at, from_state=before, to_state=CallState.ARCHIVED)
    return call


def _moved(call: Call, move: str) -> Call:
    """Return the call under lock in the state that a move leads to, or raise WrongState."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    call.state = CallState(CALL_MOVES.target(move, call.state, label=call.get_state_display()))
    return call


def _check_window(call: Call) -> None:
    if call.mode == CallMode.CONTINUOUS and call.closes_at:
        raise HasNoDeadline
    if call.opens_at and call.closes_at and call.closes_at <= call.opens_at:
        raise _bad_dates(call)


def _check_deadline(call: Call, at: datetime) -> None:
    if call.mode == CallMode.DATED and (call.closes_at is None or call.closes_at <= at):
        raise _bad_dates(call)
    _check_window(call)


def _bad_dates(call: Call) -> DatesMissing:
    def said(moment: datetime | None) -> str:
        return (
            date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else _("(not set)")
        )

    return DatesMissing(opens=said(call.opens_at), closes=said(call.closes_at))


def _for_sectors(definition: Definition, sectors: list[str]) -> Definition:
    """Return the definition with the rule on sectors that a list of sectors asks for."""
    others = tuple(rule for rule in definition.rules if rule.kind != RuleKind.SECTORS)
    if not sectors:
        return definition
    own = Rule(
        key="sectors",
        kind=RuleKind.SECTORS,
        params={"sectors": sectors},
        clause=Text(
            en="The project belongs to one of the call’s sectors.",
            fr="Le projet relève de l’un des secteurs de l’appel.",
        ),
        stage=StageKey.EOI,
    )
    return definition.model_copy(update={"rules": (own, *others)})


def _tell_applicants(call: Call, *, at: datetime) -> None:
    finder = AUDIENCES.get(Audience.APPLICANTS)
    for person in finder(call, at) if finder else ():
        queue(
            "call.closes_soon",
            to=[person.user],
            at=at,
            once=f"call.dates/{call.pk}/{at:%Y%m%d%H%M%S}",
            url=person.url,
            call=call,
            when=call.closes_at,
            about=person.about,
        )
