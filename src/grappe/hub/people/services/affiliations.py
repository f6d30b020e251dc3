"""Who belongs to an organisation, in which role, and from when until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.enums import AffiliationRole
from grappe.hub.people.errors import AlreadyAffiliated, BadDates, LastOwner
from grappe.hub.people.models import Affiliation, Organisation, User
from grappe.hub.people.services.organisations import organisation_named


@transaction.atomic
def add_affiliation(
    *, user: User, organisation: Organisation, role: str, by: User, at: datetime
) -> Affiliation:
    """Let a person act for an organisation."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.affiliations.filter(user=user, ended_on=None).exists():
        raise AlreadyAffiliated(person=user, name=organisation)
    affiliation = Affiliation.objects.create(
        user=user,
        organisation=organisation,
        role=AffiliationRole(role),
        started_on=localtime(at).date(),
    )
    record("affiliation.added", organisation, by=by, at=at, to_state=role, person=user.pk)
    return affiliation


@transaction.atomic
def change_affiliation(
    *, affiliation: Affiliation, role: str, title: str | None = None, by: User, at: datetime
) -> Affiliation:
    """Change a person's role in an organisation, never that of its last owner."""
    affiliation = _locked(affiliation)
    before, role = affiliation.role, AffiliationRole(role)
    if role != AffiliationRole.OWNER:
        _keep_an_owner(affiliation)
    affiliation.role = role
    affiliation.title = affiliation.title if title is None else title
    affiliation.save(update_fields=["role", "title"])
    if role == before:
        return affiliation
    organisation, user = affiliation.organisation, affiliation.user
    states = {"from_state": before, "to_state": role}
    entry = record("affiliation.changed", organisation, by=by, at=at, person=user.pk, **states)
    if user != by:
        queue(
            "people.affiliation_changed",
            to=[user],
            at=at,
            once=f"affiliation.changed/{entry.sequence}",
            by=by,
            role=role.label,
            where=organisation,
        )
    return affiliation


@transaction.atomic
def end_affiliation(*, affiliation: Affiliation, by: User, at: datetime) -> Affiliation:
    """End a person's role today, never that of the last owner; doing it twice changes nothing."""
    affiliation = _locked(affiliation)
    if affiliation.ended_on is not None:
        return affiliation
    _keep_an_owner(affiliation)
    today = localtime(at).date()
    affiliation.ended_on = max(today, affiliation.started_on or today)
    affiliation.save(update_fields=["ended_on"])
    organisation, user = affiliation.organisation, affiliation.user
    record(
        "affiliation.ended",
        organisation,
        by=by,
        at=at,
        from_state=affiliation.role,
        person=user.pk,
    )
    if user != by:
        queue(
            "people.affiliation_ended",
            to=[user],
            at=at,
            once=f"affiliation.ended/{affiliation.pk}",
            by=by,
            where=organisation,
            day=today,
        )
    return affiliation


@transaction.atomic
def declare_employer(
    *,
    user: User,
    organisation: Organisation,
    title: str,
    started_on: date | None,
    ended_on: date,
    by: User,
    at: datetime,
) -> Affiliation:
    """Declare a past employer: it gives no right, and counts for conflicts for 3 years."""
    today = localtime(at).date()
    if ended_on > today or (started_on and ended_on < started_on):
        raise BadDates(start=started_on or "—", end=ended_on, today=today)
    affiliation = Affiliation.objects.create(
        user=user,
        organisation=organisation,
        role=AffiliationRole.VIEWER,
        title=title,
        started_on=started_on,
        ended_on=ended_on,
    )
    record("affiliation.declared", organisation, by=by, at=at, person=user.pk, until=ended_on)
    return affiliation


@transaction.atomic
def declare_employer_named(*, name: str, by: User, at: datetime, **said: Any) -> Affiliation:
    """Declare one's own past employer given by name, registered or not."""
    organisation = organisation_named(name=name, by=by, at=at)
    return declare_employer(user=by, organisation=organisation, by=by, at=at, **said)


def _locked(affiliation: Affiliation) -> Affiliation:
    """Lock the organisation, whose owners are counted, and read the affiliation again."""
    Organisation.objects.select_for_update().get(pk=affiliation.organisation_id)
    return Affiliation.objects.select_related("organisation", "user").get(pk=affiliation.pk)


def _keep_an_owner(affiliation: Affiliation) -> None:
    if affiliation.role != AffiliationRole.OWNER or affiliation.ended_on is not None:
        return
    owners = Affiliation.objects.filter(
        organisation=affiliation.organisation_id,
        role=AffiliationRole.OWNER,
        ended_on=None,
        user__is_active=True,
    )
    if not owners.exclude(pk=affiliation.pk).exists():
        raise LastOwner(person=affiliation.user, name=affiliation.organisation)
