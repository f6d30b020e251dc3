"""Cluster roles: granted and ended by a programme director, never to oneself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.errors import LastDirector, RoleHeld, ToOneself
from grappe.hub.people.models import RoleGrant, User
from grappe.kit.access import ClusterRole


@transaction.atomic
def grant_role(*, user: User, role: str, by: User, at: datetime) -> RoleGrant:
    """Give a person a cluster role; raise ToOneself or RoleHeld."""
    named = ClusterRole(role)
    if user == by:
        raise ToOneself
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.grants.filter(role=named, ended_at=None).exists():
        raise RoleHeld(person=user, role=named.label)
    grant = RoleGrant.objects.create(user=user, role=named, granted_by=by, granted_at=at)
    record("person.role_granted", user, by=by, at=at, to_state=named)
    queue(
        "people.role_granted",
        to=[user],
        at=at,
        once=f"role_granted/{grant.pk}",
        role=named.label,
        by=by,
    )
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User, at: datetime) -> RoleGrant:
    """Take a cluster role back; the last director keeps theirs. Twice changes nothing."""
    if grant.user_id == by.pk:
        raise ToOneself
    # Every director's row is locked in one order, so that two cannot end each other at once.
    directors = list(
        RoleGrant.objects.select_for_update()
        .filter(role=ClusterRole.DIRECTOR, ended_at=None, user__is_active=True)
        .order_by("pk")
    )
    grant = RoleGrant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    if grant.ended_at is not None:
        return grant
    named = ClusterRole(grant.role)
    if named == ClusterRole.DIRECTOR and all(one.pk == grant.pk for one in directors):
        raise LastDirector(person=grant.user)
    grant.ended_at = at
    grant.save(update_fields=["ended_at"])
    record("person.role_ended", grant.user, by=by, at=at, from_state=named)
    queue(
        "people.role_ended",
        to=[grant.user],
        at=at,
        once=f"role_ended/{grant.pk}",
        role=named.label,
        by=by,
    )
    return grant
