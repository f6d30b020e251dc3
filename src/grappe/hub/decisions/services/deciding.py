"""The two acts that decide: the committee's, then the board's."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import Body, DecisionOutcome, DecisionState, MeetingState
from grappe.hub.decisions.errors import (
    NoQuorum,
    NothingToDecide,
    ReasonNeeded,
    SelectionAboveEnvelope,
)
from grappe.hub.decisions.models import Decision, Item, Meeting, Poll
from grappe.hub.decisions.services.common import address, listed, locked, target, text_of
from grappe.hub.decisions.services.preparing import refresh_items, spent
from grappe.hub.decisions.services.recusing import find_recusals
from grappe.hub.decisions.services.voting import (
    close_poll,
    lock_with_poll,
    open_poll,
    tell_undecided,
    without_quorum,
)
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.services import move_proposal
from grappe.kit.access import ClusterRole
from grappe.kit.money import format_money

FUND, DECLINE = DecisionOutcome.FUND, DecisionOutcome.DECLINE


@transaction.atomic
def open_committee_vote(
    *, meeting: Meeting, by: User, at: datetime, vote_by: datetime | None = None
) -> Poll:
    """Freeze the draft selection as shown, find conflicts, and ask the committee to vote."""
    meeting = locked(meeting)
    state = target("open_vote", meeting)
    refresh_items(meeting)
    if not meeting.items.filter(set_aside_at=None).exists():
        raise NothingToDecide(round=str(meeting.round))
    if (total := spent(meeting)) > meeting.round.envelope:
        raise SelectionAboveEnvelope(
            total=format_money(total), envelope=format_money(meeting.round.envelope)
        )
    poll = open_poll(meeting=meeting, body=Body.COMMITTEE, by=by, at=at, vote_by=vote_by)
    _move(meeting, state, by, at, "meeting.vote_opened")
    return poll


def close_committee_vote(*, meeting: Meeting, by: User, at: datetime) -> list[Decision]:
    """Count the committee's vote; each carried item becomes a decision, the others stay reviewed.

    Refuses with NoQuorum while an item lacks quorum; those who run the meeting are told once.
    """
    target("close_vote", _now(meeting))
    _prepare_closing(meeting, Body.COMMITTEE, by, at)
    return _close_committee(meeting, by, at)


@transaction.atomic
def _close_committee(meeting: Meeting, by: User, at: datetime) -> list[Decision]:
    meeting, poll = lock_with_poll(meeting, Body.COMMITTEE)
    state = target("close_vote", meeting)
    _refuse_without_quorum(poll, by, at)
    tallies = close_poll(poll=poll, by=by, at=at)
    items = Item.objects.select_related("proposal").in_bulk(tallies)
    taken = [
        _take(items[pk], poll, tally, by, at) for pk, tally in tallies.items() if tally.carried
    ]
    meeting.decided_at = at
    _move(meeting, state, by, at, "meeting.decided", decisions=len(taken))
    _tell(meeting, "meeting.decided", {ClusterRole.BOARD, ClusterRole.DIRECTOR}, at, poll.pk)
    return taken


def _take(item: Item, poll: Poll, tally: queries.Tally, by: User, at: datetime) -> Decision:
    proposal = item.proposal
    earlier = proposal.decisions.filter(state=DecisionState.SUPERSEDED, superseded_by=None).last()
    decision = Decision.objects.create(
        proposal=proposal,
        item=item,
        outcome=item.outcome,
        amount=item.amount,
        rate=_rate(item.amount, proposal.cost),
        conditions_en=item.conditions_en,
        conditions_fr=item.conditions_fr,
        committee_poll=poll,
        taken_at=at,
        supersedes=earlier,
        reason=earlier.ended_reason if earlier else "",
        **tally.counts("committee"),
    )
    record(
        "decision.taken",
        decision,
        by=by,
        at=at,
        to_state=decision.state,
        label=proposal.reference,
        outcome=decision.outcome,
        amount=decision.amount,
    )
    if move := {FUND: "select", DECLINE: "decline"}.get(DecisionOutcome(decision.outcome)):
        move_proposal(proposal=proposal, move=move, by=by, at=at)
    return decision


def _rate(amount: Decimal, cost: Decimal) -> Decimal | None:
    if not amount or amount > cost:
        return None
    return (amount / cost).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


@transaction.atomic
def open_board_vote(
    *, meeting: Meeting, by: User, at: datetime, vote_by: datetime | None = None
) -> Poll:
    """Put the committee's decisions before the board: a second, separate act."""
    meeting = locked(meeting)
    target("ratify", meeting)
    if not Decision.objects.filter(item__meeting=meeting, state=DecisionState.TAKEN).exists():
        raise NothingToDecide(round=str(meeting.round))
    return open_poll(meeting=meeting, body=Body.BOARD, by=by, at=at, vote_by=vote_by)


def close_board_vote(
    *, meeting: Meeting, by: User, at: datetime, reason: str = ""
) -> list[Decision]:
    """Count the board's vote: carried decisions are ratified, the others sent back with a reason.

    Refuses with NoQuorum while an item lacks quorum, and with ReasonNeeded when something would be
    sent back without one.
    """
    target("ratify", _now(meeting))
    _prepare_closing(meeting, Body.BOARD, by, at)
    return _close_board(meeting, by, at, reason)


