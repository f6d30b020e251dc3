"""Questions of identity for officers' programs: may two be one, are two linked."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Schema
from pydantic import Field

from grappe.hub.people import policies, queries, services
from grappe.hub.people.api.common import asking, router
from grappe.hub.people.api.common import found as found_in
from grappe.hub.people.api.schemas import OrganisationOut
from grappe.hub.people.enums import QuestionState
from grappe.hub.people.models import DuplicateQuestion, LinkQuestion, Organisation, User
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import Problem


class SideOut(Schema):
    """An organisation or a person in a question of identity."""

    id: int
    name: str


def side(one: Organisation | User | None) -> dict[str, Any] | None:
    """Return one side of a question."""
    return {"id": one.pk, "name": str(one)} if one else None


class QuestionOut(Schema):
    """A question of identity with its evidence; only a person answers it."""

    id: int
    evidence: list[str]
    state: str
    found_at: datetime
    decided_at: datetime | None
    reason: str

    @staticmethod
    def resolve_evidence(question: DuplicateQuestion | LinkQuestion) -> list[str]:
        """Return the signs in the reader's language."""
        return queries.words_for(question.evidence.get("signs", []))


class DuplicateOut(QuestionOut):
    """Two organisations that may be one."""

    score: Decimal
    sides: list[SideOut]

    @staticmethod
    def resolve_sides(question: DuplicateQuestion) -> list[dict[str, Any] | None]:
        """Return the two organisations."""
        return [side(question.kept), side(question.other)]


class LinkOut(QuestionOut):
    """Two accounts or two organisations that seem to share something."""

    kind: str
    sides: list[SideOut]

    @staticmethod
    def resolve_sides(question: LinkQuestion) -> list[dict[str, Any] | None]:
        """Return the two sides."""
        pair = [question.left or question.left_user, question.right or question.right_user]
        return [side(one) for one in pair]


class ReasonIn(Schema):
    """Why the question is answered so."""

    reason: Annotated[str, Field(max_length=500)]


class MergeIn(ReasonIn):
    """The number of the organisation to keep, and why the two are one."""

    keep: Annotated[int, Field(ge=1, le=2**31 - 1)]


class FoundOut(Schema):
    """How many questions are new."""

    new: int


@router.get("/questions/duplicates", response=CursorPage[DuplicateOut])
def duplicates(
    request: HttpRequest,
    state: QuestionState | None = None,
    cursor: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List the pairs of organisations that may be one."""
    require(policies.may_read_questions, request.user)
    return cursor_page(_in(_duplicates(), state), cursor, limit)


@router.get("/questions/duplicates/{int:pk}", response=DuplicateOut)
def duplicate(request: HttpRequest, pk: int) -> DuplicateQuestion:
    """Return one pair with its evidence."""
    require(policies.may_read_questions, request.user)
    return get_object_or_404(_duplicates(), pk=pk)


@router.post(
    "/questions/duplicates/{int:pk}/confirm",
    response={200: OrganisationOut, 409: Problem, 422: Problem},
)
def confirm_duplicate(request: HttpRequest, pk: int, data: MergeIn) -> Organisation:
    """Answer that the two are one, and merge them into the one to keep."""
    require(policies.may_answer_questions, request.user)
    question = get_object_or_404(_duplicates(), pk=pk)
    return services.confirm_duplicate(
        question=question,
        keep=found_in(request, data.keep),
        reason=data.reason,
        by=asking(request),
        at=now(),
    )


@router.post(
    "/questions/duplicates/{int:pk}/dismiss",
    response={200: DuplicateOut, 409: Problem, 422: Problem},
)
def dismiss_duplicate(request: HttpRequest, pk: int, data: ReasonIn) -> DuplicateQuestion:
    """Answer that the two are not one; the pair is not proposed again."""
    require(policies.may_answer_questions, request.user)
    question = get_object_or_404(_duplicates(), pk=pk)
    return services.dismiss_duplicate(
        question=question, reason=data.reason, by=asking(request), at=now()
    )


@router.get("/questions/links", response=CursorPage[LinkOut])
def links(
    request: HttpRequest,
    state: QuestionState | None = None,
    cursor: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List the suspected links between accounts or organisations."""
    require(policies.may_read_questions, request.user)
    return cursor_page(_in(_links(), state), cursor, limit)


@router.get("/questions/links/{int:pk}", response=LinkOut)
def link(request: HttpRequest, pk: int) -> LinkQuestion:
    """Return one suspected link with its evidence."""
    require(policies.may_read_questions, request.user)
    return get_object_or_404(_links(), pk=pk)


@router.post(
    "/questions/links/{int:pk}/confirm", response={200: LinkOut, 409: Problem, 422: Problem}
)
def confirm_link(request: HttpRequest, pk: int, data: ReasonIn) -> LinkQuestion:
    """Answer that the link exists; nobody's rights change by it."""
    return _answer_link(request, pk, data.reason, confirmed=True)


@router.post(
    "/questions/links/{int:pk}/dismiss", response={200: LinkOut, 409: Problem, 422: Problem}
)
def dismiss_link(request: HttpRequest, pk: int, data: ReasonIn) -> LinkQuestion:
    """Answer that there is no link."""
    return _answer_link(request, pk, data.reason, confirmed=False)


@router.post("/questions/look", response=FoundOut)
def look(request: HttpRequest) -> dict[str, int]:
    """Look for likely duplicates and suspected links now."""
    require(policies.may_answer_questions, request.user)
    return {"new": services.ask_questions(now())}


def _answer_link(request: HttpRequest, pk: int, reason: str, *, confirmed: bool) -> LinkQuestion:
    require(policies.may_answer_questions, request.user)
    question = get_object_or_404(_links(), pk=pk)
    return services.answer_link(
        question=question, confirmed=confirmed, reason=reason, by=asking(request), at=now()
    )


def _duplicates() -> QuerySet[DuplicateQuestion]:
    return DuplicateQuestion.objects.select_related("kept", "other")


def _links() -> QuerySet[LinkQuestion]:
    return LinkQuestion.objects.select_related("left", "right", "left_user", "right_user")


def _in[Q: (DuplicateQuestion, LinkQuestion)](
    rows: QuerySet[Q], state: QuestionState | None
) -> QuerySet[Q]:
    return rows.filter(state=state) if state else rows
