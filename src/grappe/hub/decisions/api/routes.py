"""Meetings, votes and decisions for programs: the same services, the same refusals."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Path, Router

from grappe.hub.calls.models import Round
from grappe.hub.decisions import documents, policies, queries, services
from grappe.hub.decisions.api.schemas import (
    CloseBoardIn,
    CountOut,
    DecisionOut,
    FeedbackIn,
    ItemIn,
    ItemOut,
    LineIn,
    MeetingOut,
    MinutesIn,
    OpenIn,
    PresentIn,
    RankedOut,
    ReasonIn,
    SupersedeIn,
    VoteOut,
    VotesIn,
)
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.models import Decision, Item, Meeting, Vote
from grappe.hub.people.models import User
from grappe.kit.access import Rule, require
from grappe.kit.api import CursorPage, Limit, cursor_page

router = Router(tags=["decisions"])

RoundId = Annotated[int, Path(ge=1, le=2**53, description="The round of the meeting.")]
DecisionId = Annotated[int, Path(ge=1, le=2**53)]
Reference = Annotated[str, Path(max_length=20, description="P-2026-00042")]


def _me(request: HttpRequest) -> User:
    return cast(User, getattr(request, "auth", None) or request.user)


def _meeting(request: HttpRequest, round_id: int, rule: Rule = policies.may_read) -> Meeting:
    meeting: Meeting = get_object_or_404(queries.visible_to(_me(request)), round=round_id)
    require(rule, _me(request), meeting)
    return meeting


def _item(request: HttpRequest, round_id: int, reference: str, rule: Rule) -> Item:
    meeting = _meeting(request, round_id)
    mine = queries.items_for(_me(request), meeting, now()).select_related(
        "proposal", "meeting__round__call", "changed_by"
    )
    item: Item = get_object_or_404(mine, proposal__reference=reference)
    require(rule, _me(request), meeting)
    return item


@router.get("/meetings", response=CursorPage[MeetingOut])
def list_meetings(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the meetings that this person may know of."""
    require(policies.may_list, _me(request))
    page = cursor_page(queries.visible_to(_me(request)), cursor, limit)
    return {**page, "items": [MeetingOut.of(meeting) for meeting in page["items"]]}


@router.post("/meetings/{round_id}", response={201: MeetingOut})
def create_meeting(request: HttpRequest, round_id: RoundId) -> tuple[int, dict[str, Any]]:
    """Prepare the meeting of a round and call the committee."""
    require(policies.may_create, _me(request))
    round = get_object_or_404(Round, pk=round_id)
    meeting = services.create_meeting(round=round, by=_me(request), at=now())
    return 201, MeetingOut.of(meeting)


@router.get("/meetings/{round_id}", response=RankedOut)
def ranked_list(request: HttpRequest, round_id: RoundId) -> dict[str, Any]:
    """Give the ranked list, the draft selection and its balance."""
    meeting = _meeting(request, round_id)
    mine = queries.items_for(_me(request), meeting, now())
    rows = queries.ranked(mine, meeting.round.envelope, _me(request))
    return {"meeting": MeetingOut.of(meeting), "items": rows, "balance": queries.balance(rows)}


@router.post("/meetings/{round_id}/refresh", response=CountOut)
def take_in(request: HttpRequest, round_id: RoundId) -> dict[str, int]:
    """Take in what was reviewed since."""
    meeting = _meeting(request, round_id, policies.may_prepare)
    return {"count": services.take_in(meeting=meeting, by=_me(request), at=now())}


@router.post("/meetings/{round_id}/suggest", response=MeetingOut)
def suggest(request: HttpRequest, round_id: RoundId, line: LineIn) -> dict[str, Any]:
    """Draft by score: fund from the line up until the envelope is used."""
    meeting = _meeting(request, round_id, policies.may_prepare)
    services.suggest_by_score(meeting=meeting, line=line.line, by=_me(request), at=now())
    return MeetingOut.of(meeting)


