"""One review: answered, written, sent, revised, reminded of, taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Status

from grappe.hub.reviews import policies, queries, services
from grappe.hub.reviews.api.common import again, asked, marks_of, me, own, router, with_all
from grappe.hub.reviews.api.schemas import (
    AcceptIn,
    DeclineIn,
    DraftIn,
    DueIn,
    ReasonIn,
    ReplaceIn,
    ReviewId,
    ReviewOut,
    ReviseIn,
    WrittenOut,
)
from grappe.hub.reviews.enums import AssignmentState


@router.get("/{review_id}", response=WrittenOut)
def read_review(request: HttpRequest, review_id: ReviewId) -> dict[str, Any]:
    """Give one's own review, or another's once one's own is sent."""
    seen = queries.assignments_visible_to(me(request), now())
    row = get_object_or_404(with_all(seen), pk=review_id)
    if row.reviewer.user_id == me(request).pk:
        return WrittenOut.of(row)
    private = queries.reads_private(me(request), row.proposal, now())
    found = WrittenOut.of(row, private=private)
    if row.state != AssignmentState.SUBMITTED:  # a draft is its reviewer's own
        found |= {"marks": [], "comment": "", "comment_private": "", "score": None}
    return found


@router.post("/{review_id}/accept", response=ReviewOut)
def accept(request: HttpRequest, review_id: ReviewId, given: AcceptIn) -> dict[str, Any]:
    """Take on a review."""
    row = own(request, review_id, policies.may_answer)
    if given.agree:
        services.accept_agreement(reviewer=row.reviewer, by=me(request), at=now())
    services.accept_invitation(assignment=row, by=me(request), at=now())
    return ReviewOut.of(again(row))


@router.post("/{review_id}/decline", response={204: None})
def decline(request: HttpRequest, review_id: ReviewId, why: DeclineIn) -> Status[None]:
    """Decline, or step back; a conflict shuts the proposal at once."""
    row = own(request, review_id, policies.may_step_back)
    services.decline_invitation(
        assignment=row, reason=why.reason, note=why.note, by=me(request), at=now()
    )
    return Status(204, None)


@router.put("/{review_id}/draft", response=WrittenOut)
def save_draft(request: HttpRequest, review_id: ReviewId, draft: DraftIn) -> dict[str, Any]:
    """Keep a review as far as it is written."""
    row = own(request, review_id, policies.may_write)
    saved = services.save_draft(
        assignment=row,
        marks=marks_of(draft),
        comment=draft.comment,
        comment_private=draft.comment_private,
        revision=draft.revision,
        by=me(request),
        at=now(),
    )
    return WrittenOut.of(again(saved))


@router.post("/{review_id}/send", response=WrittenOut)
def send(request: HttpRequest, review_id: ReviewId) -> dict[str, Any]:
    """Send the review as it is kept. Sending it twice answers 409 kit.wrong_state."""
    row = own(request, review_id, policies.may_write)
    return WrittenOut.of(again(services.send_review(assignment=row, by=me(request), at=now())))


@router.post("/{review_id}/revise", response=WrittenOut)
def revise(request: HttpRequest, review_id: ReviewId, draft: ReviseIn) -> dict[str, Any]:
    """Change a sent review, with a reason."""
    row = own(request, review_id, policies.may_revise)
    revised = services.revise_review(
        assignment=row,
        marks=marks_of(draft),
        comment=draft.comment,
        comment_private=draft.comment_private,
        reason=draft.reason,
        revision=draft.revision,
        by=me(request),
        at=now(),
    )
    return WrittenOut.of(again(revised))


@router.post("/{review_id}/remind", response=ReviewOut)
def remind(request: HttpRequest, review_id: ReviewId) -> dict[str, Any]:
    """Remind a reviewer."""
    row = asked(request, review_id, policies.may_remind)
    return ReviewOut.of(again(services.remind(assignment=row, by=me(request), at=now())))


@router.post("/{review_id}/lead", response=ReviewOut)
def lead(request: HttpRequest, review_id: ReviewId) -> dict[str, Any]:
    """Let a reviewer write the consensus."""
    row = asked(request, review_id, policies.may_remind)
    return ReviewOut.of(again(services.name_lead(assignment=row, by=me(request), at=now())))


@router.post("/{review_id}/due", response=ReviewOut)
def change_due(request: HttpRequest, review_id: ReviewId, given: DueIn) -> dict[str, Any]:
    """Change the due date."""
    row = asked(request, review_id, policies.may_remind)
    changed = services.change_due(assignment=row, due_at=given.due_at, by=me(request), at=now())
    return ReviewOut.of(again(changed))


@router.post("/{review_id}/cancel", response=ReviewOut)
def cancel(request: HttpRequest, review_id: ReviewId, why: ReasonIn) -> dict[str, Any]:
    """Take a review back."""
    row = asked(request, review_id, policies.may_cancel)
    cancelled = services.cancel_assignment(
        assignment=row, reason=why.reason, by=me(request), at=now()
    )
    return ReviewOut.of(again(cancelled))


@router.post("/{review_id}/replace", response={201: ReviewOut})
def replace(request: HttpRequest, review_id: ReviewId, given: ReplaceIn) -> Status[dict[str, Any]]:
    """Take a review back and ask somebody else."""
    row = asked(request, review_id, policies.may_cancel)
    reviewer = get_object_or_404(queries.pool(me(request), now()), pk=given.reviewer)
    made = services.replace_reviewer(
        assignment=row, reviewer=reviewer, reason=given.reason, by=me(request), at=now()
    )
    return Status(201, ReviewOut.of(again(made)))
