"""A person's own account, for that person's programs."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime, now
from ninja import Status

from grappe.hub.people import policies, queries, services
from grappe.hub.people.api.common import asking, router
from grappe.hub.people.api.schemas import (
    EmployerIn,
    InterestIn,
    InterestOut,
    MeIn,
    MeOut,
    TieOut,
    TokenIn,
    TokenMade,
    TokenOut,
    made,
)
from grappe.hub.people.models import Affiliation, Interest, User
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import Problem


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> User:
    """Return the person that the token belongs to."""
    return asking(request)


@router.put("/me", response={200: MeOut, 422: Problem})
def change_me(request: HttpRequest, data: MeIn) -> User:
    """Change name, language and wish for e-mail."""
    user = asking(request)
    require(policies.may_edit_profile, user, user)
    return services.change_profile(user=user, by=user, at=now(), **data.model_dump())


@router.get("/me/data", response=dict[str, Any])
def my_data(request: HttpRequest) -> dict[str, Any]:
    """Return everything held on the person."""
    user = asking(request)
    require(policies.may_export_self, user, user)
    return queries.data_of(user)


@router.get("/me/tokens", response=CursorPage[TokenOut])
def tokens(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the person's tokens, revoked ones too."""
    user = asking(request)
    require(policies.may_manage_token, user, user)
    return cursor_page(user.api_tokens.all(), cursor, limit)


@router.post("/me/tokens", response={201: TokenMade, 409: Problem})
def make_token(request: HttpRequest, data: TokenIn) -> Status[dict[str, Any]]:
    """Make a token. The answer holds its secret, this once."""
    user = asking(request)
    require(policies.may_manage_token, user, user)
    token, secret = services.create_token(user=user, by=user, at=now(), **data.model_dump())
    return Status(201, made(token, secret))


@router.delete("/me/tokens/{int:pk}", response={204: None})
def revoke_token(request: HttpRequest, pk: int) -> Status[None]:
    """Make a token worthless at once, even the one that asks."""
    user = asking(request)
    token = get_object_or_404(user.api_tokens, pk=pk)
    require(policies.may_manage_token, user, token)
    services.revoke_token(token=token, by=user, at=now())
    return Status(204, None)


@router.get("/me/affiliations", response=CursorPage[TieOut])
def my_affiliations(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the organisations that the person works or worked for."""
    user = asking(request)
    require(policies.may_declare_interest, user, user)
    return cursor_page(user.affiliations.select_related("organisation"), cursor, limit)


@router.post("/me/employers", response={201: TieOut, 422: Problem})
def declare_employer(request: HttpRequest, data: EmployerIn) -> Status[Affiliation]:
    """Declare a past employer: it counts for conflicts for 3 years after its end."""
    user = asking(request)
    require(policies.may_declare_interest, user, user)
    said = data.model_dump()
    name = said.pop("organisation")
    return Status(201, services.declare_employer_named(name=name, by=user, at=now(), **said))


@router.get("/me/interests", response=CursorPage[InterestOut])
def interests(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the interests that the person declared."""
    user = asking(request)
    require(policies.may_declare_interest, user, user)
    return cursor_page(user.interests.select_related("organisation"), cursor, limit)


@router.post("/me/interests", response={201: InterestOut, 422: Problem})
def declare_interest(request: HttpRequest, data: InterestIn) -> Status[Interest]:
    """Declare what ties the person to an organisation, registered or not."""
    user = asking(request)
    require(policies.may_declare_interest, user, user)
    said = data.model_dump()
    name = said.pop("organisation")
    return Status(201, services.declare_interest_in(name=name, by=user, at=now(), **said))


@router.post("/me/interests/{int:pk}/end", response=InterestOut)
def end_interest(request: HttpRequest, pk: int) -> Interest:
    """Say that an interest ends today."""
    user = asking(request)
    interest = get_object_or_404(user.interests.select_related("organisation"), pk=pk)
    require(policies.may_declare_interest, user, interest)
    return services.end_interest(interest=interest, ended_on=localtime().date(), by=user, at=now())
