"""A reviewer's own pages: the list, the invitation, the review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.calls.definition import Criterion
from grappe.hub.reviews import policies, queries, services
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.errors import Incomplete
from grappe.hub.reviews.forms import DeclineForm, marks_from
from grappe.hub.reviews.models import Assignment, Score
from grappe.hub.reviews.tables import my_reviews
from grappe.hub.reviews.views.common import act, me, wordings
from grappe.kit.access import require
from grappe.kit.errors import DomainError, Stale
from grappe.kit.htmx import page

PAGES = {
    AssignmentState.INVITED: "reviews/invitation.html",
    AssignmentState.ACCEPTED: "reviews/write.html",
    AssignmentState.SUBMITTED: "reviews/write.html",
    AssignmentState.DECLINED: "reviews/declined.html",
}


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own reviews."""
    require(policies.may_list_mine, request.user)
    listing = my_reviews(request, now())
    if listing.wants_export:
        return listing.export("my-reviews")
    return page(request, "reviews/mine.html", {"listing": listing}, partial="list")


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the invitation, the form, or the sent review; of others', the page they share."""
    at = now()
    assignment = _found(request, pk, at)
    if assignment.reviewer.user_id != request.user.pk:
        return redirect("reviews:proposal", pk=assignment.proposal_id)
    return _page(request, assignment, at)


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take on a review; the box of the agreement may be ticked on the same page."""
    at = now()
    assignment = _own(request, pk, at)
    require(policies.may_answer, request.user, assignment)
    to = reverse("reviews:review", args=[pk])

    def do() -> None:
        if request.POST.get("agree") == "yes":
            services.accept_agreement(reviewer=assignment.reviewer, by=me(request), at=at)
        services.accept_invitation(assignment=assignment, by=me(request), at=at)

    return act(request, do, done=_("Thank you. The full proposal is open to you now."), to=to)


@require_POST
@login_required
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline, or step back."""
    at = now()
    assignment = _own(request, pk, at)
    require(policies.may_step_back, request.user, assignment)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, assignment, at, decline_form=form, status=422)
    return act(
        request,
        lambda: services.decline_invitation(
            assignment=assignment,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=me(request),
            at=at,
        ),
        done=_("You declined. The officers are told, and the proposal is closed to you."),
        to=reverse("reviews:mine"),
    )


@require_POST
@login_required
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a draft: by itself while typing, or with the button."""
    at = now()
    assignment = _own(request, pk, at)
    require(policies.may_write, request.user, assignment)
    try:
        assignment = _save(request, assignment, at)
    except DomainError as refused:
        return _page(request, assignment, at, problem=refused, posted=True, status=refused.status)
    if request.headers.get("HX-Request"):
        context = {"assignment": assignment, "saved_at": at}
        return page(request, "reviews/write.html", context, partial="saved")
    messages.success(request, _("Saved. Nobody sees it before you send it."))
    return redirect("reviews:review", pk=pk)


@require_POST
@login_required
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is on the page, then send it."""
    at = now()
    assignment = _own(request, pk, at)
    require(policies.may_write, request.user, assignment)
    try:
        assignment = _save(request, assignment, at)
        services.send_review(assignment=assignment, by=me(request), at=at)
    except DomainError as refused:
        return _page(request, assignment, at, problem=refused, posted=True, status=refused.status)
    messages.success(request, _("Sent. You may now read the others' reviews and discuss them."))
    return redirect("reviews:proposal", pk=assignment.proposal_id)


