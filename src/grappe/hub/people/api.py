"""People and organisations for programs: same services, same rights, same refusals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from grappe.hub.people import policies, queries, services
from grappe.hub.people.enums import (
    AffiliationRole,
    FeeState,
    Language,
    NoticeMode,
    OrganisationKind,
    Province,
    Sector,
)
from grappe.hub.people.models import Affiliation, Invitation, Membership, Organisation, User
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import Problem

router = Router(tags=["people"])

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["Optel Inc."])]
Text = Annotated[str, Field(max_length=5_000)]
Short = Annotated[str, Field(max_length=200)]
Web = Annotated[str, Field(max_length=200, pattern=r"^(https?://\S+)?$")]
Money = Annotated[Decimal, Field(ge=0, le=Decimal("1e9"), decimal_places=2)]
Headcount = Annotated[int, Field(ge=0, le=5_000_000)]


class MeOut(Schema):
    """Who the token belongs to."""

    id: int
    email: str
    full_name: str
    language: str
    notice_mode: str
    cluster_roles: list[str]

    @staticmethod
    def resolve_cluster_roles(user: User) -> list[str]:
        """Return the roles in a fixed order."""
        return sorted(user.cluster_roles)


class MeIn(Schema):
    """What a person says of themselves."""

    full_name: Annotated[str, Field(min_length=1, max_length=150, pattern=r"\S")]
    language: Language
    notice_mode: NoticeMode


class OrganisationOut(Schema):
    """An organisation that the token may see."""

    id: int
    legal_name: str
    trade_name: str
    business_number: str
    kind: str
    employees: int | None
    is_sme: bool | None
    country: str
    province: str
    city: str
    website: str
    canadian_controlled: bool | None
    control_reason: str
    parent_id: int | None
    sectors: list[str]

    @staticmethod
    def resolve_sectors(organisation: Organisation) -> list[str]:
        """Return the sectors in a fixed order."""
        return sorted(one.sector for one in organisation.sectors.all())


class OrganisationIn(Schema):
    """All that is said of an organisation; what is left out is empty."""

    legal_name: Name
    trade_name: Short = ""
    business_number: Annotated[str, Field(max_length=20, examples=["123456782"])] = ""
    kind: OrganisationKind
    employees: Headcount | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CA"
    province: Province | None = None
    city: Annotated[str, Field(max_length=100)] = ""
    address: Short = ""
    postal_code: Annotated[str, Field(max_length=10)] = ""
    website: Web = ""
    email_domain: Annotated[str, Field(max_length=100)] = ""
    canadian_controlled: bool | None = None
    control_reason: Annotated[str, Field(max_length=300)] = ""
    description_en: Text = ""
    description_fr: Text = ""
    sectors: list[Sector] = []

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.model_dump(exclude={"sectors"})
        return data | {"province": data["province"] or ""}


class MatchOut(Schema):
    """A registered organisation that may be the same."""

    id: int
    legal_name: str
    score: float
    evidence: list[str]


class PersonOut(Schema):
    """A person who acts for an organisation."""

    id: int
    user_id: int
    full_name: str = Field(alias="user.full_name")
    email: str = Field(alias="user.email")
    role: str
    title: str


class RoleIn(Schema):
    """A role in an organisation."""

    role: AffiliationRole


class InvitationIn(Schema):
    """Whom to invite, to which role."""

    email: Annotated[
        str,
        Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", examples=["a@example.org"]),
    ]
    role: AffiliationRole
    language: Language = Language.EN


class InvitationOut(Schema):
    """An invitation and where it stands."""

    id: int
    email: str
    role: str
    state: str
    invited_at: datetime
    expires_at: datetime

    @staticmethod
    def resolve_state(invitation: Invitation) -> str:
        """Return where it stands by the clock."""
        return str(queries.state_of(invitation, now()).value)


class MembershipIn(Schema):
    """A period of membership and its fee (CAD)."""

    starts_on: date
    ends_on: date
    fee: Money


class MembershipOut(Schema):
    """A membership."""

    id: int
    starts_on: date
    ends_on: date
    fee: Decimal
    fee_state: str
    ended_at: datetime | None


class FeeIn(Schema):
    """Where the fee stands."""

    fee_state: FeeState


def _found(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> User:
    """Return the person that the token belongs to."""
    return _me(request)


@router.put("/me", response={200: MeOut, 422: Problem})
def change_me(request: HttpRequest, data: MeIn) -> User:
    """Change name, language and wish for e-mail."""
    user = _me(request)
    require(policies.may_edit_profile, user, user)
    return services.change_profile(user=user, by=user, at=now(), **data.model_dump())


@router.get("/me/data", response=dict[str, Any])
def my_data(request: HttpRequest) -> dict[str, Any]:
    """Return everything held on the person."""
    user = _me(request)
    require(policies.may_export_self, user, user)
    return queries.data_of(user)


@router.get("/organisations", response=CursorPage[OrganisationOut])
def organisations(
    request: HttpRequest, q: Short = "", cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the organisations that the token may see; `q` looks in their names."""
    require(policies.may_list_organisations, request.user)
    found = queries.visible_to(request.user).order_by().prefetch_related("sectors")
    for word in q.replace("\x00", "").split()[:8]:
        found = found.filter(queries.named_like(word))
    return cursor_page(found, cursor, limit)


