"""Registering and changing organisations, their sectors and their owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from grappe.hub.audit.services import record
from grappe.hub.people.enums import AffiliationRole, OrganisationKind, Sector
from grappe.hub.people.errors import BadOwnership, BusinessNumberTaken
from grappe.hub.people.models import Affiliation, Organisation, OrganisationSector, User
from grappe.hub.people.queries import check_business_number, group_below, named_exactly

FIELDS = (
    "legal_name",
    "trade_name",
    "business_number",
    "kind",
    "employees",
    "country",
    "province",
    "city",
    "address",
    "postal_code",
    "website",
    "email_domain",
    "canadian_controlled",
    "control_reason",
    "parent",
    "description_en",
    "description_fr",
)


@transaction.atomic
def register_organisation(
    *,
    fields: Mapping[str, Any],
    sectors: Iterable[str],
    by: User,
    at: datetime,
    owner: bool = True,
) -> Organisation:
    """Register an organisation, with its registrant as owner unless an officer does it for others."""
    organisation = Organisation(created_at=at, **_known(fields))
    _check(organisation)
    organisation.save()
    _set_sectors(organisation, sectors)
    record("organisation.registered", organisation, by=by, at=at)
    if owner:
        Affiliation.objects.create(
            user=by,
            organisation=organisation,
            role=AffiliationRole.OWNER,
            started_on=localtime(at).date(),
        )
        told: dict[str, Any] = {"person": by.pk}
        record("affiliation.added", organisation, by=by, at=at, to_state="owner", **told)
    return organisation


@transaction.atomic
def organisation_named(*, name: str, by: User, at: datetime) -> Organisation:
    """Return the organisation of this name; one that nobody registered yet is noted by its name."""
    found = named_exactly(name)
    if found:
        return found[0]
    fields = {"legal_name": name.strip(), "kind": OrganisationKind.OTHER}
    return register_organisation(fields=fields, sectors=[], by=by, at=at, owner=False)


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    fields: Mapping[str, Any],
    sectors: Iterable[str] | None,
    by: User,
    at: datetime,
) -> Organisation:
    """Change what is known of an organisation; only fields that differ are written and recorded."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    wanted = _known(fields)
    changed = [name for name, value in wanted.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, wanted[name])
    _check(organisation)
    if changed:
        organisation.save(update_fields=changed)
    if sectors is not None and _set_sectors(organisation, sectors):
        changed.append("sectors")
    if changed:
        record("organisation.changed", organisation, by=by, at=at, fields=changed)
    return organisation


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in fields.items() if name in FIELDS}
    if "business_number" in known:
        known["business_number"] = check_business_number(known["business_number"])
    if "email_domain" in known:
        known["email_domain"] = known["email_domain"].strip().lower().removeprefix("@")
    return known


def _check(organisation: Organisation) -> None:
    """Refuse a number that is taken, and an owner that is owned."""
    if number := organisation.business_number:
        same = Organisation.objects.filter(business_number=number, merged_into=None)
        if other := same.exclude(pk=organisation.pk).first():
            raise BusinessNumberTaken(number=number, name=other)
    parent = organisation.parent
    if parent and organisation.pk and parent.pk in group_below(organisation):
        raise BadOwnership(parent=parent, name=organisation)


def _set_sectors(organisation: Organisation, sectors: Iterable[str]) -> bool:
    wanted = {str(Sector(one)) for one in sectors}
    now = set(organisation.sectors.values_list("sector", flat=True))
    organisation.sectors.filter(sector__in=now - wanted).delete()
    OrganisationSector.objects.bulk_create(
        OrganisationSector(organisation=organisation, sector=one) for one in sorted(wanted - now)
    )
    return wanted != now
