"""What a poll has so far: who is present, who is out, how it counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from grappe.hub.decisions.enums import Ballot, Body, MeetingState
from grappe.hub.decisions.models import (
    Attendance,
    Decision,
    Item,
    Meeting,
    Poll,
    Recusal,
    Seat,
    Vote,
)
from grappe.hub.decisions.queries.meetings import items_for
from grappe.hub.people.models import User
from grappe.kit.access import ClusterRole

ROLE_OF = {Body.COMMITTEE: ClusterRole.COMMITTEE, Body.BOARD: ClusterRole.BOARD}


@dataclass(slots=True)
class Tally:
    """How an item stands in a poll: votes cast, members present without recusal, the quorum."""

    quorum: int
    votes_for: int = 0
    against: int = 0
    abstain: int = 0
    present: int = 0
    recused: int = 0

    @property
    def quorate(self) -> bool:
        """Say whether enough members without recusal are present."""
        return self.present >= self.quorum

    @property
    def carried(self) -> bool:
        """Say whether more voted for than against, with quorum; a tie is not carried."""
        return self.quorate and self.votes_for > self.against

    def counts(self, body: str) -> dict[str, int]:
        """Return the counts as the columns of a Decision."""
        return {
            f"{body}_for": self.votes_for,
            f"{body}_against": self.against,
            f"{body}_abstain": self.abstain,
            f"{body}_present": self.present,
            f"{body}_recused": self.recused,
            f"{body}_quorum": self.quorum,
        }


def members_of(body: str) -> QuerySet[User]:
    """Return the people who sit in a body now."""
    role = ROLE_OF[Body(body)]
    return User.objects.filter(is_active=True, grants__role=role, grants__ended_at=None).order_by(
        "full_name", "pk"
    )


def items_of(poll: Poll) -> QuerySet[Item]:
    """Return the items that a poll is about: the board votes on what the committee decided."""
    items = poll.meeting.items.filter(set_aside_at=None)
    if poll.body == Body.BOARD:
        wanted = Q(state="taken") | Q(board_poll=poll) if poll.pk else Q(state="taken")
        taken = Decision.objects.filter(wanted, item__meeting=poll.meeting)
        return items.filter(pk__in=taken.values("item"))
    return items


def tallies(poll: Poll, items: QuerySet[Item] | None = None) -> dict[int, Tally]:
    """Count a poll, item by item; votes of members recused since do not count.

    A member who votes on an item in the other body is not present for it in this one.
    """
    chosen = items_of(poll) if items is None else items
    result = {pk: Tally(poll.quorum) for pk in chosen.values_list("pk", flat=True)}
    members = set(poll.attendances.values_list("member", flat=True))
    out: dict[int, set[int]] = defaultdict(set)
    for item, member in Recusal.objects.filter(item__in=result).values_list("item", "member"):
        out[item].add(member)
    elsewhere: dict[int, set[int]] = defaultdict(set)
    seats = Seat.objects.filter(item__in=result).exclude(body=poll.body)
    for item, member in seats.values_list("item", "member"):
        elsewhere[item].add(member)
    sitting = set(members_of(poll.body).values_list("pk", flat=True)) | members
    for item, tally in result.items():
        tally.present = len(members - out[item] - elsewhere[item])
        tally.recused = len(sitting & out[item])
    votes = poll.votes.filter(seat__item__in=result).values_list(
        "seat__item", "seat__member", "ballot"
    )
    for item, member, ballot in votes:
        if member not in out[item]:
            _count(result[item], ballot)
    return result


def _count(tally: Tally, ballot: str) -> None:
    if ballot == Ballot.FOR:
        tally.votes_for += 1
    elif ballot == Ballot.AGAINST:
        tally.against += 1
    else:
        tally.abstain += 1


def ballots_of(member: Any, poll: Poll) -> dict[int, Vote]:
    """Return a member's own votes in a poll, by item."""
    votes = poll.votes.filter(seat__member=member).select_related("seat")
    return {vote.seat.item_id: vote for vote in votes}


def seats_elsewhere(member: Any, poll: Poll) -> set[int]:
    """Return the items on which a person votes in the other body."""
    seats = Seat.objects.filter(member=member, item__meeting=poll.meeting)
    return set(seats.exclude(body=poll.body).values_list("item", flat=True))


def waiting_for(poll: Poll, at: datetime) -> list[User]:
    """Return the members who have not voted on every item that is before them."""
    waiting = []
    for member in members_of(poll.body):
        before = items_of(poll).filter(pk__in=items_for(member, poll.meeting, at).values("pk"))
        other = seats_elsewhere(member, poll)
        cast = set(ballots_of(member, poll))
        if set(before.values_list("pk", flat=True)) - cast - other:
            waiting.append(member)
    return waiting


def polls_to_answer(user: Any) -> QuerySet[Poll]:
    """Return the open polls of the bodies in which a person sits."""
    bodies = [str(body) for body, role in ROLE_OF.items() if role in user.cluster_roles]
    return Poll.objects.filter(closed_at=None, body__in=bodies).select_related(
        "meeting__round__call"
    )


def may_count(user: Any, poll: Poll) -> bool:
    """Say whether a person may see how a poll counts: never before it is closed."""
    return poll.closed_at is not None


def attendance(poll: Poll) -> QuerySet[Attendance]:
    """Return who takes part in a poll."""
    return poll.attendances.select_related("member").order_by("member__full_name", "pk")


def votes_on(items: QuerySet[Item], poll: Poll) -> dict[int, list[Vote]]:
    """Return the recorded votes of a closed poll by item."""
    found: dict[int, list[Vote]] = defaultdict(list)
    if poll.closed_at is not None:
        votes = poll.votes.filter(seat__item__in=items.values("pk"))
        for vote in votes.select_related("seat__member").order_by("seat__member__full_name", "pk"):
            found[vote.seat.item_id].append(vote)
    return found


def recusals_on(items: QuerySet[Item]) -> dict[int, list[Recusal]]:
    """Return the recusals of items, by item."""
    found: dict[int, list[Recusal]] = defaultdict(list)
    rows = Recusal.objects.filter(item__in=items.values("pk")).select_related("member")
    for recusal in rows.order_by("member__full_name", "pk"):
        found[recusal.item_id].append(recusal)
    return found


def decisions_of(meeting: Meeting, items: QuerySet[Item]) -> dict[int, Decision]:
    """Return the last decision on each item, by item."""
    rows = Decision.objects.filter(item__meeting=meeting, item__in=items.values("pk"))
    return {row.item_id: row for row in rows.select_related("letter", "proposal").order_by("pk")}


def ready_for_board(meeting: Meeting) -> bool:
    """Say whether the board's vote can be opened."""
    return (
        meeting.state == MeetingState.DECIDED and not meeting.polls.filter(closed_at=None).exists()
    )