@router.post("/organisations", response={201: OrganisationOut, 409: Problem, 422: Problem})
def register(request: HttpRequest, data: OrganisationIn) -> Status[Organisation]:
    """Register an organisation; the token's person becomes its owner. Ask for matches first."""
    require(policies.may_register_organisation, request.user)
    made = services.register_organisation(
        fields=data.values(), sectors=data.sectors, by=_me(request), at=now()
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
    found = _found(request, pk)
    require(policies.may_read_organisation, request.user, found)
    return found


@router.put("/organisations/{int:pk}", response={200: OrganisationOut, 409: Problem, 422: Problem})
def change(request: HttpRequest, pk: int, data: OrganisationIn) -> Organisation:
    """Change what is known of an organisation."""
    found = _found(request, pk)
    require(policies.may_edit_organisation, request.user, found)
    return services.change_organisation(
        organisation=found,
        fields=data.values(),
        sectors=data.sectors,
        by=_me(request),
        at=now(),
    )


@router.get("/organisations/{int:pk}/people", response=CursorPage[PersonOut])
def people(request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the people who act for an organisation now."""
    found = _found(request, pk)
    require(policies.may_read_organisation, request.user, found)
    ties = found.affiliations.filter(ended_on=None).select_related("user")
    return cursor_page(ties, cursor, limit)


@router.put("/organisations/{int:pk}/people/{int:tie}", response={200: PersonOut, 409: Problem})
def change_role(request: HttpRequest, pk: int, tie: int, data: RoleIn) -> Affiliation:
    """Change a person's role; that of the last owner answers 409 people.last_owner."""
    row = _tie(request, pk, tie)
    require(policies.may_change_affiliation, request.user, row)
    return services.change_affiliation(affiliation=row, role=data.role, by=_me(request), at=now())


@router.delete("/organisations/{int:pk}/people/{int:tie}", response={204: None, 409: Problem})
def end_role(request: HttpRequest, pk: int, tie: int) -> Status[None]:
    """End a person's role today."""
    row = _tie(request, pk, tie)
    require(policies.may_end_affiliation, request.user, row)
    services.end_affiliation(affiliation=row, by=_me(request), at=now())
    return Status(204, None)


@router.get("/organisations/{int:pk}/invitations", response=CursorPage[InvitationOut])
def invitations(
    request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the invitations to an organisation and where each stands."""
    found = _found(request, pk)
    require(policies.may_read_invitations, request.user, found)
    return cursor_page(found.invitations.all(), cursor, limit)


@router.post(
    "/organisations/{int:pk}/invitations",
    response={201: InvitationOut, 409: Problem, 422: Problem},
)
def invite(request: HttpRequest, pk: int, data: InvitationIn) -> Status[Invitation]:
    """Invite an address to an organisation; the letter goes out at once."""
    found = _found(request, pk)
    require(policies.may_invite_to_organisation, request.user, found)
    made = services.invite(organisation=found, by=_me(request), at=now(), **data.model_dump())
    return Status(201, made)


@router.get("/organisations/{int:pk}/memberships", response=CursorPage[MembershipOut])
def memberships(
    request: HttpRequest, pk: int, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List an organisation's memberships of the cluster."""
    found = _found(request, pk)
    require(policies.may_read_organisation, request.user, found)
    return cursor_page(found.memberships.all(), cursor, limit)


@router.post(
    "/organisations/{int:pk}/memberships",
    response={201: MembershipOut, 409: Problem, 422: Problem},
)
def open_membership(request: HttpRequest, pk: int, data: MembershipIn) -> Status[Membership]:
    """Make an organisation a member for a period that overlaps no other."""
    found = _found(request, pk)
    require(policies.may_manage_membership, request.user, found)
    made = services.open_membership(
        organisation=found, by=_me(request), at=now(), **data.model_dump()
    )
    return Status(201, made)


@router.put(
    "/organisations/{int:pk}/memberships/{int:membership}/fee",
    response={200: MembershipOut, 409: Problem},
)
def set_fee(request: HttpRequest, pk: int, membership: int, data: FeeIn) -> Membership:
    """Say whether a fee is due, paid or waived."""
    row = get_object_or_404(_found(request, pk).memberships, pk=membership)
    require(policies.may_manage_membership, request.user, row)
    return services.set_fee_state(
        membership=row, fee_state=data.fee_state, by=_me(request), at=now()
    )


def _tie(request: HttpRequest, pk: int, tie: int) -> Affiliation:
    current = _found(request, pk).affiliations.filter(ended_on=None)
    return get_object_or_404(current.select_related("user", "organisation"), pk=tie)
