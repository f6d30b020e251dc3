"""What programs send and get."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Schema

from grappe.hub.decisions.enums import Ballot, DecisionOutcome
from grappe.hub.decisions.models import Decision, Item, Meeting, Vote

Amount = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), decimal_places=2)]
Reason = Annotated[str, Field(max_length=500)]
LongText = Annotated[str, Field(max_length=5000)]
Member = Annotated[int, Field(ge=1, le=2**53)]


class MeetingOut(Schema):
    """A meeting on a round."""

    round: int
    title: str
    state: str
    meets_on: str
    envelope: Decimal
    decided_at: datetime | None
    ratified_at: datetime | None
    letters_released_at: datetime | None

    @staticmethod
    def of(meeting: Meeting) -> dict[str, Any]:
        """Return a meeting as the API says it."""
        return {
            "round": meeting.round_id,
            "title": str(meeting),
            "state": meeting.state,
            "meets_on": meeting.round.meets_on.isoformat(),
            "envelope": meeting.round.envelope,
            "decided_at": meeting.decided_at,
            "ratified_at": meeting.ratified_at,
            "letters_released_at": meeting.letters_released_at,
        }


class RowOut(Schema):
    """One line of the ranked list; `sealed` when you owe a review of it: then it tells no score."""

    rank: int = Field(description="1 is the best; 0 while sealed.")
    sealed: bool
    reference: str
    title_en: str
    title_fr: str
    lead: str
    sector: str
    province: str
    size: str
    first_time: bool
    score: Decimal | None
    spread: Decimal | None
    disputed: bool | None
    reviews_sent: int | None
    reviews_asked: int | None
    cost: Decimal
    asked: Decimal
    asked_so_far: Decimal
    left: Decimal
    outcome: str
    amount: Decimal
    suggested: str
    overrule_reason: str
    set_aside: datetime | None


class ShareOut(Schema):
    """One bar of the balance."""

    label: str
    count: int
    money: Decimal
    percent: Decimal


class ReadingOut(Schema):
    """One reading of the balance."""

    key: str
    title: str
    shares: list[ShareOut]


class RankedOut(Schema):
    """The ranked list with the draft selection and its balance; all of what this person may see."""

    meeting: MeetingOut
    items: list[RowOut]
    balance: list[ReadingOut]


class ItemIn(Schema):
    """What is proposed for one item."""

    outcome: DecisionOutcome
    amount: Amount = Decimal(0)
    reason: Reason = ""
    conditions_en: LongText | None = None
    conditions_fr: LongText | None = None
    feedback_en: LongText | None = None
    feedback_fr: LongText | None = None
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class ItemOut(Schema):
    """One item, after a change."""

    reference: str
    outcome: str
    amount: Decimal
    suggested: str
    overrule_reason: str
    conditions_en: str
    conditions_fr: str
    feedback_en: str
    feedback_fr: str
    set_aside_at: datetime | None
    revision: int

    @staticmethod
    def resolve_reference(item: Item) -> str:
        """Return the reference of the proposal."""
        return item.proposal.reference


class LineIn(Schema):
    """The score from which to fund."""

    line: Annotated[Decimal, Field(ge=0, lt=1000, decimal_places=3)]


class ReasonIn(Schema):
    """A reason that is kept."""

    reason: Reason


class FeedbackIn(Schema):
    """What an applicant reads."""

    feedback_en: LongText
    feedback_fr: LongText


class MinutesIn(Schema):
    """The notes of a meeting."""

    minutes: Annotated[str, Field(max_length=50_000)]


class OpenIn(Schema):
    """Until when votes are asked for."""

    vote_by: datetime | None = None


class CloseBoardIn(Schema):
    """Why decisions go back, when any does."""

    reason: Reason = ""


class BallotIn(Schema):
    """One vote."""

    reference: Annotated[str, Field(max_length=20)]
    ballot: Ballot
    reason: Reason = ""


class VotesIn(Schema):
    """Votes item by item, or the same on everything that is before the member."""

    ballots: Annotated[list[BallotIn], Field(max_length=2000)] = []
    every: Ballot | None = None


class VoteOut(Schema):
    """A vote as it is kept."""

    reference: str
    ballot: str
    reason: str
    at: datetime

    @staticmethod
    def resolve_reference(vote: Vote) -> str:
        """Return the reference of the proposal."""
        return vote.seat.item.proposal.reference


class PresentIn(Schema):
    """Who is present: oneself unless given."""

    member: Member | None = None


class DecisionOut(Schema):
    """A decision and its counts."""

    id: int
    reference: str
    outcome: str
    state: str
    amount: Decimal
    rate: Decimal | None
    conditions_en: str
    conditions_fr: str
    taken_at: datetime
    ratified_at: datetime | None
    ended_reason: str
    supersedes_id: int | None

    @staticmethod
    def resolve_reference(decision: Decision) -> str:
        """Return the reference of the proposal."""
        return decision.proposal.reference


class SupersedeIn(Schema):
    """Why a decision no longer holds, and when it is taken again."""

    to_round: Member
    reason: Reason


class CountOut(Schema):
    """How many were concerned."""

    count: int
