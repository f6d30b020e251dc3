"""Organisations, their people and memberships, for programs."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Status

from grappe.hub.audit.queries import history_of
from grappe.hub.people import policies, queries, services
from grappe.hub.people.api.common import asking, router
from grappe.hub.people.api.common import found as found_in
from grappe.hub.people.api.schemas import (
    FeeIn,
    HistoryOut,
    MatchOut,
    MembershipIn,
    MembershipOut,
    OrganisationIn,
    OrganisationOut,
    PersonOut,
    RoleIn,
    Short,
)
from grappe.hub.people.models import Affiliation, Membership, Organisation
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import Problem


@router.get("/organisations", response=CursorPage[OrganisationOut])
def organisations(
    request: HttpRequest, q: Short = "", cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the organisations that the token may see; `q` looks in their names."""
    require(policies.may_list_organisations, request.user)
    found = queries.visible_to(request.user).order_by().select_related("parent")
    found = found.prefetch_related("sectors")
    for word in q.replace("\x00", "").split()[:8]:
        found = found.filter(queries.named_like(word))
    return cursor_page(found, cursor, limit)


@router.post("/organisations", response={201: OrganisationOut, 409: Problem, 422: Problem})
def register(request: HttpRequest, data: OrganisationIn) -> Status[Organisation]:
    """Register an organisation; the token's person becomes its owner. Ask for matches first."""
    require(policies.may_register_organisation, request.user)
    made = services.register_organisation(
        fields=data.values(), sectors=data.sectors, by=asking(request), at=now()
    )
    return Status(201, made)


@router.post("/organisations/matches", response=list[MatchOut])
def matches(request: HttpRequest, data: OrganisationIn) -> list[dict[str, Any]]:
    """Return the registered organisations that may be this one, with the evidence."""
    require(policies.may_register_organisation, request.user)
    found = queries.likely_matches(Organisation(**data.values()))
    return [
        {
            "id": one.organisation.pk,
            "legal_name": one.organisation.legal_name,
            "score": round(one.score, 3),
            "evidence": one.words,
        }
        for one in found
    ]


@router.get("/organisations/{int:pk}", response=OrganisationOut)
def organisation(request: HttpRequest, pk: int) -> Organisation:
    """Return one organisation."""
    found = found_in(request, pk)
    require(policies.may_read_organisation, request.user, found)
    return found


@router.put("/organisations/{int:pk}", response={200: OrganisationOut, 409: Problem, 422: Problem})
def change(request: HttpRequest, pk: int, data: OrganisationIn) -> Organisation:
    """Change what is known of an organisation."""
    found = found_in(request, pk)
    require(policies.may_edit_organisation, request.user, found)
    return services.change_organisation(
        organisation=found,
        fields=data.values(),
        sectors=data.sectors,
        by=asking(request),
        at=now(),
    )


@router.get("/organisations/{int:pk}/people", response=CursorPage[PersonOut])
def people(request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the people who act for an organisation now."""
    found = found_in(request, pk)
    require(policies.may_read_organisation, request.user, found)
    ties = found.affiliations.filter(ended_on=None).select_related("user")
    return cursor_page(ties, cursor, limit)


@router.put("/organisations/{int:pk}/people/{int:tie}", response={200: PersonOut, 409: Problem})
def change_role(request: HttpRequest, pk: int, tie: int, data: RoleIn) -> Affiliation:
    """Change a person's role; that of the last owner answers 409 people.last_owner."""
    row = _tie(request, pk, tie)
    require(policies.may_change_affiliation, request.user, row)
    return services.change_affiliation(
        affiliation=row, by=asking(request), at=now(), **data.model_dump()
    )


@router.delete("/organisations/{int:pk}/people/{int:tie}", response={204: None, 409: Problem})
def end_role(request: HttpRequest, pk: int, tie: int) -> Status[None]:
    """End a person's role today."""
    row = _tie(request, pk, tie)
    require(policies.may_end_affiliation, request.user, row)
    services.end_affiliation(affiliation=row, by=asking(request), at=now())
    return Status(204, None)


@router.get("/organisations/{int:pk}/memberships", response=CursorPage[MembershipOut])
def memberships(
    request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List an organisation's memberships of the cluster."""
    found = found_in(request, pk)
    require(policies.may_read_organisation, request.user, found)
    return cursor_page(found.memberships.all(), cursor, limit)


@router.post(
    "/organisations/{int:pk}/memberships",
    response={201: MembershipOut, 409: Problem, 422: Problem},
)
def open_membership(request: HttpRequest, pk: int, data: MembershipIn) -> Status[Membership]:
    """Make an organisation a member for a period that overlaps no other."""
    found = found_in(request, pk)
    require(policies.may_manage_membership, request.user, found)
    made = services.open_membership(
        organisation=found, by=asking(request), at=now(), **data.model_dump()
    )
    return Status(201, made)


@router.put(
    "/organisations/{int:pk}/memberships/{int:membership}/fee",
    response={200: MembershipOut, 409: Problem},
)
def set_fee(request: HttpRequest, pk: int, membership: int, data: FeeIn) -> Membership:
    """Say whether a fee is due, paid or waived."""
    row = get_object_or_404(found_in(request, pk).memberships, pk=membership)
    require(policies.may_manage_membership, request.user, row)
    return services.set_fee_state(
        membership=row, fee_state=data.fee_state, by=asking(request), at=now()
    )


@router.delete(
    "/organisations/{int:pk}/memberships/{int:membership}", response={204: None, 409: Problem}
)
def end_membership(request: HttpRequest, pk: int, membership: int) -> Status[None]:
    """End a membership before its time; an ended one answers 409 people.membership_ended."""
    row = get_object_or_404(found_in(request, pk).memberships, pk=membership)
    require(policies.may_manage_membership, request.user, row)
    services.end_membership(membership=row, by=asking(request), at=now())
    return Status(204, None)


@router.get("/organisations/{int:pk}/history", response=CursorPage[HistoryOut])
def history(request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List what happened to an organisation, newest first."""
    found = found_in(request, pk)
    require(policies.may_read_organisation, request.user, found)
    return cursor_page(history_of(found).order_by(), cursor, limit, order=["-sequence"])


def _tie(request: HttpRequest, pk: int, tie: int) -> Affiliation:
    current = found_in(request, pk).affiliations.filter(ended_on=None)
    return get_object_or_404(current.select_related("user", "organisation"), pk=tie)
