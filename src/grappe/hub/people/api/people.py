"""Everyone with an account, for programs of those who run the cluster."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Status

from grappe.hub.audit.queries import history_of
from grappe.hub.people import policies, queries, services
from grappe.hub.people.api.common import asking, router
from grappe.hub.people.api.schemas import GrantIn, GrantOut, HistoryOut, Short, TieOut, UserOut
from grappe.hub.people.models import RoleGrant, User
from grappe.kit.access import ClusterRole, require
from grappe.kit.api import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import Problem


@router.get("/people", response=CursorPage[UserOut])
def people_with_accounts(
    request: HttpRequest,
    *,
    q: Short = "",
    role: ClusterRole | None = None,
    cursor: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List everyone; `q` looks in names and addresses, `role` keeps who holds that role now."""
    require(policies.may_read_people, request.user)
    found = queries.people_listed().order_by()
    for word in q.replace("\x00", "").split()[:8]:
        found = found.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    if role:
        found = found.filter(grants__role=role, grants__ended_at=None)
    return cursor_page(found, cursor, limit)


@router.get("/people/{int:pk}", response=UserOut)
def person(request: HttpRequest, pk: int) -> User:
    """Return one person."""
    return _person(request, pk)


@router.get("/people/{int:pk}/affiliations", response=CursorPage[TieOut])
def affiliations(
    request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the organisations that a person works or worked for."""
    rows = _person(request, pk).affiliations.select_related("organisation")
    return cursor_page(rows, cursor, limit)


@router.get("/people/{int:pk}/history", response=CursorPage[HistoryOut])
def person_history(
    request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List what happened to a person's account, newest first."""
    rows = history_of(_person(request, pk)).order_by()
    return cursor_page(rows, cursor, limit, order=["-sequence"])


@router.get("/people/{int:pk}/roles", response=CursorPage[GrantOut])
def roles(request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the cluster roles that a person holds and held."""
    return cursor_page(_person(request, pk).grants.all(), cursor, limit)


@router.post("/people/{int:pk}/roles", response={201: GrantOut, 403: Problem, 409: Problem})
def grant(request: HttpRequest, pk: int, data: GrantIn) -> Status[RoleGrant]:
    """Give a person a cluster role; to oneself answers 403 people.to_oneself."""
    require(policies.may_grant_role, request.user)
    found = get_object_or_404(User, pk=pk)
    return Status(
        201, services.grant_role(user=found, role=data.role, by=asking(request), at=now())
    )


@router.delete(
    "/people/{int:pk}/roles/{int:grant}", response={204: None, 403: Problem, 409: Problem}
)
def end_grant(request: HttpRequest, pk: int, grant: int) -> Status[None]:
    """End a person's cluster role; the last director's answers 409 people.last_director."""
    require(policies.may_grant_role, request.user)
    row = get_object_or_404(RoleGrant, pk=grant, user=pk)
    services.end_role(grant=row, by=asking(request), at=now())
    return Status(204, None)


def _person(request: HttpRequest, pk: int) -> User:
    require(policies.may_read_people, request.user)
    return get_object_or_404(queries.people_listed(), pk=pk)
