"""Preparing a meeting: its items, the draft selection, the score line."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from grappe.hub.audit.services import record
from grappe.hub.calls.models import Round
from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import EDITABLE, DecisionOutcome, MeetingState
from grappe.hub.decisions.errors import (
    AboveAsked,
    AboveEnvelope,
    AboveEnvelopeUnseen,
    AmountMissing,
    LettersReleased,
    MeetingExists,
    NothingToDecide,
    OverruleNeedsReason,
    SelectionFrozen,
)
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.decisions.services.common import address, day, locked, reason_of, text_of
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.kit.errors import Stale
from grappe.kit.money import format_money

FUND, DECLINE, RESERVE = DecisionOutcome.FUND, DecisionOutcome.DECLINE, DecisionOutcome.RESERVE
TEXTS = ("conditions_en", "conditions_fr", "feedback_en", "feedback_fr")


@transaction.atomic
def create_meeting(*, round: Round, by: User, at: datetime) -> Meeting:
    """Open the meeting of a round with its reviewed proposals, and call the committee."""
    round = Round.objects.select_for_update().select_related("call").get(pk=round.pk)
    if Meeting.objects.filter(round=round).exists():
        raise MeetingExists(round=str(round))
    if not ready_proposals(round).exists():
        raise NothingToDecide(round=str(round))
    meeting = Meeting.objects.create(round=round, created_by=by, created_at=at)
    taken = refresh_items(meeting)
    record("meeting.created", meeting, by=by, at=at, to_state=meeting.state, items=taken)
    queue(
        "meeting.called",
        to=queries.members_of("committee"),
        at=at,
        once=f"meeting.called/{meeting.pk}",
        url=address("meeting", meeting),
        meeting=meeting,
        day=round.meets_on,
    )
    return meeting


@transaction.atomic
def take_in(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Take in what was reviewed since, and let go what was withdrawn; return how many came in."""
    meeting = _editable(meeting)
    taken = refresh_items(meeting)
    record("meeting.items_refreshed", meeting, by=by, at=at, items=taken)
    return taken


def ready_proposals(round: Round) -> QuerySet[Proposal]:
    """Return the round's reviewed proposals that no decision stands on."""
    return Proposal.objects.filter(round=round, state=ProposalState.REVIEWED).exclude(
        decisions__state__in=["taken", "ratified"]
    )


def refresh_items(meeting: Meeting) -> int:
    """Make the items be the round's reviewed proposals; what was touched by a vote is kept."""
    ready = ready_proposals(meeting.round)
    gone = meeting.items.exclude(proposal__in=ready.values("pk"))
    gone.filter(seats=None, recusals=None, decisions=None).delete()
    new = ready.exclude(items__meeting=meeting)
    return len(Item.objects.bulk_create([Item(meeting=meeting, proposal=one) for one in new]))


@transaction.atomic
def edit_item(
    *,
    item: Item,
    outcome: str,
    amount: Decimal,
    by: User,
    at: datetime,
    reason: str = "",
    revision: int | None = None,
    **texts: str,
) -> Item:
    """Set what is proposed for one item.

    Raises AboveAsked, AboveEnvelope, AmountMissing, OverruleNeedsReason or Stale; changes nothing
    then.
    """
    meeting = _editable(item.meeting)
    item = _fresh(item, revision)
    outcome = DecisionOutcome(outcome)
    amount = amount if outcome == FUND else Decimal(0)
    _check_amount(item, outcome, amount)
    _check_envelope(meeting, item, amount, by, at)
    before = {"outcome": item.outcome, "amount": item.amount}
    item.outcome, item.amount = outcome, amount
    item.overrule_reason = _overrule(item, reason)
    for name in TEXTS:
        if name in texts:
            setattr(item, name, text_of(texts[name]))
    _save(item, by, at, "outcome", "amount", "overrule_reason", *TEXTS)
    record(
        "item.changed",
        item,
        by=by,
        at=at,
        label=item.proposal.reference,
        before=before,
        after={"outcome": outcome, "amount": amount},
        suggested=item.suggested,
        reason=item.overrule_reason,
    )
    return item


def _fresh(item: Item, revision: int | None) -> Item:
    now = Item.objects.select_related("proposal", "changed_by").get(pk=item.pk)
    if revision is not None and now.revision != revision:
        raise Stale(who=str(now.changed_by or "—"), at=day(now.changed_at))
    return now


def _save(item: Item, by: User, at: datetime, *fields: str) -> None:
    item.changed_by, item.changed_at, item.revision = by, at, item.revision + 1
    item.save(update_fields=[*fields, "changed_by", "changed_at", "revision"])


def _check_amount(item: Item, outcome: str, amount: Decimal) -> None:
    asked = item.proposal.asked
    if outcome == FUND and amount <= 0:
        raise AmountMissing(asked=format_money(asked))
    if amount > asked:
        raise AboveAsked(amount=format_money(amount), asked=format_money(asked))


def _check_envelope(meeting: Meeting, item: Item, amount: Decimal, by: User, at: datetime) -> None:
    if not amount:
        return
    others = spent(meeting, besides=item.pk)
    envelope = meeting.round.envelope
    if others + amount <= envelope:
        return
    said = {"amount": format_money(amount), "reference": item.proposal.reference}
    hidden = meeting.items.exclude(pk__in=queries.items_for(by, meeting, at).values("pk")).exists()
    if hidden:  # the total would betray what this person may not see
        raise AboveEnvelopeUnseen(**said)
    raise AboveEnvelope(
        **said,
        total=format_money(others + amount),
        envelope=format_money(envelope),
        left=format_money(max(envelope - others, Decimal(0))),
    )