@router.patch("/meetings/{round_id}/items/{reference}", response=ItemOut)
def edit_item(
    request: HttpRequest, round_id: RoundId, reference: Reference, change: ItemIn
) -> Item:
    """Set what is proposed for one item."""
    item = _item(request, round_id, reference, policies.may_prepare)
    return services.edit_item(
        item=item, by=_me(request), at=now(), **change.model_dump(exclude_none=True)
    )


@router.post("/meetings/{round_id}/items/{reference}/set-aside", response=ItemOut)
def set_aside(request: HttpRequest, round_id: RoundId, reference: Reference, why: ReasonIn) -> Item:
    """Leave an item for a later meeting."""
    item = _item(request, round_id, reference, policies.may_set_aside)
    return services.set_aside(item=item, reason=why.reason, by=_me(request), at=now())


@router.post("/meetings/{round_id}/items/{reference}/bring-back", response=ItemOut)
def bring_back(request: HttpRequest, round_id: RoundId, reference: Reference) -> Item:
    """Put an item before the meeting again."""
    item = _item(request, round_id, reference, policies.may_prepare)
    return services.bring_back(item=item, by=_me(request), at=now())


@router.put("/meetings/{round_id}/items/{reference}/feedback", response=ItemOut)
def write_feedback(
    request: HttpRequest, round_id: RoundId, reference: Reference, feedback: FeedbackIn
) -> Item:
    """Write what the applicant will read."""
    item = _item(request, round_id, reference, policies.may_write_feedback)
    return services.write_feedback(item=item, by=_me(request), at=now(), **feedback.model_dump())


@router.post("/meetings/{round_id}/items/{reference}/recuse", response={204: None})
def recuse(
    request: HttpRequest, round_id: RoundId, reference: Reference, why: ReasonIn
) -> tuple[int, None]:
    """Take oneself out of an item, for good."""
    item = _item(request, round_id, reference, policies.may_recuse)
    services.recuse(item=item, reason=why.reason, by=_me(request), at=now())
    return 204, None


@router.post("/meetings/{round_id}/committee/open", response=MeetingOut)
def open_committee(request: HttpRequest, round_id: RoundId, vote: OpenIn) -> dict[str, Any]:
    """Open the committee's vote."""
    meeting = _meeting(request, round_id, policies.may_open_vote)
    services.open_committee_vote(meeting=meeting, by=_me(request), at=now(), vote_by=vote.vote_by)
    return MeetingOut.of(_meeting(request, round_id))


@router.post("/meetings/{round_id}/committee/close", response=list[DecisionOut])
def close_committee(request: HttpRequest, round_id: RoundId) -> list[Decision]:
    """Close the committee's vote; the answer holds what this person may see of its decisions."""
    meeting = _meeting(request, round_id, policies.may_close_vote)
    taken = services.close_committee_vote(meeting=meeting, by=_me(request), at=now())
    return _seen(request, meeting, taken)


@router.post("/meetings/{round_id}/board/open", response=MeetingOut)
def open_board(request: HttpRequest, round_id: RoundId, vote: OpenIn) -> dict[str, Any]:
    """Open the board's vote."""
    meeting = _meeting(request, round_id, policies.may_open_board)
    services.open_board_vote(meeting=meeting, by=_me(request), at=now(), vote_by=vote.vote_by)
    return MeetingOut.of(_meeting(request, round_id))


@router.post("/meetings/{round_id}/board/close", response=list[DecisionOut])
def close_board(request: HttpRequest, round_id: RoundId, why: CloseBoardIn) -> list[Decision]:
    """Close the board's vote: ratify what is carried, send back the rest."""
    meeting = _meeting(request, round_id, policies.may_close_board)
    closed = services.close_board_vote(
        meeting=meeting, by=_me(request), at=now(), reason=why.reason
    )
    return _seen(request, meeting, closed)


def _seen(request: HttpRequest, meeting: Meeting, rows: list[Decision]) -> list[Decision]:
    mine = queries.items_for(_me(request), meeting, now())
    seen = set(mine.values_list("pk", flat=True))
    return [row for row in rows if row.item_id in seen]


