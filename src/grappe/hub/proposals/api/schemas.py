"""What goes in and out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from grappe.hub.people.models import User
from grappe.hub.proposals import queries
from grappe.hub.proposals.models import Partner, Proposal

Amount = Annotated[Decimal, Field(ge=0, le=Decimal("1e13"), decimal_places=2)]
Reason = Annotated[str, Field(max_length=5000)]


class Asking(HttpRequest):
    """The request of a person known by a token or a session."""

    user: User


class In(Schema):
    """What is sent: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class ProposalOut(Schema):
    """A proposal in a list."""

    id: int
    reference: str
    call: str = Field(alias="call.slug")
    state: str
    title_en: str
    title_fr: str
    lead: int = Field(alias="lead_id")
    sector: str
    province: str
    cost: Decimal = Field(description="Eligible costs, CAD.")
    asked: Decimal = Field(description="Asked of the cluster, CAD.")
    round: int | None = Field(alias="round_id")
    submitted_at: datetime | None
    changed_at: datetime
    invented: bool

    @staticmethod
    def resolve_state(proposal: Proposal, context: Any) -> str:
        """Return the state that whoever asks is told."""
        told: str | None = getattr(proposal, "told_state", None)
        return told or queries.told_state(context["request"].user, proposal)


class AnswerOut(Schema):
    """One answer, with the revision to send back when it is changed."""

    question: str
    value: Any
    revision: int
    changed_at: datetime


class CostOut(Schema):
    """A cost of a partner in a fiscal quarter."""

    category: str
    quarter: date = Field(description="First day of the quarter.")
    amount: Amount


class FundingOut(Schema):
    """What a partner brings in."""

    source: str
    label: str = Field("", max_length=120)
    amount: Amount


class PartnerOut(Schema):
    """A partner, its part and its money; `digest` is what its people confirm."""

    id: int
    organisation: int = Field(alias="organisation_id")
    name: str
    role: str
    is_lead: bool
    contribution: str
    first_time_adopter: bool | None
    confirmed_at: datetime | None
    digest: str
    costs: list[CostOut]
    funding: list[FundingOut]

    @staticmethod
    def resolve_name(partner: Partner) -> str:
        """Return the name of the organisation."""
        return str(partner.organisation)

    @staticmethod
    def resolve_digest(partner: Partner) -> str:
        """Return the hash of the part and its money."""
        return queries.part_digest(partner)

    @staticmethod
    def resolve_costs(partner: Partner) -> list[Any]:
        """Return the costs in order."""
        return list(partner.costs.order_by("category", "quarter"))

    @staticmethod
    def resolve_funding(partner: Partner) -> list[Any]:
        """Return the funding in order."""
        return list(partner.funding.order_by("source", "label"))


class ProposalWhole(ProposalOut):
    """A proposal whole, without its attachments."""

    summary_en: str
    summary_fr: str
    language: str
    kind: str
    functions: list[str]
    transversal: list[str]
    starts_on: date | None
    ends_on: date | None
    rate: Decimal | None
    return_due_at: datetime | None
    answers: list[AnswerOut]
    partners: list[PartnerOut]

    @staticmethod
    def resolve_answers(proposal: Proposal) -> list[Any]:
        """Return the answers in order of their questions' keys."""
        return list(proposal.answers.order_by("question"))

    @staticmethod
    def resolve_partners(proposal: Proposal) -> list[Any]:
        """Return the partners, the lead first."""
        return list(proposal.partners.select_related("organisation"))


class StartIn(In):
    """A new draft."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"call": "industry-led", "organisation": 12, "title": "Berth planning"}
        },
    )
    call: str = Field(max_length=60)
    organisation: int
    title: str = Field("", max_length=200)
    kind: str = Field("adoption", pattern="^(adoption|commercialisation)$")


class BasicsIn(In):
    """Some of the basics; what is left out stays."""

    title_en: str | None = None
    title_fr: str | None = None
    summary_en: str | None = None
    summary_fr: str | None = None
    language: str | None = None
    kind: str | None = None
    sector: str | None = None
    functions: list[str] | None = None
    transversal: list[str] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    rate: Decimal | None = Field(None, ge=0, le=1, decimal_places=4)


class AnswerIn(In):
    """An answer, and the revision that it is built on (0: not answered yet)."""

    value: Any = None
    revision: int = Field(0, ge=0, le=2_000_000_000)


class AnswersIn(In):
    """Answers by question: all are saved, or none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"answers": {"problem": {"value": "Ships wait.", "revision": 1}}}
        },
    )
    answers: dict[str, AnswerIn] = Field(max_length=250)


class PartnerIn(In):
    """An organisation to invite."""

    organisation: int
    role: str = ""
    contribution: str = Field("", max_length=100_000)


class PartIn(In):
    """What changes in a part."""

    role: str | None = None
    contribution: str | None = Field(None, max_length=100_000)
    first_time_adopter: bool | None = None


class CostsIn(In):
    """All the costs of a partner: what is not named becomes 0."""

    costs: list[CostOut] = Field(max_length=5000)


class FundingIn(In):
    """All that a partner brings in."""

    funding: list[FundingOut] = Field(max_length=40)


class ConfirmIn(In):
    """The digest of the part as it was read."""

    digest: str = Field(max_length=64)


class VerdictOut(Schema):
    """What one eligibility rule says."""

    key: str
    kind: str
    label: str
    outcome: str
    reason: str
    change: str
    clause: str


class GapOut(Schema):
    """What stands between the draft and its submission."""

    section: str
    anchor: str
    text: str


class EligibilityOut(Schema):
    """The rules and the gaps."""

    rules: list[VerdictOut]
    gaps: list[GapOut]


class FileOut(Schema):
    """An attachment."""

    id: int
    question: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


class SnapshotOut(Schema):
    """A frozen version."""

    number: int
    stage: str
    sha256: str
    taken_at: datetime


class ReasonIn(In):
    """Why."""

    reason: Reason = ""


class ReturnIn(In):
    """Why it is returned, and until when it may be handed in again."""

    reason: Reason
    due_at: AwareDatetime


class InviteIn(In):
    """Until when the full proposal is awaited."""

    due_at: AwareDatetime | None = None
    note: Reason = ""


class RoundIn(In):
    """A round of the call by its id; null takes the proposal out of its round."""

    round: int | None = None


def seen(request: Asking, proposal_id: int) -> Proposal:
    """Return a proposal that the person may know of, or answer 404."""
    visible = queries.with_told_state(queries.visible_to(request.user), request.user)
    visible = visible.select_related("call", "version", "lead", "round")
    found: Proposal = get_object_or_404(visible, pk=proposal_id)
    return found


def part_seen(request: Asking, proposal_id: int, partner_id: int) -> Partner:
    """Return a partner of a proposal that the person may know of, or answer 404."""
    proposal = seen(request, proposal_id)
    partner = get_object_or_404(proposal.partners.select_related("organisation"), pk=partner_id)
    partner.proposal = proposal
    return partner
