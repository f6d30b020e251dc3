"""An organisation's membership of the cluster: periods and fees."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.enums import AffiliationRole, FeeState
from grappe.hub.people.errors import BadDates, MembershipEnded, MembershipOverlaps
from grappe.hub.people.models import Membership, Organisation, User
from grappe.hub.people.queries import people_of


@transaction.atomic
def open_membership(
    *,
    organisation: Organisation,
    starts_on: date,
    ends_on: date,
    fee: Decimal,
    by: User,
    at: datetime,
) -> Membership:
    """Make an organisation a member for a period that overlaps no other."""
    if ends_on < starts_on:
        raise BadDates(start=starts_on, end=ends_on, today="—")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    overlap = organisation.memberships.filter(
        ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).first()
    if overlap:
        raise MembershipOverlaps(name=organisation, start=overlap.starts_on, end=overlap.ends_on)
    membership = Membership.objects.create(
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        fee=fee,  # type: ignore[misc]
        fee_state=FeeState.DUE if fee else FeeState.WAIVED,
    )
    told: dict[str, Any] = {
        "membership": membership.pk,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "fee": fee,
    }
    record("membership.opened", organisation, by=by, at=at, **told)
    _tell(membership, at, "opened")
    return membership


@transaction.atomic
def set_fee_state(*, membership: Membership, fee_state: str, by: User, at: datetime) -> Membership:
    """Say whether the fee is due, paid or waived."""
    membership = _locked(membership)
    before, after = membership.fee_state, FeeState(fee_state)
    if before == after:
        return membership
    membership.fee_state = after
    membership.save(update_fields=["fee_state"])
    states = {"from_state": before, "to_state": after}
    told: dict[str, Any] = {"membership": membership.pk}
    entry = record(
        "membership.fee_changed", membership.organisation, by=by, at=at, **states, **told
    )
    _tell(membership, at, str(entry.sequence))
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime) -> Membership:
    """End a membership before its time."""
    membership = _locked(membership)
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    told: dict[str, Any] = {"membership": membership.pk}
    record("membership.ended", membership.organisation, by=by, at=at, **told)
    return membership


def _locked(membership: Membership) -> Membership:
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=membership.pk)
    )
    if membership.ended_at is not None:
        raise MembershipEnded(name=membership.organisation)
    return membership


def _tell(membership: Membership, at: datetime, what: str) -> None:
    queue(
        "people.membership",
        to=people_of(membership.organisation, [AffiliationRole.OWNER, AffiliationRole.FINANCE]),
        at=at,
        once=f"membership/{membership.pk}/{what}",
        where=membership.organisation,
        start=membership.starts_on,
        end=membership.ends_on,
        fee=membership.fee,
        state=FeeState(membership.fee_state).label,
    )