@require_POST
@login_required
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a sent review, with a reason."""
    at = now()
    assignment = _own(request, pk, at)
    require(policies.may_revise, request.user, assignment)
    try:
        services.revise_review(
            assignment=assignment,
            marks=marks_from(request.POST, assignment.proposal.version.definition),
            comment=request.POST.get("comment", ""),
            comment_private=request.POST.get("comment_private", ""),
            reason=request.POST.get("reason", ""),
            revision=_revision(request),
            by=me(request),
            at=at,
        )
    except DomainError as refused:
        return _page(request, assignment, at, problem=refused, posted=True, status=refused.status)
    messages.success(request, _("Revised. The earlier wording is kept."))
    return redirect("reviews:review", pk=pk)


def _found(request: HttpRequest, pk: int, at: datetime) -> Assignment:
    return get_object_or_404(
        queries.assignments_visible_to(request.user, at).select_related(
            "reviewer__user", "proposal__version", "proposal__call", "proposal__lead"
        ),
        pk=pk,
    )


def _own(request: HttpRequest, pk: int, at: datetime) -> Assignment:
    found = queries.my_assignments(request.user, at).select_related(
        "reviewer__user", "proposal__version", "proposal__call", "proposal__lead"
    )
    return get_object_or_404(found.exclude(state=AssignmentState.CANCELLED), pk=pk)


def _revision(request: HttpRequest) -> int:
    raw = request.POST.get("revision", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else -1


def _save(request: HttpRequest, assignment: Assignment, at: datetime) -> Assignment:
    return services.save_draft(
        assignment=assignment,
        marks=marks_from(request.POST, assignment.proposal.version.definition),
        comment=request.POST.get("comment", ""),
        comment_private=request.POST.get("comment_private", ""),
        revision=_revision(request),
        by=me(request),
        at=at,
    )


def _page(
    request: HttpRequest,
    assignment: Assignment,
    at: datetime,
    *,
    problem: DomainError | None = None,
    posted: bool = False,
    decline_form: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page of an assignment's state; what was posted stays in the fields."""
    assignment = Assignment.objects.select_related(
        "reviewer__user", "proposal__version", "proposal__call", "proposal__lead"
    ).get(pk=assignment.pk)
    stale = isinstance(problem, Stale)
    context: dict[str, Any] = {
        "assignment": assignment,
        "proposal": assignment.proposal,
        "reviewing": assignment.proposal.version.definition.reviewing,
        "overdue": assignment.due_at < at,
        "problem": problem,
        "decline_form": decline_form or DeclineForm(),
        "may_answer": policies.may_answer.now(request.user, assignment),
        "may_step_back": policies.may_step_back.now(request.user, assignment),
        "needs_agreement": assignment.reviewer.agreed_at is None,
    }
    if assignment.state == AssignmentState.INVITED:
        context["partners"] = assignment.proposal.partners.select_related("organisation")
    if assignment.state in (AssignmentState.ACCEPTED, AssignmentState.SUBMITTED):
        writable = assignment.proposal.state in ("submitted", "in_review")
        context |= {
            "criteria": _criteria(request, assignment, posted=posted, stale=stale),
            "incomplete": isinstance(problem, Incomplete),
            "comment": request.POST.get("comment", "") if posted else assignment.comment,
            "comment_private": (
                request.POST.get("comment_private", "") if posted else assignment.comment_private
            ),
            "stale": stale,
            "sent": assignment.state == AssignmentState.SUBMITTED,
            "writable": writable,
            "text": queries.text_of(assignment.proposal),
            "files": assignment.proposal.attachments.filter(removed_at=None).order_by("pk"),
            "revisions": wordings(
                assignment.revisions.order_by("-number"),
                assignment.proposal.version.definition.criteria,
            ),
        }
    partial = "refusal" if problem else ""
    template = PAGES[AssignmentState(assignment.state)]
    return page(request, template, context, partial=partial, status=status)


def _criteria(
    request: HttpRequest, assignment: Assignment, *, posted: bool, stale: bool
) -> list[dict[str, Any]]:
    stored = {row.criterion: row for row in Score.objects.filter(assignment=assignment)}
    rows = []
    for one in assignment.proposal.version.definition.criteria:
        row = stored.get(one.key)
        value = "" if row is None or row.value is None else str(row.value)
        why = row.justification if row else ""
        given = request.POST if posted else {f"score_{one.key}": value, f"why_{one.key}": why}
        mine = (given.get(f"score_{one.key}", ""), given.get(f"why_{one.key}", ""))
        rows.append(
            {
                "criterion": one,
                "scale": _scale(one),
                "value": mine[0],
                "why": mine[1],
                "stored": (value, why) if stale and mine != (value, why) else None,
            }
        )
    return rows


def _scale(criterion: Criterion) -> list[tuple[str, str]]:
    """Return every score of a criterion with what it means, where an anchor says so."""
    meaning = {anchor.score: str(anchor.text) for anchor in criterion.anchors}
    return [(str(s), meaning.get(s, "")) for s in range(criterion.least, criterion.most + 1)]
