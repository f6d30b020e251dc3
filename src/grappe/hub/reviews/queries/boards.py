"""What officers look at: the pool of reviewers, a round's reviews, whom to ask, and calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean, pstdev
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from grappe.hub.calls.models import CallVersion, Round
from grappe.hub.proposals.conflicts import Conflict, conflicts_for
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.enums import ACTIVE, HANDED_IN, OWED, AssignmentState
from grappe.hub.reviews.models import Assignment, Reviewer
from grappe.hub.reviews.queries.matching import match
from grappe.hub.reviews.queries.ranking import sealed_for
from grappe.hub.reviews.queries.seeing import seen_by_cluster
from grappe.kit.access import ClusterRole


def pool(user: Any, at: datetime) -> QuerySet[Reviewer]:
    """Return the active reviewers with `load` and `overdue`, counted over what this person may see.

    A review of a proposal in conflict with the reader is not counted: a number would betray it.
    """
    seen = Q(assignments__proposal__in=seen_by_cluster(user, at).values("pk"))
    owed = Q(assignments__state__in=OWED) & seen
    return (
        Reviewer.objects.filter(
            active=True,
            user__is_active=True,
            user__grants__role=ClusterRole.REVIEWER,
            user__grants__ended_at=None,
        )
        .select_related("user")
        .prefetch_related("expertise")
        .annotate(
            load=Count("assignments", filter=owed, distinct=True),
            overdue=Count(
                "assignments", filter=owed & Q(assignments__due_at__lt=at), distinct=True
            ),
            sent=Count(
                "assignments",
                filter=Q(assignments__state=AssignmentState.SUBMITTED) & seen,
                distinct=True,
            ),
        )
        .order_by("user__full_name", "pk")
    )


def round_board(user: Any, round: Round, at: datetime) -> QuerySet[Proposal]:
    """Return a round's proposals with their standing and assignments, as this person may see them.

    Proposals that the person owes a review of are left out: they would show the others' states.
    """
    active = Assignment.objects.filter(state__in=ACTIVE).select_related("reviewer__user")
    return (
        seen_by_cluster(user, at)
        .filter(round=round, state__in=HANDED_IN)
        .exclude(sealed_for(user))
        .select_related("standing", "lead", "call")
        .prefetch_related(
            "version",  # prefetched, not joined: its definition is read once, not once a row
            Prefetch(
                "assignments", queryset=active.order_by("assigned_at", "pk"), to_attr="asked_of"
            ),
        )
        .order_by("reference", "pk")
    )


def rounds_overview(user: Any, at: datetime) -> QuerySet[Round]:
    """Return the rounds that hold proposals, with what their reviews still need, as seen by a person."""
    seen = seen_by_cluster(user, at).filter(state__in=HANDED_IN).exclude(sealed_for(user))
    inside = Q(proposals__in=seen.values("pk"))
    waiting = inside & Q(proposals__assignments__state__in=OWED)
    return (
        Round.objects.select_related("call")
        .annotate(
            held=Count("proposals", filter=inside, distinct=True),
            unassigned=Count(
                "proposals",
                filter=inside
                & Q(proposals__state__in=("submitted", "in_review"))
                & (Q(proposals__standing__isnull=True) | Q(proposals__standing__reviews_asked=0)),
                distinct=True,
            ),
            waiting=Count("proposals__assignments", filter=waiting, distinct=True),
            late=Count(
                "proposals__assignments",
                filter=waiting & Q(proposals__assignments__due_at__lt=at),
                distinct=True,
            ),
            disputed=Count(
                "proposals", filter=inside & Q(proposals__standing__disputed=True), distinct=True
            ),
        )
        .filter(held__gt=0)
        .order_by("-meets_on", "-pk")
    )


def disagreements(user: Any, round: Round, at: datetime) -> QuerySet[Proposal]:
    """Return the proposals of a round on which the reviewers disagree more than the call allows."""
    return round_board(user, round, at).filter(standing__disputed=True)


@dataclass(frozen=True)
class Candidate:
    """A reviewer held against a proposal: what speaks for them, and what stands against."""

    reviewer: Reviewer
    fit: int  # 0 to 100
    why: str  # in plain words
    reads_it: bool
    load: int
    room: bool
    conflicts: list[Conflict] = field(default_factory=list)
    assigned: str = ""  # the state of an assignment that stands

    @property
    def may_be_asked(self) -> bool:
        """Say whether nothing stands against asking them."""
        return self.room and not self.conflicts and self.assigned not in ACTIVE


def candidates_for(user: Any, proposal: Proposal, at: datetime) -> list[Candidate]:
    """Return every reviewer of the pool held against a proposal, the fittest first.

    Constant in queries; reviewers in conflict stand at the end, with the evidence.
    """
    reviewers = list(pool(user, at))
    conflicts = conflicts_for([one.user for one in reviewers], proposal, at)
    assigned = dict(
        Assignment.objects.filter(proposal=proposal).values_list("reviewer_id", "state")
    )
    true_load = loads(one.pk for one in reviewers)
    found = []
    for one in reviewers:
        fit, why = match(one, proposal)
        reads_it = one.reads_french if proposal.language == "fr" else one.reads_english
        found.append(
            Candidate(
                one,
                fit,
                why,
                reads_it,
                load=getattr(one, "load", 0),
                room=true_load.get(one.pk, 0) < one.load_most,
                conflicts=conflicts[one.user_id],
                assigned=assigned.get(one.pk, ""),
            )
        )
    return sorted(
        found,
        key=lambda c: (
            bool(c.conflicts),
            not c.reads_it,
            not c.room,
            -c.fit,
            c.load,
            str(c.reviewer),
        ),
    )


def loads(reviewers: Iterable[int]) -> dict[int, int]:
    """Return how many reviews each reviewer owes now."""
    rows = (
        Assignment.objects.filter(reviewer__in=list(reviewers), state__in=OWED)
        .order_by()
        .values_list("reviewer_id")
        .annotate(count=Count("pk"))
    )
    return dict(rows)


@dataclass(frozen=True)
class Calibration:
    """How a reviewer scores beside the others; on a scale of 0 to 100 over all calls.

    severity      mean of (own score - mean of the others on the same proposal); below 0: stricter.
    standardised  severity over its standard error: the deviation of all such differences of all
                  reviewers divided by the root of `shared`. Beyond 2 it is more than chance.
    """

    reviewer_id: int
    reviews: int
    mean: float
    spread: float
    shared: int  # reviews of proposals that somebody else reviewed too
    severity: float | None
    standardised: float | None


def calibration(user: Any, at: datetime) -> dict[int, Calibration]:
    """Return each reviewer's calibration by id, over the sent reviews that this person may see."""
    rows = list(
        Assignment.objects.filter(
            proposal__in=seen_by_cluster(user, at).exclude(sealed_for(user)).values("pk"),
            state=AssignmentState.SUBMITTED,
            score__isnull=False,
        ).values_list("reviewer_id", "proposal_id", "proposal__version_id", "score")
    )
    scales = _scales({version for _r, _p, version, _s in rows})
    by_proposal: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for reviewer, proposal, version, given in rows:
        least, most = scales[version]
        score = float(given or 0)
        by_proposal[proposal].append((reviewer, 100 * (score - least) / (most - least)))
    own: dict[int, list[float]] = defaultdict(list)
    differences: dict[int, list[float]] = defaultdict(list)
    for reviews in by_proposal.values():
        total = sum(each for _reviewer, each in reviews)
        for reviewer, each in reviews:
            own[reviewer].append(each)
            if len(reviews) > 1:
                differences[reviewer].append(each - (total - each) / (len(reviews) - 1))
    every = [each for mine in differences.values() for each in mine]
    deviation = pstdev(every) if len(every) > 1 else 0.0
    return {one: _calibration(one, own[one], differences[one], deviation) for one in own}


def _calibration(
    reviewer: int, scores: list[float], differences: list[float], deviation: float
) -> Calibration:
    severity = fmean(differences) if differences else None
    standardised = None
    if severity is not None and deviation > 0:
        standardised = severity / (deviation / len(differences) ** 0.5)
    return Calibration(
        reviewer_id=reviewer,
        reviews=len(scores),
        mean=fmean(scores),
        spread=pstdev(scores),
        shared=len(differences),
        severity=severity,
        standardised=standardised,
    )


def _scales(versions: set[int]) -> dict[int, tuple[int, int]]:
    found = {}
    for version in CallVersion.objects.filter(pk__in=versions):
        criteria = version.definition.criteria
        found[version.pk] = (min(c.least for c in criteria), max(c.most for c in criteria))
    return found
