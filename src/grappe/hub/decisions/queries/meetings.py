"""Who sees which meetings, and which of their items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from grappe.hub.calls.models import Round
from grappe.hub.decisions.enums import OVER, DecisionOutcome
from grappe.hub.decisions.models import Decision, Item, Meeting, Poll, Recusal
from grappe.hub.people.enums import Province, Sector
from grappe.hub.proposals.conflicts import barred
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Partner, Proposal
from grappe.hub.reviews.queries import sealed_for
from grappe.kit.access import ClusterRole
from grappe.kit.bilingual import in_language

PREPARERS = frozenset({ClusterRole.OFFICER, ClusterRole.DIRECTOR})
FROM_THE_START = PREPARERS | {ClusterRole.COMMITTEE}
ONCE_DECIDED = frozenset(
    {ClusterRole.BOARD, ClusterRole.FINANCE, ClusterRole.OBSERVER, ClusterRole.AUDITOR}
)


def visible_to(user: Any) -> QuerySet[Meeting]:
    """Return the meetings that a person may know of; their items are filtered by `items_for`."""
    meetings = Meeting.objects.select_related("round__call")
    if not user.is_authenticated or not user.is_active:
        return meetings.none()
    if user.cluster_roles & FROM_THE_START:
        return meetings
    if user.cluster_roles & ONCE_DECIDED:
        return meetings.filter(state__in=OVER)
    return meetings.none()


def rounds_without_meeting() -> QuerySet[Round]:
    """Return the rounds that have a reviewed proposal and no meeting yet."""
    reviewed = Proposal.objects.filter(round=OuterRef("pk"), state=ProposalState.REVIEWED)
    return (
        Round.objects.filter(Exists(reviewed), meeting=None)
        .select_related("call")
        .order_by("meets_on", "pk")
    )


def unbarred(user: Any, at: datetime) -> Q:
    """Select the items that hide nothing from a person: no conflict, no recusal of their own."""
    conflicted = Proposal.objects.filter(barred(user, at))
    recused = Recusal.objects.filter(member=user)
    return ~Q(proposal__in=conflicted.values("pk")) & ~Q(pk__in=recused.values("item"))


def items_for(user: Any, meeting: Meeting, at: datetime) -> QuerySet[Item]:
    """Return the items of a meeting that a person may know of: everything shown starts here."""
    return meeting.items.filter(unbarred(user, at))


def find_item(user: Any, meeting: Meeting, reference: str, at: datetime) -> Item | None:
    """Return one item by its proposal's reference, or None when it is not for this person."""
    return (
        items_for(user, meeting, at)
        .select_related("meeting__round", "proposal__lead", "proposal__version", "changed_by")
        .filter(proposal__reference=reference)
        .first()
    )


def open_poll(meeting: Meeting) -> Poll | None:
    """Return the poll that is open now, if any."""
    return meeting.polls.filter(closed_at=None).first()


def standing_decision(proposal: Proposal) -> Decision | None:
    """Return the decision that holds for a proposal now, if any."""
    return Decision.objects.filter(proposal=proposal, state__in=["taken", "ratified"]).first()


@dataclass(slots=True)
class Row:
    """One line of the ranked list."""

    item: int
    proposal: int
    reference: str
    title_en: str
    title_fr: str
    lead: str
    proposal_state: str
    sector: str
    province: str
    employees: int | None
    cost: Decimal
    asked: Decimal
    score: Decimal | None
    spread: Decimal | None
    reviews_sent: int | None
    reviews_asked: int | None
    disputed: bool | None
    first_time: bool
    outcome: str
    amount: Decimal
    suggested: str
    suggested_amount: Decimal
    overrule_reason: str
    set_aside: datetime | None
    sealed: bool  # the reader owes a review of it: its figures are shown after that
    rank: int = 0
    asked_so_far: Decimal = Decimal(0)
    left: Decimal = Decimal(0)

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return in_language(self, "title")

    @property
    def funded(self) -> bool:
        """Say whether the draft gives it money."""
        return self.outcome == DecisionOutcome.FUND and self.set_aside is None

    @property
    def size(self) -> str:
        """Return sme, large, or nothing when not known."""
        if self.employees is None:
            return ""
        return "sme" if self.employees < 500 else "large"

    @property
    def overruled(self) -> bool:
        """Say whether the draft leaves the score line's suggestion."""
        return bool(self.suggested) and (self.suggested, self.suggested_amount) != (
            self.outcome,
            self.amount,
        )


_COLUMNS = (
    "pk",
    "proposal_id",
    "proposal__reference",
    "proposal__title_en",
    "proposal__title_fr",
    "proposal__lead__legal_name",
    "proposal__state",
    "proposal__sector",
    "proposal__province",
    "proposal__lead__employees",
    "proposal__cost",
    "proposal__asked",
    "proposal__standing__score",
    "proposal__standing__spread",
    "proposal__standing__reviews_sent",
    "proposal__standing__reviews_asked",
    "proposal__standing__disputed",
    "first_time",
    "outcome",
    "amount",
    "suggested",
    "suggested_amount",
    "overrule_reason",
    "set_aside_at",
    "sealed",
)


def ranked(items: QuerySet[Item], envelope: Decimal, reader: Any = None) -> list[Row]:
    """Return items best first, with rank, what is asked so far and what the draft leaves.

    All counts run over the items given, so that nothing can be inferred of those left out. Items of
    which the reader still owes a review stand last, without rank or anything drawn from the scores.
    """
    owed = Proposal.objects.filter(sealed_for(reader)) if reader else Proposal.objects.none()
    first_time = Partner.objects.filter(
        proposal=OuterRef("proposal"), first_time_adopter=True
    ).order_by()
    rows = [
        Row(*values)
        for values in items.annotate(
            first_time=Exists(first_time), sealed=Exists(owed.filter(pk=OuterRef("proposal")))
        )
        .order_by(
            F("proposal__standing__score").desc(nulls_last=True),
            "proposal__reference",
        )
        .values_list(*_COLUMNS)
    ]
    asked, left = Decimal(0), envelope
    sealed = sorted((_sealed(row) for row in rows if row.sealed), key=lambda row: row.reference)
    rows = [row for row in rows if not row.sealed] + sealed
    for rank, row in enumerate(rows, 1):
        asked += row.asked
        left -= row.amount if row.funded else 0
        row.rank = 0 if row.sealed else rank
        row.asked_so_far, row.left = asked, left
    return rows


def _sealed(row: Row) -> Row:
    """Take from a row everything that tells what the others' reviews say."""
    row.score = row.spread = row.disputed = row.reviews_sent = row.reviews_asked = None
    row.suggested, row.suggested_amount, row.overrule_reason = "", Decimal(0), ""
    return row


def labels() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return sectors, provinces and outcomes in the reader's language, looked up once a page."""
    return (
        {str(k): str(v) for k, v in Sector.choices},
        {str(k): str(v) for k, v in Province.choices},
        {str(k): str(v) for k, v in DecisionOutcome.choices},
    )
