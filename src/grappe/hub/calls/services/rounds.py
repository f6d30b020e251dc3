"""Rounds: the batches in which a call's proposals are decided."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from grappe.hub.audit.services import record
from grappe.hub.calls.errors import RoundOutOfOrder
from grappe.hub.calls.models import Call, Round
from grappe.hub.calls.services.editing import EDITABLE
from grappe.kit.money import to_cents
from grappe.kit.states import WrongState

FIELDS = ("title_en", "title_fr", "cutoff_at", "meets_on", "envelope")


@transaction.atomic
def create_round(
    *,
    call: Call,
    title_en: str,
    title_fr: str,
    cutoff_at: datetime,
    meets_on: date,
    by: Any,
    at: datetime,
    envelope: Decimal | int = 0,
) -> Round:
    """Add a round to a call, numbered in order; the same round sent twice is one."""
    call = _open_to_change(call)
    _check_order(cutoff_at, meets_on)
    same = call.rounds.filter(title_en=title_en, cutoff_at=cutoff_at, meets_on=meets_on).first()
    if same:
        return same
    last = call.rounds.order_by("-number").first()
    made = Round.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        title_en=title_en,
        title_fr=title_fr,
        cutoff_at=cutoff_at,
        meets_on=meets_on,
        envelope=to_cents(envelope),  # type: ignore[misc]
    )
    record("round.created", made, by=by, at=at, call=call.pk, envelope=made.envelope)
    return made


@transaction.atomic
def edit_round(*, round_: Round, by: Any, at: datetime, **fields: Any) -> Round:
    """Change a round's titles, dates or envelope."""
    _open_to_change(round_.call)
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    changed = {n: fields[n] for n in FIELDS if n in fields and fields[n] != getattr(round_, n)}
    if not changed:
        return round_
    for name, value in changed.items():
        setattr(round_, name, value)
    _check_order(round_.cutoff_at, round_.meets_on)
    round_.save(update_fields=list(changed))
    record("round.edited", round_, by=by, at=at, **changed)
    return round_


def _open_to_change(call: Call) -> Call:
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.state not in EDITABLE:
        raise WrongState(state=call.get_state_display(), move="edit")
    return call


def _check_order(cutoff_at: datetime, meets_on: date) -> None:
    cutoff = timezone.localtime(cutoff_at).date()
    if meets_on < cutoff:
        raise RoundOutOfOrder(meets=date_format(meets_on), cutoff=date_format(cutoff))
