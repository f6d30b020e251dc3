"""What the endpoints of reviews share: who asks, and what that person may reach."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router

from grappe.hub.people.models import User
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import queries
from grappe.hub.reviews.api.schemas import DraftIn
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.services import Mark
from grappe.kit.access import Rule, require

router = Router(tags=["reviews"])


def me(request: HttpRequest) -> User:
    return cast(User, getattr(request, "auth", None) or request.user)


def with_all(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related(
        "reviewer__user", "proposal__version", "proposal__call"
    ).prefetch_related("scores")


def own(request: HttpRequest, pk: int, rule: Rule) -> Assignment:
    mine = queries.my_assignments(me(request), now()).exclude(state=AssignmentState.CANCELLED)
    row = get_object_or_404(with_all(mine), pk=pk)
    require(rule, me(request), row)
    return row


def asked(request: HttpRequest, pk: int, rule: Rule) -> Assignment:
    row = get_object_or_404(with_all(queries.assignments_visible_to(me(request), now())), pk=pk)
    require(rule, me(request), row)
    return row


def proposal(request: HttpRequest, reference: str, rule: Rule) -> Proposal:
    seen = queries.reviewed_before(me(request), now()).select_related("version", "call", "round")
    found = get_object_or_404(seen, reference=reference)
    require(rule, me(request), found)
    return found


def again(row: Assignment) -> Assignment:
    return with_all(Assignment.objects.all()).get(pk=row.pk)


def marks_of(draft: DraftIn) -> dict[str, Mark]:
    return {one.criterion: Mark(one.value, one.justification) for one in draft.marks}
