"""A vote of either body: opened with what is shown frozen, cast, and counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import Ballot, Body
from grappe.hub.decisions.errors import (
    BadBallot,
    NotAMember,
    NotBeforeYou,
    OtherBody,
    PollNotOpen,
    PollOpen,
    QuorumOutOfReach,
)
from grappe.hub.decisions.models import Attendance, Item, Meeting, Poll, Seat, Vote
from grappe.hub.decisions.services.common import (
    address,
    body_label,
    listed,
    locked,
    reviewing,
    text_of,
)
from grappe.hub.decisions.services.recusing import find_recusals
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User

REMINDED_BEFORE = timedelta(days=1)
PAGE_OF = {Body.COMMITTEE: "vote", Body.BOARD: "board"}


def open_poll(
    *, meeting: Meeting, body: Body, by: User, at: datetime, vote_by: datetime | None
) -> Poll:
    """Open a vote of a body on a meeting locked by the caller: find conflicts, freeze, tell."""
    if queries.open_poll(meeting):
        raise PollOpen(meeting=str(meeting))
    rules = reviewing(meeting)
    quorum = rules.committee_quorum if body == Body.COMMITTEE else rules.board_quorum
    members = list(queries.members_of(body))
    if len(members) < quorum:
        raise QuorumOutOfReach(body=body_label(body), members=len(members), quorum=quorum)
    poll = Poll(
        meeting=meeting,
        body=body,
        number=meeting.polls.filter(body=body).count() + 1,
        quorum=quorum,
        vote_by=vote_by,
        opened_by=by,
        opened_at=at,
    )
    poll.shown = shown(meeting, poll)
    poll.shown_sha256 = sha256_of(poll.shown)
    poll.save()
    find_recusals(meeting=meeting, body=body, members=members, at=at)
    record("poll.opened", poll, by=by, at=at, label=str(meeting), shown=poll.shown_sha256)
    queue(
        "vote.opened",
        to=members,
        at=at,
        once=f"vote.opened/{poll.pk}",
        url=address(PAGE_OF[body], meeting),
        meeting=meeting,
        body=Body(body).label,
        day=vote_by,
    )
    return poll


def shown(meeting: Meeting, poll: Poll) -> dict[str, Any]:
    """Return all that a body is shown when a vote opens, as plain JSON."""
    rows = queries.ranked(queries.items_of(poll), meeting.round.envelope)
    texts = Item.objects.in_bulk([row.item for row in rows])
    content = {
        "meeting": {"en": str(meeting.round.title_en), "fr": str(meeting.round.title_fr)},
        "body": poll.body,
        "quorum": poll.quorum,
        "envelope": meeting.round.envelope,
        "items": [
            {
                "rank": row.rank,
                "reference": row.reference,
                "title_en": row.title_en,
                "title_fr": row.title_fr,
                "lead": row.lead,
                "sector": row.sector,
                "province": row.province,
                "size": row.size,
                "first_time_adopter": row.first_time,
                "score": row.score,
                "spread": row.spread,
                "disputed": row.disputed,
                "reviews": [row.reviews_sent, row.reviews_asked],
                "cost": row.cost,
                "asked": row.asked,
                "outcome": row.outcome,
                "amount": row.amount,
                "suggested": row.suggested,
                "overrule_reason": row.overrule_reason,
                "conditions_en": texts[row.item].conditions_en,
                "conditions_fr": texts[row.item].conditions_fr,
            }
            for row in rows
        ],
        "balance": {
            reading.key: [[s.label, s.count, s.money] for s in reading.shares]
            for reading in queries.balance(rows)
        },
    }
    plain: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def sha256_of(content: Any) -> str:
    """Return the hash of content as canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def cast_votes(
    *,
    meeting: Meeting,
    body: Body,
    ballots: Mapping[str, tuple[str, str]],
    by: User,
    at: datetime,
) -> list[Vote]:
    """Record a member's votes, by reference: (ballot, reason). The same vote again changes nothing.

    Conflicts are looked for again first, and a new one is kept even though it makes this refuse.
    Votes on items that are before the member are kept; then NotBeforeYou names the others.
    """
    for ballot, _reason in ballots.values():
        if ballot not in Ballot:
            raise BadBallot(ballot=ballot[:40])
    _poll_of(meeting, body)
    _check_member(by, body)
    find_recusals(meeting=meeting, body=body, members=[by], at=at)
    votes, unknown = _cast(meeting, body, ballots, by, at)
    if unknown:
        raise NotBeforeYou(items=listed(unknown))
    return votes