@router.post("/meetings/{round_id}/{body}/votes", response=list[VoteOut])
def cast_votes(request: HttpRequest, round_id: RoundId, body: Body, votes: VotesIn) -> list[Vote]:
    """Cast votes: each may be changed until the vote closes."""
    rule = policies.may_vote if body == Body.COMMITTEE else policies.may_vote_on_board
    meeting = _meeting(request, round_id, rule)
    if votes.every:
        return services.cast_on_all(
            meeting=meeting, body=body, ballot=votes.every, by=_me(request), at=now()
        )
    ballots = {vote.reference: (str(vote.ballot), vote.reason) for vote in votes.ballots}
    return services.cast_votes(
        meeting=meeting, body=body, ballots=ballots, by=_me(request), at=now()
    )


@router.post("/meetings/{round_id}/{body}/present", response={204: None})
def present(
    request: HttpRequest, round_id: RoundId, body: Body, who: PresentIn
) -> tuple[int, None]:
    """Note that a member is present."""
    own = policies.may_vote if body == Body.COMMITTEE else policies.may_vote_on_board
    meeting = _meeting(request, round_id, policies.may_mark_present if who.member else own)
    member = get_object_or_404(User, pk=who.member) if who.member else _me(request)
    services.attend(meeting=meeting, body=body, member=member, by=_me(request), at=now())
    return 204, None


@router.put("/meetings/{round_id}/minutes", response=MeetingOut)
def write_minutes(request: HttpRequest, round_id: RoundId, notes: MinutesIn) -> dict[str, Any]:
    """Keep the notes of the meeting."""
    meeting = _meeting(request, round_id, policies.may_write_minutes)
    services.write_minutes(meeting=meeting, minutes=notes.minutes, by=_me(request), at=now())
    return MeetingOut.of(meeting)


@router.post("/meetings/{round_id}/letters/prepare", response=CountOut)
def prepare_letters(request: HttpRequest, round_id: RoundId) -> dict[str, int]:
    """Set the letters; again as often as needed before their release."""
    meeting, at = _meeting(request, round_id, policies.may_prepare_letters), now()
    rendered = documents.render_letters(meeting, at)
    return {
        "count": services.prepare_letters(
            meeting=meeting, rendered=rendered, by=_me(request), at=at
        )
    }


@router.post("/meetings/{round_id}/letters/release", response=CountOut)
def release_letters(request: HttpRequest, round_id: RoundId) -> dict[str, int]:
    """Let every applicant read the decision, all at once."""
    meeting = _meeting(request, round_id, policies.may_release_letters)
    return {"count": services.release_letters(meeting=meeting, by=_me(request), at=now())}


@router.get("/decisions", response=CursorPage[DecisionOut])
def list_decisions(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the decisions that this person may read."""
    return cursor_page(queries.decisions_visible_to(_me(request), now()), cursor, limit)


def _decision(request: HttpRequest, decision_id: int) -> Decision:
    seen = queries.decisions_visible_to(_me(request), now())
    decision: Decision = get_object_or_404(seen, pk=decision_id)
    require(policies.may_read_decision, _me(request), decision)
    return decision


@router.get("/decisions/{decision_id}", response=DecisionOut)
def read_decision(request: HttpRequest, decision_id: DecisionId) -> Decision:
    """Give one decision."""
    return _decision(request, decision_id)


@router.get("/decisions/{decision_id}/letter.pdf", include_in_schema=False)
def read_letter(request: HttpRequest, decision_id: DecisionId) -> FileResponse:
    """Give a decision's letter."""
    decision = _decision(request, decision_id)
    letter = get_object_or_404(queries.letters_of(decision.item.meeting), decision=decision)
    return FileResponse(letter.file.open("rb"), content_type="application/pdf")


@router.post("/decisions/{decision_id}/supersede", response=DecisionOut)
def supersede(request: HttpRequest, decision_id: DecisionId, again: SupersedeIn) -> Decision:
    """End a ratified decision with a reason; its proposal goes before a later round."""
    decision = _decision(request, decision_id)
    require(policies.may_supersede, _me(request), decision)
    to_round = get_object_or_404(Round, pk=again.to_round)
    return services.supersede(
        decision=decision, to_round=to_round, reason=again.reason, by=_me(request), at=now()
    )