@transaction.atomic
def _close_board(meeting: Meeting, by: User, at: datetime, reason: str) -> list[Decision]:
    meeting, poll = lock_with_poll(meeting, Body.BOARD)
    target("ratify", meeting)
    _refuse_without_quorum(poll, by, at)
    reason = text_of(reason, 500)
    tallies = close_poll(poll=poll, by=by, at=at)
    if not reason and not all(tally.carried for tally in tallies.values()):
        raise ReasonNeeded
    rows = Decision.objects.select_for_update(of=("self",)).select_related("proposal")
    decisions = list(rows.filter(item__in=tallies, state=DecisionState.TAKEN).order_by("pk"))
    for decision in decisions:
        tally = tallies[decision.item_id]
        for name, count in tally.counts("board").items():
            setattr(decision, name, count)
        decision.board_poll = poll
        _ratify(decision, by, at) if tally.carried else _send_back(decision, by, at, reason)
    ratified = [d for d in decisions if d.state == DecisionState.RATIFIED]
    move = "ratify" if ratified else "refuse"
    meeting.ratified_at = at if ratified else None
    _move(meeting, target(move, meeting), by, at, f"meeting.board_{move}", ratified=len(ratified))
    _tell_of_board(meeting, poll, decisions, reason, at)
    return decisions


def _ratify(decision: Decision, by: User, at: datetime) -> None:
    decision.state, decision.ratified_at = DecisionState.RATIFIED, at
    decision.save()
    _trace(decision, "decision.ratified", by, at)
    if decision.outcome == FUND:
        move_proposal(proposal=decision.proposal, move="ratify", by=by, at=at)


def _send_back(decision: Decision, by: User, at: datetime, reason: str) -> None:
    decision.state, decision.ended_at, decision.ended_reason = DecisionState.REFUSED, at, reason
    decision.save()
    _trace(decision, "decision.sent_back", by, at)
    if decision.outcome == FUND:
        move_proposal(proposal=decision.proposal, move="send_back", by=by, at=at, reason=reason)
    elif decision.outcome == DECLINE:
        move_proposal(proposal=decision.proposal, move="reopen", by=by, at=at, reason=reason)


def _trace(decision: Decision, verb: str, by: User, at: datetime) -> None:
    record(
        verb,
        decision,
        by=by,
        at=at,
        from_state=DecisionState.TAKEN,
        to_state=decision.state,
        label=decision.proposal.reference,
        outcome=decision.outcome,
        amount=decision.amount,
    )


def _now(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("round__call").get(pk=meeting.pk)


@transaction.atomic
def _prepare_closing(meeting: Meeting, body: Body, by: User, at: datetime) -> None:
    """Look for conflicts again, let go what was withdrawn, and tell of items without quorum."""
    meeting, poll = lock_with_poll(meeting, body)
    members = [row.member for row in queries.attendance(poll)]
    find_recusals(meeting=meeting, body=body, members=members, at=at)
    if body == Body.COMMITTEE:
        gone = queries.items_of(poll).exclude(proposal__state=ProposalState.REVIEWED)
        for item in gone.select_related("proposal"):
            item.set_aside_at = at
            item.set_aside_reason = str(ProposalState(item.proposal.state).label)
            item.save(update_fields=["set_aside_at", "set_aside_reason"])
            record("item.set_aside", item, by=by, at=at, label=item.proposal.reference)
    if without_quorum(poll):
        tell_undecided(poll=poll, to=holders({ClusterRole.DIRECTOR, ClusterRole.OFFICER}), at=at)


def _refuse_without_quorum(poll: Poll, by: User, at: datetime) -> None:
    if lacking := without_quorum(poll):
        seen = set(queries.items_for(by, poll.meeting, at).values_list("pk", flat=True))
        names = listed(name for pk, name in lacking.items() if pk in seen)
        raise NoQuorum(quorum=poll.quorum, items=names or "…")


def _move(meeting: Meeting, state: str, by: User, at: datetime, verb: str, **data: Any) -> None:
    before, meeting.state = meeting.state, MeetingState(state)
    meeting.save(update_fields=["state", "decided_at", "ratified_at"])
    record(verb, meeting, by=by, at=at, from_state=before, to_state=state, **data)


def holders(roles: set[ClusterRole]) -> list[User]:
    """Return the people who hold any of these roles now."""
    people = User.objects.filter(is_active=True, grants__role__in=roles, grants__ended_at=None)
    return list(people.distinct())


def _tell(
    meeting: Meeting, key: str, roles: set[ClusterRole], at: datetime, act: int, **said: str
) -> None:
    queue(
        key,
        to=holders(roles),
        at=at,
        once=f"{key}/{meeting.pk}/{act}",
        url=address("meeting", meeting),
        meeting=meeting,
        **said,
    )


def _tell_of_board(
    meeting: Meeting, poll: Poll, decisions: list[Decision], reason: str, at: datetime
) -> None:
    running = {ClusterRole.OFFICER, ClusterRole.DIRECTOR}
    ratified = [d for d in decisions if d.state == DecisionState.RATIFIED]
    if ratified:
        _tell(meeting, "meeting.ratified", running | {ClusterRole.FINANCE}, at, poll.pk)
    if len(ratified) < len(decisions):
        told = running | {ClusterRole.COMMITTEE}
        _tell(meeting, "meeting.sent_back", told, at, poll.pk, reason=reason)
