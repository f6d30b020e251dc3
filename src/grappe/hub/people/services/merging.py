"""Making two records of one organisation one: every reference is kept, or nothing is done."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.enums import AffiliationRole
from grappe.hub.people.errors import CannotMerge
from grappe.hub.people.models import (
    Affiliation,
    DuplicateQuestion,
    LinkQuestion,
    Organisation,
    User,
)
from grappe.hub.people.queries import people_of
from grappe.hub.people.services.organisations import FIELDS

RANK = [
    AffiliationRole.VIEWER,
    AffiliationRole.FINANCE,
    AffiliationRole.EDITOR,
    AffiliationRole.OWNER,
]


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, other: Organisation, by: User, at: datetime, reason: str = ""
) -> Organisation:
    """Move every reference from one record to the other and close the first; raise CannotMerge.

    Blank fields of the kept record are filled. Questions keep the two records they were asked about.
    """
    locked = Organisation.objects.select_for_update().in_bulk([kept.pk, other.pk])
    if len(locked) < 2:
        raise CannotMerge(other=other, kept=kept, why=_("they are one record already"))
    kept, other = locked[kept.pk], locked[other.pk]
    if kept.merged_into_id or other.merged_into_id:
        raise CannotMerge(other=other, kept=kept, why=_("one of them was merged already"))
    told = list(people_of(other))
    _untie_owners(kept, other)
    moved: Counter[str] = Counter()
    for model, field in references():
        moved[model._meta.label_lower] += _move(model, field, kept, other, at)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    _fill(kept, other)
    counts = {label: count for label, count in moved.items() if count}
    record("organisation.merged", other, by=by, at=at, into=kept.pk, moved=counts, why=reason[:500])
    record("organisation.absorbed", kept, by=by, at=at, other=other.pk, moved=counts)
    queue(
        "people.merged",
        to=told,
        at=at,
        once=f"merged/{other.pk}/{kept.pk}",
        other=other.legal_name,
        kept=kept,
        by=by,
    )
    return kept


def references() -> list[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Return every column of every app that points to an organisation, except the questions'."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model in (DuplicateQuestion, LinkQuestion):
            continue
        found += [
            (model, field)
            for field in model._meta.local_fields
            if field.is_relation and field.related_model is Organisation
        ]
    return found


def _move(
    model: type[models.Model],
    field: models.Field[Any, Any],
    kept: Organisation,
    other: Organisation,
    at: datetime,
) -> int:
    rows = list(model._default_manager.filter(**{field.name: other}).order_by("pk"))
    for row in rows:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{field.name: kept})
        except IntegrityError as clash:
            _settle(row, kept, other, at, clash)
    return len(rows)


def _settle(
    row: models.Model,
    kept: Organisation,
    other: Organisation,
    at: datetime,
    clash: IntegrityError,
) -> None:
    """Handle a row that the kept record has already: one that says nothing more, or a double role."""
    if isinstance(row, Affiliation):
        _join_roles(row, kept, at)
        return
    meta = row._meta
    said = {f.name for f in meta.local_fields if not f.primary_key}
    if any(set(c.fields) == said for c in meta.constraints if hasattr(c, "fields")):
        row.delete()
        return
    why = _("both stand in the same %(kind)s (%(which)s), which must be settled there first") % {
        "kind": meta.verbose_name,
        "which": _beside(row),
    }
    raise CannotMerge(other=other, kept=kept, why=why) from clash


def _beside(row: models.Model) -> str:
    """Name what a row ties an organisation to: the proposal of a part, the project of a partner."""
    near = [
        getattr(row, field.name)
        for field in row._meta.local_fields
        if field.is_relation and field.related_model is not Organisation
    ]
    return str(next((one for one in near if one is not None), row))[:80]


def _join_roles(double: Affiliation, kept: Organisation, at: datetime) -> None:
    """Keep a person's higher role in the kept record, and the other tie as one that ended today."""
    mine = Affiliation.objects.get(user=double.user_id, organisation=kept, ended_on=None)
    higher = max(mine.role, double.role, key=lambda role: RANK.index(AffiliationRole(role)))
    Affiliation.objects.filter(pk=mine.pk).update(role=higher)
    today = localtime(at).date()
    Affiliation.objects.filter(pk=double.pk).update(
        organisation=kept, ended_on=max(today, double.started_on or today)
    )


def _untie_owners(kept: Organisation, other: Organisation) -> None:
    """When one owns the other, the owner's owner takes its place: nobody owns itself."""
    if kept.parent_id == other.pk:
        parent = other.parent if other.parent_id != kept.pk else None
        Organisation.objects.filter(pk=kept.pk).update(parent=parent)
        kept.parent = parent
    if other.parent_id == kept.pk:
        Organisation.objects.filter(pk=other.pk).update(parent=None)
        other.parent = None


def _fill(kept: Organisation, other: Organisation) -> None:
    blank = ("", None)
    filled = [
        name
        for name in (*FIELDS, "bank_fingerprint", "source_url")
        if getattr(kept, name) in blank and getattr(other, name) not in blank
    ]
    for name in filled:
        setattr(kept, name, getattr(other, name))
    if filled:
        kept.save(update_fields=filled)