@transaction.atomic
def _cast(
    meeting: Meeting,
    body: Body,
    ballots: Mapping[str, tuple[str, str]],
    by: User,
    at: datetime,
) -> tuple[list[Vote], set[str]]:
    poll = _poll_of(meeting, body, lock=True)
    before = queries.items_of(poll).filter(queries.unbarred(by, at))
    items = {
        item.proposal.reference: item
        for item in before.filter(proposal__reference__in=ballots).select_related("proposal")
    }
    elsewhere = queries.seats_elsewhere(by, poll)
    for reference, item in items.items():
        if item.pk in elsewhere:
            other = Body.BOARD if body == Body.COMMITTEE else Body.COMMITTEE
            raise OtherBody(reference=reference, body=body_label(other))
    mine, votes, changed = queries.ballots_of(by, poll), [], []
    for reference, item in items.items():
        ballot, reason = ballots[reference]
        vote = mine.get(item.pk)
        if vote is None:
            seat, _made = Seat.objects.get_or_create(item=item, member=by, defaults={"body": body})
            vote = Vote(poll=poll, seat=seat)
        elif (vote.ballot, vote.reason) == (ballot, text_of(reason, 500)):
            continue
        vote.ballot, vote.reason, vote.at = ballot, text_of(reason, 500), at
        vote.save()
        votes.append(vote)
        changed.append(reference)
    if changed:
        Attendance.objects.get_or_create(poll=poll, member=by, defaults={"at": at})
        record("vote.cast", poll, by=by, at=at, label=str(meeting), references=changed)
    return votes, set(ballots) - set(items)


def cast_on_all(
    *, meeting: Meeting, body: Body, ballot: str, by: User, at: datetime, reason: str = ""
) -> list[Vote]:
    """Record the same vote on every item that is before a member: one click, a vote on each."""
    poll = _poll_of(meeting, body)
    _check_member(by, body)
    elsewhere = queries.seats_elsewhere(by, poll)
    before = queries.items_of(poll).filter(queries.unbarred(by, at)).exclude(pk__in=elsewhere)
    references = before.values_list("proposal__reference", flat=True)
    ballots = dict.fromkeys(references, (ballot, reason))
    return cast_votes(meeting=meeting, body=body, ballots=ballots, by=by, at=at)


@transaction.atomic
def attend(*, meeting: Meeting, body: Body, member: User, by: User, at: datetime) -> Attendance:
    """Note that a member is present; whoever votes is present without it."""
    poll = _poll_of(meeting, body, lock=True)
    _check_member(member, body)
    row, made = Attendance.objects.get_or_create(poll=poll, member=member, defaults={"at": at})
    if made:
        record("poll.attended", poll, by=by, at=at, label=str(meeting), member=member.pk)
    return row


def remind_voters(*, poll: Poll, at: datetime) -> int:
    """Tell, once, the members whose votes are missing; return how many were told."""
    waiting = queries.waiting_for(poll, at)
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll.pk)
        if poll.closed_at or poll.reminded_at:
            return 0
        meeting = Meeting.objects.select_related("round__call").get(pk=poll.meeting_id)
        queue(
            "vote.reminder",
            to=waiting,
            at=at,
            once=f"vote.reminder/{poll.pk}",
            url=address(PAGE_OF[Body(poll.body)], meeting),
            meeting=meeting,
            day=poll.vote_by,
        )
        poll.reminded_at = at
        poll.save(update_fields=["reminded_at"])
    return len(waiting)


def remind_before_closing(at: datetime) -> int:
    """Remind, a day before the date given, the members whose votes are missing."""
    due = Poll.objects.filter(
        closed_at=None, reminded_at=None, vote_by__lte=at + REMINDED_BEFORE, vote_by__gt=at
    )
    return sum(remind_voters(poll=poll, at=at) for poll in due.select_related("meeting__round"))


def without_quorum(poll: Poll) -> dict[int, str]:
    """Return the references of the items on which a poll has no quorum, by item."""
    lacking = [pk for pk, tally in queries.tallies(poll).items() if not tally.quorate]
    rows = Item.objects.filter(pk__in=lacking).values_list("pk", "proposal__reference")
    return dict(rows)


@transaction.atomic
def close_poll(*, poll: Poll, by: User, at: datetime) -> dict[int, queries.Tally]:
    """Count a poll and shut it; its votes are in the trace from then on, and never change."""
    tallies = queries.tallies(poll)
    poll.closed_by, poll.closed_at = by, at
    poll.save(update_fields=["closed_by", "closed_at"])
    votes = [
        [vote.seat.item.proposal.reference, vote.seat.member_id, vote.ballot]
        for vote in poll.votes.select_related("seat__item__proposal").order_by("pk")
    ]
    record("poll.closed", poll, by=by, at=at, label=str(poll.meeting), votes=votes)
    return tallies


def tell_undecided(*, poll: Poll, to: Iterable[User], at: datetime) -> None:
    """Tell those who run the meeting, once a poll, that it cannot be closed as it stands."""
    queue(
        "vote.undecided",
        to=to,
        at=at,
        once=f"vote.undecided/{poll.pk}",
        url=address("meeting", poll.meeting),
        meeting=poll.meeting,
    )


def lock_with_poll(meeting: Meeting, body: Body) -> tuple[Meeting, Poll]:
    """Return the meeting and its open poll, locked in this order everywhere."""
    meeting = locked(meeting)
    return meeting, _poll_of(meeting, body, lock=True)


def _poll_of(meeting: Meeting, body: Body, *, lock: bool = False) -> Poll:
    polls = Poll.objects.select_for_update() if lock else Poll.objects.all()
    poll = polls.filter(meeting=meeting, body=body, closed_at=None).first()
    if poll is None:
        raise PollNotOpen(body=body_label(body), meeting=str(meeting))
    poll.meeting = meeting
    return poll


def _check_member(member: User, body: Body) -> None:
    if not queries.members_of(body).filter(pk=member.pk).exists():
        raise NotAMember(body=body_label(body))
