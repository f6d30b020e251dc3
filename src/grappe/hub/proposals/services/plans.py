"""Benefits, intellectual property and data: rows of the plans, each with its revision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.people.models import User
from grappe.hub.proposals.enums import IPKind, Sensitivity, SupplyChainFunction
from grappe.hub.proposals.errors import BadText, StaleAnswer, TooMany
from grappe.hub.proposals.models import Benefit, DataAsset, IPItem, Partner, Proposal
from grappe.hub.proposals.services.answers import touch
from grappe.hub.proposals.services.cleaning import clean_text, read_date, read_number
from grappe.hub.proposals.services.moves import draft
from grappe.hub.proposals.services.starting import moment

MOST_ROWS = 60
Row = Benefit | IPItem | DataAsset


@transaction.atomic
def save_benefit(
    *,
    proposal: Proposal,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    row: Benefit | None = None,
    revision: int | None = None,
) -> Benefit:
    """Add or change an expected benefit; raise BadText, or StaleAnswer with both rows."""
    proposal = draft(proposal)
    clean = {
        "name": _needed("name", Benefit, values, 200),
        "function": _word("function", Benefit, values, SupplyChainFunction, empty=True),
        "baseline": _figure("baseline", values),
        "target": _figure("target", values),
        "unit": _needed("unit", Benefit, values, 40),
        "by": _day("by", values),
    }
    return _save(Benefit, proposal, clean, row=row, revision=revision, at=at)


@transaction.atomic
def save_ip_item(
    *,
    proposal: Proposal,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    row: IPItem | None = None,
    revision: int | None = None,
) -> IPItem:
    """Add or change an entry of the IP plan; raise BadText, or StaleAnswer with both rows."""
    proposal = draft(proposal)
    clean = {
        "kind": _word("kind", IPItem, values, IPKind),
        "title": _needed("title", IPItem, values, 200),
        "owner": _owner(proposal, values),
        "licences": clean_text(_label("licences", IPItem), values.get("licences")),
        "encumbrances": clean_text(_label("encumbrances", IPItem), values.get("encumbrances")),
    }
    return _save(IPItem, proposal, clean, row=row, revision=revision, at=at)


@transaction.atomic
def save_data_asset(
    *,
    proposal: Proposal,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    row: DataAsset | None = None,
    revision: int | None = None,
) -> DataAsset:
    """Add or change an entry of the data plan; raise BadText, or StaleAnswer with both rows."""
    proposal = draft(proposal)
    clean = {
        "name": _needed("name", DataAsset, values, 200),
        "owner": _owner(proposal, values),
        "sensitivity": _word("sensitivity", DataAsset, values, Sensitivity),
        "use": clean_text(_label("use", DataAsset), values.get("use")),
    }
    return _save(DataAsset, proposal, clean, row=row, revision=revision, at=at)


@transaction.atomic
def remove_row(*, row: Row, by: User, at: datetime) -> None:
    """Take an entry out of a plan."""
    proposal = draft(row.proposal)
    type(row).objects.filter(pk=row.pk).delete()
    touch(proposal, at)


def _save[M: (Benefit, IPItem, DataAsset)](
    model: type[M],
    proposal: Proposal,
    clean: dict[str, Any],
    *,
    row: M | None,
    revision: int | None,
    at: datetime,
) -> M:
    if row is None:
        if model.objects.filter(proposal=proposal).count() >= MOST_ROWS:
            raise TooMany(most=MOST_ROWS, what=str(_("entries of one plan")))
        saved = model.objects.create(proposal=proposal, **clean)
        touch(proposal, at)
        return saved
    row = model.objects.select_for_update().get(pk=row.pk, proposal=proposal)
    if all(getattr(row, field) == value for field, value in clean.items()):
        return row
    if revision is not None and revision != row.revision:
        raise _stale(row, clean, proposal)
    for field, value in clean.items():
        setattr(row, field, value)
    row.revision += 1
    row.save()
    touch(proposal, at)
    return row


def _stale(row: Row, clean: dict[str, Any], proposal: Proposal) -> StaleAnswer:
    conflicts = [
        {
            "question": field,
            "mine": str(value),
            "theirs": str(getattr(row, field)),
            "revision": row.revision,
        }
        for field, value in clean.items()
        if getattr(row, field) != value
    ]
    return StaleAnswer(who=_("Somebody"), at=moment(proposal.changed_at), conflicts=conflicts)


def _label(field: str, model: type[Row]) -> str:
    column: Any = model._meta.get_field(field)
    return str(column.verbose_name)


def _needed(field: str, model: type[Row], values: Mapping[str, Any], most: int) -> str:
    label = _label(field, model)
    text = " ".join(clean_text(label, values.get(field), most=most).split())
    if not text:
        raise BadText(field=label, why=_("this cannot stay empty."))
    return text


def _word(
    field: str, model: type[Row], values: Mapping[str, Any], words: Any, *, empty: bool = False
) -> str:
    raw = values.get(field) or ""
    if (raw == "" and empty) or raw in words.values:
        return str(raw)
    raise BadText(field=_label(field, model), why=_("choose one of the list."))


def _figure(field: str, values: Mapping[str, Any]) -> Any:
    try:
        return read_number(values.get(field))
    except ValidationError as wrong:
        label = _label(field, Benefit)
        raise BadText(field=label, why=" ".join(wrong.messages)) from None


def _day(field: str, values: Mapping[str, Any]) -> Any:
    try:
        return read_date(values.get(field))
    except ValidationError as wrong:
        label = _label(field, Benefit)
        raise BadText(field=label, why=" ".join(wrong.messages)) from None


def _owner(proposal: Proposal, values: Mapping[str, Any]) -> Partner:
    raw = values.get("owner")
    partner = raw if isinstance(raw, Partner) else None
    if partner is None and str(raw).isdecimal() and len(str(raw)) < 19:
        partner = proposal.partners.filter(pk=int(str(raw))).first()
    if partner is None or partner.proposal_id != proposal.pk:
        raise BadText(field=_("owner"), why=_("choose one of the partners."))
    return partner
