"""What programs send and get about people and organisations."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.timezone import now
from ninja import Schema
from pydantic import Field

from grappe.hub.people import queries
from grappe.hub.people.enums import (
    AffiliationRole,
    FeeState,
    InterestKind,
    Language,
    NoticeMode,
    OrganisationKind,
    Province,
    Sector,
)
from grappe.hub.people.models import (
    ApiToken,
    Invitation,
    Organisation,
    User,
)
from grappe.kit.access import ClusterRole

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["Optel Inc."])]
Text = Annotated[str, Field(max_length=5_000)]
Short = Annotated[str, Field(max_length=200)]
Web = Annotated[str, Field(max_length=200, pattern=r"^(https?://\S+)?$")]
Money = Annotated[Decimal, Field(ge=0, le=Decimal("1e9"), decimal_places=2)]
Email = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", examples=["a@example.org"])
]
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
    parent_name: str = ""
    sectors: list[str]

    @staticmethod
    def resolve_parent_name(organisation: Organisation) -> str:
        """Return how the parent is called, empty when there is none."""
        return str(organisation.parent) if organisation.parent else ""

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
    parent_name: Annotated[
        str,
        Field(max_length=200, description="Legal or trade name of the registered organisation."),
    ] = ""
    description_en: Text = ""
    description_fr: Text = ""
    sectors: list[Sector] = []

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.model_dump(exclude={"sectors", "parent_name"})
        parent = queries.parent_named(self.parent_name)
        return data | {"province": data["province"] or "", "parent": parent}


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
    """A role in an organisation; a job title left out stays as it is."""

    role: AffiliationRole
    title: Annotated[str, Field(max_length=150)] | None = None


class InvitationIn(Schema):
    """Whom to invite, to which role."""

    email: Email
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


class RoleInvitationIn(Schema):
    """Whom to invite, to which cluster role."""

    email: Email
    role: ClusterRole
    language: Language = Language.EN


class SecretIn(Schema):
    """The last part of the link in an invitation's letter."""

    secret: Annotated[str, Field(min_length=1, max_length=100)]


class OfferOut(Schema):
    """What an invitation offers."""

    organisation: str | None
    role: str
    inviter: str
    expires_at: datetime
    state: str

    @staticmethod
    def resolve_organisation(invitation: Invitation) -> str | None:
        """Return where it leads; null for a role in the cluster."""
        return str(invitation.organisation) if invitation.organisation else None

    @staticmethod
    def resolve_inviter(invitation: Invitation) -> str:
        """Return who sent it."""
        return str(invitation.invited_by)

    @staticmethod
    def resolve_state(invitation: Invitation) -> str:
        """Return where it stands by the clock."""
        return str(queries.state_of(invitation, now()).value)


class TokenIn(Schema):
    """A token to make."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
    days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenOut(Schema):
    """A token, without its secret."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_on: date | None
    revoked_at: datetime | None


class TokenMade(TokenOut):
    """A new token with its secret, shown this once; the answer to a repeated request leaves it out."""

    secret: str


def made(token: ApiToken, secret: str) -> dict[str, Any]:
    """Return a new token with its secret, for the one answer that holds it."""
    return TokenOut.from_orm(token).dict() | {"secret": secret}


class InterestIn(Schema):
    """What ties the person to an organisation, given by name."""

    organisation: Name
    kind: InterestKind
    reason: Annotated[str, Field(max_length=300)] = ""
    ended_on: date | None = None


class InterestOut(Schema):
    """A declared interest."""

    id: int
    organisation_id: int
    organisation: str
    kind: str
    reason: str
    ended_on: date | None
    declared_at: datetime

    @staticmethod
    def resolve_organisation(interest: Any) -> str:
        """Return how the organisation is called."""
        return str(interest.organisation)


class EmployerIn(Schema):
    """A past employer, given by name."""

    organisation: Name
    title: Annotated[str, Field(max_length=150)] = ""
    started_on: date | None = None
    ended_on: date


class TieOut(Schema):
    """An organisation that a person works or worked for."""

    id: int
    organisation_id: int
    organisation: str
    role: str
    title: str
    started_on: date | None
    ended_on: date | None

    @staticmethod
    def resolve_organisation(tie: Any) -> str:
        """Return how the organisation is called."""
        return str(tie.organisation)


class GrantIn(Schema):
    """A cluster role to give."""

    role: ClusterRole


class GrantOut(Schema):
    """A cluster role that a person holds or held."""

    id: int
    role: str
    granted_at: datetime
    ended_at: datetime | None


class UserOut(Schema):
    """A person with an account."""

    id: int
    full_name: str
    email: str
    created_at: datetime
    cluster_roles: list[str]
    organisations: list[str]

    @staticmethod
    def resolve_cluster_roles(user: Any) -> list[str]:
        """Return the roles held now, in a fixed order."""
        return sorted(grant.role for grant in user.current_grants)

    @staticmethod
    def resolve_organisations(user: Any) -> list[str]:
        """Return the organisations of now, in a fixed order."""
        return sorted(str(tie.organisation) for tie in user.current_affiliations)


class HistoryOut(Schema):
    """Something that happened."""

    at: datetime
    actor_name: str
    verb: str
    words: str = Field(alias="verb_label")
