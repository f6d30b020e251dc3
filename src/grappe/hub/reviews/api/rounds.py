"""One's own list and profile; for officers, rounds, the pool and who may be asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Status

from grappe.hub.calls.models import Round
from grappe.hub.people.models import Organisation
from grappe.hub.proposals.conflicts import conflicts_before_inviting
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import policies, queries, services
from grappe.hub.reviews.api.common import me, router, with_all
from grappe.hub.reviews.api.schemas import (
    CalibrationOut,
    CheckedOut,
    CheckIn,
    PoolOut,
    ProfileIO,
    ReviewOut,
    RoundId,
    SetIn,
    StandingOut,
    WorkIn,
)
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.models import Reviewer
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page


@router.get("/", response=CursorPage[ReviewOut])
def list_mine(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List one's own reviews, what is due first."""
    require(policies.may_list_mine, me(request))
    mine = queries.my_assignments(me(request), now()).exclude(state=AssignmentState.CANCELLED)
    page = cursor_page(with_all(mine), cursor, limit, order=["due_at"])
    return {**page, "items": [ReviewOut.of(row) for row in page["items"]]}


@router.get("/rounds/{round_id}/ranked", response=CursorPage[StandingOut])
def ranked(
    request: HttpRequest, round_id: RoundId, cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """Give a round's proposals as this person may see them, newest first, with their standing."""
    require(policies.may_rank, me(request))
    found = get_object_or_404(Round, pk=round_id)
    rows = queries.ranked_for(me(request), found, now())
    page = cursor_page(rows, cursor, limit)
    items = [
        StandingOut.of(row, sealed=bool(getattr(row, "sealed", True))) for row in page["items"]
    ]
    return {**page, "items": items}


@router.post("/rounds/{round_id}/assignments", response={201: list[ReviewOut]})
def assign_set(
    request: HttpRequest, round_id: RoundId, wanted: SetIn
) -> Status[list[dict[str, Any]]]:
    """Invite a whole set of reviewers, or refuse it whole."""
    by, at = me(request), now()
    require(policies.may_see_board, by)
    round_ = get_object_or_404(Round, pk=round_id)
    names = {one.proposal for one in wanted.pairs}
    seen = queries.reviewed_before(by, at).filter(reference__in=names).select_related("round")
    proposals = {one.reference: one for one in seen}
    pool = {one.pk: one for one in queries.pool(by, at)}
    pairs, reasons = [], {}
    for one in wanted.pairs:
        proposal = proposals.get(one.proposal) or get_object_or_404(Proposal.objects.none())
        reviewer = pool.get(one.reviewer) or get_object_or_404(Reviewer.objects.none())
        require(policies.may_assign, by, proposal)
        pairs.append((proposal, reviewer))
        reasons[proposal.pk, reviewer.pk] = one.reason
    made = services.apply_assignment(
        round=round_, pairs=pairs, by=by, at=at, reasons=reasons, due_at=wanted.due_at
    )
    return Status(201, [ReviewOut.of(row) for row in made])


@router.get("/pool", response=CursorPage[PoolOut])
def pool(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the expert reviewers with load and lateness, as far as this person may know."""
    require(policies.may_see_pool, me(request))
    return cursor_page(queries.pool(me(request), now()), cursor, limit)


@router.get("/calibration", response=list[CalibrationOut])
def calibration(request: HttpRequest) -> list[Any]:
    """Say how reviewers score beside one another."""
    require(policies.may_see_pool, me(request))
    return list(queries.calibration(me(request), now()).values())


@router.post("/check", response=list[CheckedOut])
def check(request: HttpRequest, person: CheckIn) -> list[dict[str, Any]]:
    """Say with which proposals under review somebody not yet invited would be in conflict."""
    require(policies.may_check_person, me(request))
    at = now()
    proposals = list(
        queries.seen_by_cluster(me(request), at).filter(state__in=("submitted", "in_review"))
    )
    found = conflicts_before_inviting(
        email=person.email,
        organisations=Organisation.objects.filter(pk__in=person.organisations),
        proposals=proposals,
        at=at,
    )
    return [
        {"proposal": one.reference, "conflicts": found[one.pk]}
        for one in proposals
        if one.pk in found
    ]


@router.put("/profile", response=ProfileIO)
def save_profile(request: HttpRequest, profile: ProfileIO) -> ProfileIO:
    """Store one's own profile."""
    user = me(request)
    require(policies.may_have_profile, user)
    mine = services.open_profile(user=user, by=user, at=now())
    given = profile.model_dump()
    services.save_profile(reviewer=mine, by=user, at=now(), **given)
    return profile


@router.post("/profile/agreement", response={204: None})
def agree(request: HttpRequest) -> Status[None]:
    """Accept the reviewer's agreement."""
    user = me(request)
    require(policies.may_have_profile, user)
    mine = services.open_profile(user=user, by=user, at=now())
    services.accept_agreement(reviewer=mine, by=user, at=now())
    return Status(204, None)


@router.post("/profile/works", response={204: None})
def add_work(request: HttpRequest, work: WorkIn) -> Status[None]:
    """Add a work to one's own profile."""
    user = me(request)
    require(policies.may_have_profile, user)
    given = work.model_dump()
    pk = given.pop("organisation")
    organisation = get_object_or_404(Organisation, pk=pk, merged_into=None) if pk else None
    mine = services.open_profile(user=user, by=user, at=now())
    services.add_past_work(reviewer=mine, by=user, at=now(), organisation=organisation, **given)
    return Status(204, None)
