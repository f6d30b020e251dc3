"""The minutes of a meeting as one reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grappe.hub.decisions.models import Attendance, Decision, Meeting, Poll, Recusal, Vote
from grappe.hub.decisions.queries.meetings import Row, items_for, ranked
from grappe.hub.decisions.queries.voting import (
    Tally,
    attendance,
    decisions_of,
    recusals_on,
    tallies,
    votes_on,
)

# What is drawn from the reviews, of an item as a vote was shown it.
SCORED = frozenset(
    {"rank", "score", "spread", "disputed", "reviews", "suggested", "overrule_reason"}
)


@dataclass(frozen=True)
class PollMinutes:
    """One vote: who was there, and what each item got."""

    poll: Poll
    present: list[Attendance]
    tallies: dict[int, Tally]
    votes: dict[int, list[Vote]]
    shown: list[dict[str, Any]]  # of what was frozen, the items that this reader may see


@dataclass(frozen=True)
class ItemMinutes:
    """One item: what was proposed, who was out, how both bodies voted, what came of it."""

    row: Row
    recusals: list[Recusal]
    votes: list[tuple[Poll, Tally, list[Vote]]]
    decision: Decision | None


@dataclass(frozen=True)
class Minutes:
    """Everything that a reader may know of a meeting once it has decided."""

    meeting: Meeting
    polls: list[PollMinutes]
    items: list[ItemMinutes]

    def last(self, body: str) -> dict[int, Tally]:
        """Return the counts of a body's last closed vote, by item."""
        closed = [one for one in self.polls if one.poll.body == body]
        return closed[-1].tallies if closed else {}

    @property
    def rows(self) -> list[Row]:
        """Return the ranked list."""
        return [item.row for item in self.items]

    @property
    def decisions(self) -> dict[int, Decision]:
        """Return the decisions, by item."""
        return {item.row.item: item.decision for item in self.items if item.decision}


def minutes_of(user: Any, meeting: Meeting, at: datetime) -> Minutes:
    """Return the minutes of a meeting, closed votes only, without the items that are not for them."""
    mine = items_for(user, meeting, at)
    rows = ranked(mine, meeting.round.envelope, user)
    seen = {row.reference: row.sealed for row in rows}
    polls = [
        PollMinutes(
            poll=poll,
            present=list(attendance(poll)),
            tallies=tallies(poll, mine.filter(seats__votes__poll=poll).distinct()),
            votes=votes_on(mine, poll),
            shown=_shown(poll, seen),
        )
        for poll in meeting.polls.filter(closed_at__isnull=False).order_by("opened_at", "pk")
    ]
    recusals, decisions = recusals_on(mine), decisions_of(meeting, mine)
    items = [
        ItemMinutes(
            row=row,
            recusals=recusals.get(row.item, []),
            votes=[
                (one.poll, one.tallies[row.item], one.votes.get(row.item, []))
                for one in polls
                if row.item in one.tallies
            ],
            decision=decisions.get(row.item),
        )
        for row in rows
    ]
    return Minutes(meeting, polls, items)


def _shown(poll: Poll, seen: dict[str, bool]) -> list[dict[str, Any]]:
    """Return what a vote was shown of the items seen; sealed ones come last, without their figures."""
    items = [item for item in poll.shown["items"] if item["reference"] in seen]
    sealed = [
        item | {**dict.fromkeys(SCORED & item.keys()), "sealed": True}
        for item in items
        if seen[item["reference"]]
    ]
    plain = [item for item in items if not seen[item["reference"]]]
    return plain + sorted(sealed, key=lambda item: item["reference"])
