"""Recusals: found by the rules of conflict, or declared by the member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.decisions.enums import EDITABLE, Body, MeetingState
from grappe.hub.decisions.errors import NotAMember, SelectionFrozen
from grappe.hub.decisions.models import Item, Meeting, Recusal
from grappe.hub.decisions.queries import items_of, members_of, open_poll
from grappe.hub.decisions.services.common import body_label, locked, reason_of
from grappe.hub.people.models import User
from grappe.hub.proposals.conflicts import conflicts_among
from grappe.hub.proposals.enums import ConflictRule
from grappe.hub.proposals.models import ConflictDeclaration

RECUSABLE = EDITABLE | {MeetingState.VOTING, MeetingState.DECIDED}


@transaction.atomic
def find_recusals(
    *, meeting: Meeting, body: str, members: Iterable[User], at: datetime
) -> list[Recusal]:
    """Record a recusal for every conflict that these members have now and had not before."""
    poll = open_poll(meeting)
    items = items_of(poll) if poll else meeting.items.filter(set_aside_at=None)
    by_proposal = {item.proposal_id: item for item in items.select_related("proposal")}
    people = {member.pk: member for member in members}
    found = conflicts_among(people.values(), [item.proposal for item in by_proposal.values()], at)
    known = set(
        Recusal.objects.filter(item__meeting=meeting, member__in=people).values_list(
            "item", "member"
        )
    )
    new = [
        Recusal(
            item=by_proposal[proposal],
            member=people[member],
            body=body,
            rule=conflicts[0].rule,
            reason=conflicts[0].evidence[:500],
            at=at,
        )
        for (member, proposal), conflicts in found.items()
        if conflicts and (by_proposal[proposal].pk, member) not in known
    ]
    Recusal.objects.bulk_create(new, ignore_conflicts=True)
    for recusal in new:
        _trace(recusal, by=None, at=at)
    return new


@transaction.atomic
def recuse(*, item: Item, by: User, at: datetime, reason: str) -> Recusal:
    """Take a member out of one item by their own declaration, for good and everywhere.

    The declaration counts as a conflict of interest: the proposal is hidden from the member in all
    the product. Votes that they gave on it no longer count.
    """
    meeting = locked(item.meeting)
    if meeting.state not in RECUSABLE:
        raise SelectionFrozen(meeting=str(meeting), state=MeetingState(meeting.state).label)
    reason = reason_of(reason)
    body = _body_of(by, meeting)
    ConflictDeclaration.objects.get_or_create(
        user=by,
        proposal_id=item.proposal_id,
        ended_at=None,
        defaults={"reason": reason, "declared_by": by, "declared_at": at},
    )
    recusal, made = Recusal.objects.get_or_create(
        item=item,
        member=by,
        defaults={"body": body, "rule": ConflictRule.DECLARED, "reason": reason, "at": at},
    )
    if made:
        _trace(recusal, by=by, at=at)
    return recusal


def _trace(recusal: Recusal, *, by: User | None, at: datetime) -> None:
    record(
        "recusal.declared" if by else "recusal.found",
        recusal,
        by=by,
        at=at,
        label=recusal.item.proposal.reference,
        member=recusal.member_id,
        body=recusal.body,
        rule=recusal.rule,
    )


def _body_of(member: User, meeting: Meeting) -> Body:
    bodies = [body for body in Body if members_of(body).filter(pk=member.pk).exists()]
    if not bodies:
        raise NotAMember(body=body_label(Body.COMMITTEE))
    on_board = meeting.state == MeetingState.DECIDED
    return Body.BOARD if on_board and Body.BOARD in bodies else bodies[0]