def spent(meeting: Meeting, *, besides: int | None = None) -> Decimal:
    """Return what the draft selection costs, with or without one item."""
    items = meeting.items.filter(outcome=FUND, set_aside_at=None)
    if besides:
        items = items.exclude(pk=besides)
    total: Decimal | None = items.aggregate(total=Sum("amount"))["total"]
    return total or Decimal(0)


def _overrule(item: Item, reason: str) -> str:
    if not item.suggested:
        return text_of(reason, 500)
    if (item.suggested, item.suggested_amount) == (item.outcome, item.amount):
        return ""
    if not (text := text_of(reason, 500)):
        raise OverruleNeedsReason(
            suggested=DecisionOutcome(item.suggested).label, reference=item.proposal.reference
        )
    return text


@transaction.atomic
def suggest_by_score(*, meeting: Meeting, line: Decimal, by: User, at: datetime) -> Meeting:
    """Draft by score: fund in order of rank from the line up until the envelope is used.

    The first proposal that no longer fits and those after it go on the reserve list, as do those
    without a score; those below the line are declined. Every item may then be changed, with a
    reason. Items that this person may not see keep their draft, and their money counts as used.
    """
    meeting = _editable(meeting)
    mine = queries.items_for(by, meeting, at).filter(set_aside_at=None)
    unseen = meeting.items.filter(outcome=FUND, set_aside_at=None).exclude(pk__in=mine.values("pk"))
    used: Decimal = unseen.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    left = meeting.round.envelope - used
    rows = {row.item: row for row in queries.ranked(mine, left)}
    items = Item.objects.in_bulk(rows)
    full = False
    for row in rows.values():
        fits = not full and Decimal(0) < row.asked <= left
        outcome = DECLINE if row.score is not None and row.score < line else RESERVE
        if row.score is not None and row.score >= line:
            full = full or not fits
            outcome = FUND if fits else RESERVE
        amount = row.asked if outcome == FUND else Decimal(0)
        left -= amount
        _suggest(items[row.item], outcome, amount, by, at)
    Item.objects.bulk_update(items.values(), [*SUGGESTED, "changed_by", "changed_at", "revision"])
    meeting.line = line
    meeting.save(update_fields=["line"])
    record("meeting.suggested", meeting, by=by, at=at, line=line, items=len(items))
    return meeting


SUGGESTED = ("outcome", "amount", "suggested", "suggested_amount", "overrule_reason")


def _suggest(item: Item, outcome: str, amount: Decimal, by: User, at: datetime) -> None:
    item.outcome = item.suggested = outcome
    item.amount = item.suggested_amount = amount
    item.overrule_reason = ""
    item.changed_by, item.changed_at, item.revision = by, at, item.revision + 1


@transaction.atomic
def set_aside(*, item: Item, reason: str, by: User, at: datetime) -> Item:
    """Leave an item for a later meeting: nothing is decided on it, its money is free again."""
    meeting = locked(item.meeting)
    if meeting.state not in EDITABLE | {MeetingState.VOTING}:
        raise SelectionFrozen(meeting=str(meeting), state=MeetingState(meeting.state).label)
    reason = reason_of(reason)
    item = _fresh(item, None)
    item.set_aside_at, item.set_aside_reason = at, reason
    _save(item, by, at, "set_aside_at", "set_aside_reason")
    record("item.set_aside", item, by=by, at=at, label=item.proposal.reference, reason=reason)
    return item


@transaction.atomic
def bring_back(*, item: Item, by: User, at: datetime) -> Item:
    """Put an item that was set aside before the meeting again, if its money still fits."""
    meeting = _editable(item.meeting)
    item = _fresh(item, None)
    _check_envelope(meeting, item, item.amount, by, at)
    item.set_aside_at, item.set_aside_reason = None, ""
    _save(item, by, at, "set_aside_at", "set_aside_reason")
    record("item.brought_back", item, by=by, at=at, label=item.proposal.reference)
    return item


@transaction.atomic
def write_feedback(
    *, item: Item, feedback_en: str, feedback_fr: str, by: User, at: datetime
) -> Item:
    """Write what an applicant will read beside the decision, until the letters are released."""
    meeting = locked(item.meeting)
    if meeting.letters_released_at:
        raise LettersReleased(meeting=str(meeting), day=day(meeting.letters_released_at))
    item = _fresh(item, None)
    item.feedback_en, item.feedback_fr = text_of(feedback_en), text_of(feedback_fr)
    _save(item, by, at, "feedback_en", "feedback_fr")
    record("item.feedback_written", item, by=by, at=at, label=item.proposal.reference)
    return item


@transaction.atomic
def write_minutes(*, meeting: Meeting, minutes: str, by: User, at: datetime) -> Meeting:
    """Keep the notes of the meeting, until its letters are released."""
    meeting = locked(meeting)
    if meeting.letters_released_at:
        raise LettersReleased(meeting=str(meeting), day=day(meeting.letters_released_at))
    meeting.minutes = text_of(minutes, 50_000)
    meeting.save(update_fields=["minutes"])
    record("meeting.minutes_written", meeting, by=by, at=at, characters=len(meeting.minutes))
    return meeting


def _editable(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    if meeting.state not in EDITABLE:
        raise SelectionFrozen(meeting=str(meeting), state=MeetingState(meeting.state).label)
    return meeting
