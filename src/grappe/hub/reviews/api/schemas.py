"""What programs send and receive about reviews."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Path, Schema
from pydantic import AwareDatetime

from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.enums import AssignmentState, DeclineReason, Expertise
from grappe.hub.reviews.models import Assignment, DiscussionPost, Reviewer

ReviewId = Annotated[int, Path(ge=1, le=2**53, description="The assignment.")]
RoundId = Annotated[int, Path(ge=1, le=2**53)]
Reference = Annotated[str, Path(max_length=20, description="P-2026-00042")]
Id = Annotated[int, Field(ge=1, le=2**53)]
Reason = Annotated[str, Field(min_length=1, max_length=500, examples=["No answer for two weeks"])]
Words = Annotated[str, Field(max_length=20_000)]
Value = Annotated[int, Field(ge=-(10**6), le=10**6)]


class ReviewOut(Schema):
    """One reviewer's work on one proposal."""

    id: int
    proposal: str
    title: str
    reviewer: str
    state: str
    due_at: datetime
    sent_at: datetime | None
    is_lead: bool

    @staticmethod
    def of(row: Assignment) -> dict[str, Any]:
        """Return an assignment; the title only where the proposal may be read of."""
        shown = row.state != AssignmentState.DECLINED
        return {
            "id": row.pk,
            "proposal": row.proposal.reference,
            "title": (row.proposal.title_en or row.proposal.title_fr) if shown else "",
            "reviewer": str(row.reviewer),
            "state": row.state,
            "due_at": row.due_at,
            "sent_at": row.sent_at,
            "is_lead": row.is_lead,
        }


class MarkIO(Schema):
    """A score with its justification."""

    criterion: Annotated[str, Field(max_length=40, examples=["impact"])]
    value: Value | None = None
    justification: Annotated[str, Field(max_length=10_000)] = ""


class WrittenOut(ReviewOut):
    """An assignment with what its reviewer wrote."""

    marks: list[MarkIO]
    comment: str
    comment_private: str
    score: Decimal | None
    revision: int

    @staticmethod
    def of(row: Assignment, *, private: bool = True) -> dict[str, Any]:
        """Return an assignment with its scores; `private`: with what is for the committee only."""
        marks = [
            {"criterion": s.criterion, "value": s.value, "justification": s.justification}
            for s in row.scores.all()
        ]
        return {
            **ReviewOut.of(row),
            "marks": marks,
            "comment": row.comment,
            "comment_private": row.comment_private if private else "",
            "score": row.score,
            "revision": row.revision,
        }


class DraftIn(Schema):
    """A review as far as it is written; `revision` is the one that was read."""

    marks: Annotated[list[MarkIO], Field(max_length=40)] = []
    comment: Words = ""
    comment_private: Words = ""
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]


class ReviseIn(DraftIn):
    """A sent review, changed with a reason."""

    reason: Reason


class AcceptIn(Schema):
    """Whether the reviewer's agreement is accepted too."""

    agree: bool = False


class DeclineIn(Schema):
    """Why a review is declined."""

    reason: DeclineReason
    note: Annotated[str, Field(max_length=500)] = ""


class ReasonIn(Schema):
    """Why."""

    reason: Reason


class DueIn(Schema):
    """Until when, to the end of that day."""

    due_at: AwareDatetime


class ReplaceIn(ReasonIn):
    """Who instead, and why."""

    reviewer: Id


class PairIn(Schema):
    """One reviewer for one proposal, and why."""

    proposal: Annotated[str, Field(max_length=20)]
    reviewer: Id
    reason: Annotated[str, Field(max_length=500)] = ""


class SetIn(Schema):
    """A whole set of assignments: applied whole or refused whole."""

    pairs: Annotated[list[PairIn], Field(min_length=1, max_length=2_000)]
    due_at: AwareDatetime | None = None


class StandingOut(Schema):
    """How a proposal stands; empty where one's own review is still owed."""

    proposal: str
    title: str
    state: str
    sealed: bool
    score: Decimal | None = None
    mean: Decimal | None = None
    spread: Decimal | None = None
    by_consensus: bool | None = None
    disputed: bool | None = None
    reviews_sent: int | None = None

    @staticmethod
    def of(row: Proposal, *, sealed: bool) -> dict[str, Any]:
        """Return a proposal's standing."""
        found: dict[str, Any] = {
            "proposal": row.reference,
            "title": row.title_en or row.title_fr,
            "state": row.state,
            "sealed": sealed,
        }
        standing = None if sealed else getattr(row, "standing", None)
        names = ("score", "mean", "spread", "by_consensus", "disputed", "reviews_sent")
        return found | {name: getattr(standing, name, None) for name in names}


class ConflictOut(Schema):
    """A conflict of interest: the rule, and what it rests on."""

    rule: str
    evidence: str


class CandidateOut(Schema):
    """A reviewer held against a proposal."""

    reviewer: int
    name: str
    fit: int
    why: str
    reads_it: bool
    load: int
    may_be_asked: bool
    conflicts: list[ConflictOut]


class PostIO(Schema):
    """A message of the discussion."""

    body: Annotated[str, Field(min_length=1, max_length=20_000)]


class PostOut(PostIO):
    """A message with its author."""

    author: str
    at: datetime

    @staticmethod
    def resolve_author(post: DiscussionPost) -> str:
        """Return the author's name."""
        return str(post.author)


class ConsensusIO(Schema):
    """Scores and texts that stand for all reviews."""

    scores: Annotated[dict[str, Value], Field(max_length=40, examples=[{"impact": 4}])]
    text_en: Words
    text_fr: Words


class CheckIn(Schema):
    """Somebody who might be invited."""

    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    organisations: Annotated[list[Id], Field(max_length=50)] = []


class CheckedOut(Schema):
    """A proposal with which somebody would be in conflict."""

    proposal: str
    conflicts: list[ConflictOut]


class ProfileIO(Schema):
    """What a reviewer says of themselves; levels from 1 (knows of it) to 3 (leads in it)."""

    headline: Annotated[str, Field(max_length=200)] = ""
    reads_english: bool = True
    reads_french: bool = False
    load_most: Annotated[int, Field(ge=1, le=50)] = 5
    expertise: dict[Expertise, Annotated[int, Field(ge=1, le=3)]] = {}


class PoolOut(Schema):
    """A reviewer of the pool."""

    id: int
    name: str
    headline: str
    reads_english: bool
    reads_french: bool
    load: int
    load_most: int
    overdue: int
    sent: int

    @staticmethod
    def resolve_name(row: Reviewer) -> str:
        """Return the reviewer's name."""
        return str(row.user)


class CalibrationOut(Schema):
    """How a reviewer scores beside the others, on 0 to 100."""

    reviewer_id: int
    reviews: int
    mean: float
    spread: float
    shared: int
    severity: float | None
    standardised: float | None


class WorkIn(Schema):
    """A work that shows expertise; done with an organisation, it is an interest for 3 years."""

    title: Annotated[str, Field(min_length=1, max_length=250)]
    year: Annotated[int, Field(ge=1950, le=2100)]
    abstract: Words = ""
    organisation: Id | None = None
    ended_on: date | None = None
