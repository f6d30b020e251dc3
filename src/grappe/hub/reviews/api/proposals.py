"""The reviews of one proposal: read, discuss, agree, start, close."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Status

from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import policies, queries, services
from grappe.hub.reviews.api.common import me, proposal, router
from grappe.hub.reviews.api.schemas import (
    CandidateOut,
    ConsensusIO,
    PostIO,
    PostOut,
    ReasonIn,
    Reference,
    WrittenOut,
)
from grappe.hub.reviews.enums import OWED
from grappe.hub.reviews.models import Consensus, DiscussionPost
from grappe.kit.access import require


@router.get("/proposals/{reference}", response=list[WrittenOut])
def read_reviews(request: HttpRequest, reference: Reference) -> list[dict[str, Any]]:
    """Give the sent reviews of a proposal; one's own comes first, then the others open."""
    found = proposal(request, reference, policies.may_read)
    private = queries.reads_private(me(request), found, now())
    return [
        WrittenOut.of(row, private=private or row.reviewer.user_id == me(request).pk)
        for row in queries.readable_reviews(me(request), found, now())
    ]


@router.get("/proposals/{reference}/candidates", response=list[CandidateOut])
def candidates(request: HttpRequest, reference: Reference) -> list[dict[str, Any]]:
    """Hold every reviewer of the pool against a proposal."""
    found = proposal(request, reference, policies.may_assign)
    return [
        {
            "reviewer": one.reviewer.pk,
            "name": str(one.reviewer),
            "fit": one.fit,
            "why": one.why,
            "reads_it": one.reads_it,
            "load": one.load,
            "may_be_asked": one.may_be_asked,
            "conflicts": one.conflicts,
        }
        for one in queries.candidates_for(me(request), found, now())
    ]


@router.get("/proposals/{reference}/discussion", response=list[PostOut])
def read_discussion(request: HttpRequest, reference: Reference) -> list[DiscussionPost]:
    """Give what was said about a proposal."""
    found = proposal(request, reference, policies.may_read)
    return list(found.discussion.select_related("author").order_by("at", "pk"))


@router.post("/proposals/{reference}/discussion", response={201: PostOut})
def say(request: HttpRequest, reference: Reference, post: PostIO) -> Status[DiscussionPost]:
    """Say something about a proposal."""
    found = proposal(request, reference, policies.may_discuss)
    said = services.post_to_discussion(proposal=found, body=post.body, by=me(request), at=now())
    return Status(201, said)


@router.put("/proposals/{reference}/consensus", response=ConsensusIO)
def write_consensus(
    request: HttpRequest, reference: Reference, consensus: ConsensusIO
) -> Consensus:
    """Write what stands for all reviews."""
    found = proposal(request, reference, policies.may_agree)
    return services.write_consensus(
        proposal=found, by=me(request), at=now(), **consensus.model_dump()
    )


@router.delete("/proposals/{reference}/consensus", response={204: None})
def withdraw_consensus(request: HttpRequest, reference: Reference) -> Status[None]:
    """Take the consensus back."""
    found = proposal(request, reference, policies.may_agree)
    services.withdraw_consensus(proposal=found, by=me(request), at=now())
    return Status(204, None)


@router.post("/proposals/{reference}/start", response={204: None})
def start(request: HttpRequest, reference: Reference) -> Status[None]:
    """Take a submitted proposal into review."""
    found = proposal(request, reference, policies.may_start)
    services.start_review(proposal=found, by=me(request), at=now())
    return Status(204, None)


@router.post("/proposals/{reference}/close", response={204: None})
def close(request: HttpRequest, reference: Reference) -> Status[None]:
    """Hand a reviewed proposal on to the committee."""
    found = proposal(request, reference, policies.may_close)
    services.close_review(proposal=found, by=me(request), at=now())
    return Status(204, None)


@router.post("/proposals/{reference}/conflict", response={204: None})
def declare(request: HttpRequest, reference: Reference, why: ReasonIn) -> Status[None]:
    """Declare one's own conflict: the proposal is shut at once."""
    user = me(request)
    owed = queries.my_assignments(user, now()).filter(state__in=OWED).values("proposal_id")
    seen = queries.reviewed_before(user, now()).values("pk")
    known = Proposal.objects.filter(pk__in=owed) | Proposal.objects.filter(pk__in=seen)
    found = get_object_or_404(known, reference=reference)
    require(policies.may_declare, user, found)
    services.declare_conflict(user=user, proposal=found, reason=why.reason, by=user, at=now())
    return Status(204, None)
