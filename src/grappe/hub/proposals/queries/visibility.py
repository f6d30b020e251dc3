"""Who sees which proposals, and what a page shows of one."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from grappe.hub.people.models import Affiliation
from grappe.hub.proposals.conflicts import barred
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Partner, Proposal
from grappe.kit.access import ClusterRole

S = ProposalState
# Before it was ever handed in, a proposal is its own side's, and those' who help applicants.
NOT_YET = frozenset({S.EOI_DRAFT, S.DRAFT})
# What the committee and the board may read: full proposals, handed in and not taken back.
HANDED_IN = frozenset({S.SUBMITTED, S.IN_REVIEW, S.REVIEWED, S.SELECTED, S.DECLINED, S.RATIFIED})
# Before accepting, an invited reviewer sees only what `reviews` shows of it: enough to find a conflict.
ACTIVE_ASSIGNMENTS = ("accepted", "submitted")
SEES_ALL = frozenset({ClusterRole.OFFICER, ClusterRole.DIRECTOR, ClusterRole.AUDITOR})
SEES_SUBMITTED = frozenset({ClusterRole.FINANCE, ClusterRole.OBSERVER})
SEES_HANDED_IN = frozenset({ClusterRole.COMMITTEE, ClusterRole.BOARD})


def roles_by_organisation(user: Any) -> list[tuple[int, str]]:
    """Return the organisations that a person acts for now, with the role in each."""
    kept: list[tuple[int, str]] | None = user.__dict__.get("_organisation_roles")
    if kept is None:
        kept = list(_current(user).values_list("organisation_id", "role"))
        user.__dict__["_organisation_roles"] = kept
    return kept


def _current(user: Any) -> QuerySet[Affiliation]:
    today = timezone.localdate()
    return Affiliation.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today), user=user).filter(
        Q(started_on=None) | Q(started_on__lte=today)
    )


def own_side(user: Any) -> Q:
    """Select the proposals on whose side a person stands: as a partner's person, or as creator."""
    organisations = _current(user).values("organisation_id")
    part = Partner.objects.filter(proposal=OuterRef("pk"), organisation__in=organisations)
    return Q(created_by=user) | Q(Exists(part))


def visible_to(user: Any, at: datetime | None = None) -> QuerySet[Proposal]:
    """Return the proposals that a person may know of: the only such rule in the product.

    A person's own side always; the cluster's side by role, less every conflict of interest, so that
    counts, lists, search, files and e-mail cannot betray what a conflicted person may not see.
    """
    if not user.is_authenticated or not user.is_active:
        return Proposal.objects.none()
    own, cluster = own_side(user), _cluster_side(user)
    if cluster is None:
        return Proposal.objects.filter(own)
    return Proposal.objects.filter(own | (cluster & ~barred(user, at or timezone.now())))


def _cluster_side(user: Any) -> Q | None:
    roles = user.cluster_roles
    if roles & SEES_ALL:
        return Q(pk__isnull=False)
    sides = []
    if roles & SEES_SUBMITTED:
        sides.append(~Q(state__in=NOT_YET | {S.WITHDRAWN}) | Q(submitted_at__isnull=False))
    if roles & SEES_HANDED_IN:
        sides.append(Q(state__in=HANDED_IN))
    if ClusterRole.REVIEWER in roles:
        mine = Proposal.objects.filter(
            assignments__reviewer__user=user, assignments__state__in=ACTIVE_ASSIGNMENTS
        )
        sides.append(Q(pk__in=mine.values("pk")))
    if not sides:
        return None
    side = sides[0]
    for other in sides[1:]:
        side |= other
    return side
