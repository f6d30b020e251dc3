"""The page of a proposal's reviews: read, discuss, agree; and for officers, ask and take back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.proposals.models import ConflictDeclaration, Proposal
from grappe.hub.reviews import policies, queries, services
from grappe.hub.reviews.enums import ACTIVE, OWED
from grappe.hub.reviews.forms import ConsensusForm, DueForm, ReasonForm, scores_from
from grappe.hub.reviews.models import Assignment, Consensus
from grappe.hub.reviews.views.common import act, me, wordings
from grappe.hub.reviews.views.mine import _scale
from grappe.kit.access import Rule, require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@login_required
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a proposal's reviews stand; whoever owes one is sent to write it."""
    at = now()
    owed = queries.my_assignments(request.user, at).filter(proposal=pk, state__in=OWED).first()
    if owed is not None:
        return redirect("reviews:review", pk=owed.pk)
    return _page(request, _found(request, pk, at), at)


@require_POST
@login_required
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a reviewer."""
    at = now()
    found = _found(request, pk, at)
    require(policies.may_assign, request.user, found)
    reviewer = get_object_or_404(queries.pool(request.user, at), pk=_number(request, "reviewer"))
    return _act(
        request,
        found,
        lambda: services.invite_reviewer(
            proposal=found,
            reviewer=reviewer,
            by=me(request),
            at=at,
            reason=request.POST.get("reason", "")[:500],
        ),
        _("Invited. They are told by e-mail and in their inbox."),
    )


@require_POST
@login_required
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Remind, cancel, give more time, or let a reviewer lead."""
    at = now()
    visible = queries.assignments_visible_to(request.user, at)
    assignment = get_object_or_404(
        visible.select_related("proposal__version", "reviewer__user"), pk=pk
    )
    rules: dict[str, Rule] = {
        "remind": policies.may_remind,
        "cancel": policies.may_cancel,
        "due": policies.may_remind,
        "lead": policies.may_remind,
        "replace": policies.may_cancel,
    }
    require(rules[what], request.user, assignment)
    return _changed(request, assignment, what, at)


def _changed(request: HttpRequest, assignment: Assignment, what: str, at: datetime) -> HttpResponse:
    by = me(request)
    found = assignment.proposal
    if what == "remind":
        do: Any = lambda: services.remind(assignment=assignment, by=by, at=at)  # noqa: E731
        return _act(request, found, do, _("Reminded."))
    if what == "lead":
        do = lambda: services.name_lead(assignment=assignment, by=by, at=at)  # noqa: E731
        return _act(request, found, do, _("They write the consensus now."))
    if what == "due":
        form = DueForm(request.POST)
        if not form.is_valid():
            return _page(request, found, at, due_form=form, status=422)
        do = lambda: services.change_due(  # noqa: E731
            assignment=assignment, due_at=form.moment(), by=by, at=at
        )
        again = partial(_page, request, found, at, due_form=form)
        return _keeping(request, found, do, _("The due date is changed."), again)
    reason = request.POST.get("reason", "")
    if what == "replace":
        chosen = get_object_or_404(queries.pool(by, at), pk=_number(request, "reviewer"))
        do = lambda: services.replace_reviewer(  # noqa: E731
            assignment=assignment, reviewer=chosen, by=by, at=at, reason=reason
        )
        return _act(request, found, do, _("Replaced. Both are told."))
    do = lambda: services.cancel_assignment(  # noqa: E731
        assignment=assignment, by=by, at=at, reason=reason
    )
    return _act(request, found, do, _("Cancelled. They are told."))


@require_POST
@login_required
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something in the discussion."""
    at = now()
    found = _found(request, pk, at)
    require(policies.may_discuss, request.user, found)
    return _keeping(
        request,
        found,
        lambda: services.post_to_discussion(
            proposal=found,
            body=request.POST.get("body", ""),
            by=me(request),
            at=at,
        ),
        _("Posted."),
        partial(_page, request, found, at, post_body=request.POST.get("body", "")),
        "discussion",
    )


@require_POST
@login_required
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the consensus, or take it back."""
    at = now()
    found = _found(request, pk, at)
    require(policies.may_agree, request.user, found)
    by = me(request)
    if "withdraw" in request.POST:
        return _act(
            request,
            found,
            lambda: services.withdraw_consensus(proposal=found, by=by, at=at),
            _("Taken back. The mean of the reviews counts again."),
            "consensus",
        )
    return _keeping(
        request,
        found,
        lambda: services.write_consensus(
            proposal=found,
            scores=scores_from(request.POST, found.version.definition),
            text_en=request.POST.get("text_en", ""),
            text_fr=request.POST.get("text_fr", ""),
            by=by,
            at=at,
        ),
        _("The consensus stands for the reviews now."),
        partial(_page, request, found, at, consensus_form=ConsensusForm(request.POST)),
        "consensus",
    )


@require_POST
@login_required
def move(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Start or close the review."""
    at = now()
    found = _found(request, pk, at)
    by = me(request)
    if what == "start":
        require(policies.may_start, by, found)
        return _act(
            request,
            found,
            lambda: services.start_review(proposal=found, by=by, at=at),
            _("The proposal is in review."),
        )
    require(policies.may_close, by, found)
    return _act(
        request,
        found,
        lambda: services.close_review(
            proposal=found, by=by, at=at, reason=request.POST.get("reason", "")[:500]
        ),
        _("The review is closed; the committee can decide."),
    )


@require_POST
@login_required
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare one's own conflict: the page closes at once."""
    at = now()
    asked = queries.my_assignments(request.user, at).filter(proposal=pk, state__in=ACTIVE)
    own = Proposal.objects.filter(pk__in=asked.values("proposal_id"))
    found = own.filter(pk=pk).first() or _found(request, pk, at)
    require(policies.may_declare, request.user, found)
    user = me(request)
    return act(
        request,
        lambda: services.declare_conflict(
            user=user, proposal=found, reason=request.POST.get("reason", ""), by=user, at=at
        ),
        done=_("Declared. The proposal is closed to you."),
        to="/",
    )


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's declared conflict that was made in error."""
    at = now()
    seen = queries.seen_by_cluster(request.user, at)
    declaration = get_object_or_404(
        ConflictDeclaration.objects.select_related("proposal__version"),
        pk=pk,
        proposal__in=seen.values("pk"),
        ended_at=None,
    )
    require(policies.may_assign, request.user, declaration.proposal)
    return _act(
        request,
        declaration.proposal,
        lambda: services.withdraw_declaration(
            declaration=declaration,
            reason=request.POST.get("reason", ""),
            by=me(request),
            at=at,
        ),
        _("The declaration is ended."),
    )


def _found(request: HttpRequest, pk: int, at: datetime) -> Proposal:
    return get_object_or_404(
        queries.reviewed_before(request.user, at).select_related(
            "version", "call", "round", "lead"
        ),
        pk=pk,
    )


def _number(request: HttpRequest, name: str) -> int:
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 18 else 0


def _act(
    request: HttpRequest, found: Proposal, do: Any, done: str, anchor: str = ""
) -> HttpResponse:
    to = reverse("reviews:proposal", args=[found.pk])
    return act(request, do, done=done, to=to, anchor=anchor)


def _keeping(  # noqa: PLR0917
    request: HttpRequest, found: Proposal, do: Any, done: str, again: Any, anchor: str = ""
) -> HttpResponse:
    """Make one call; a refusal is answered with the page and what was typed on it."""
    try:
        do()
    except DomainError as refused:
        shown: HttpResponse = again(problem=refused, status=refused.status)
        return shown
    messages.success(request, done)
    to = reverse("reviews:proposal", args=[found.pk])
    return redirect(f"{to}#{anchor}" if anchor else to)


def _page(
    request: HttpRequest,
    found: Proposal,
    at: datetime,
    *,
    due_form: DueForm | None = None,
    consensus_form: ConsensusForm | None = None,
    post_body: str = "",
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    criteria = found.version.definition.criteria
    consensus = Consensus.objects.filter(proposal=found).select_related("by").first()
    manages = policies.may_assign(user, found)
    context: dict[str, Any] = {
        "proposal": found,
        "at": at,
        "standing": getattr(found, "standing", None),
        "criteria": criteria,
        "threshold": found.version.definition.reviewing.disagreement_above,
        "reviews": [_written(one, criteria) for one in queries.readable_reviews(user, found, at)],
        "consensus": consensus,
        "problem": problem,
        "post_body": post_body,
        "consensus_form": consensus_form
        or ConsensusForm(
            initial={"text_en": consensus.text_en, "text_fr": consensus.text_fr}
            if consensus
            else None
        ),
        "agreed": [
            (one, _scale(one), _agreed_on(one.key, consensus, consensus_form)) for one in criteria
        ],
        "posts": found.discussion.select_related("author").order_by("at", "pk"),
        "reads_private": queries.reads_private(user, found, at),
        "reason_form": ReasonForm(),
        "due_form": due_form or DueForm(),
        "own": queries.my_assignments(user, at).filter(proposal=found).first(),
        "may_discuss": policies.may_discuss.now(user, found),
        "may_agree": policies.may_agree.now(user, found),
        "may_start": policies.may_start.now(user, found),
        "may_close": policies.may_close.now(user, found),
        "manages": manages,
        "may_assign": policies.may_assign.now(user, found),
    }
    if manages:
        context |= _for_managers(request, found, at)
    return page(request, "reviews/proposal.html", context, status=status)


def _for_managers(request: HttpRequest, found: Proposal, at: datetime) -> dict[str, Any]:
    asked = list(
        Assignment.objects.filter(proposal=found)
        .select_related("reviewer__user")
        .order_by("assigned_at", "pk")
    )
    candidates = queries.candidates_for(request.user, found, at)
    wanted = found.version.definition.reviewing.reviews_per_proposal
    standing = sum(one.state in ACTIVE for one in asked)
    return {
        "asked": asked,
        "late": {one.pk for one in asked if one.state in OWED and one.due_at < at},
        "candidates": [one for one in candidates if one.may_be_asked],
        "set_aside": [
            one for one in candidates if not one.may_be_asked and one.assigned not in ACTIVE
        ],
        "declared": found.conflict_declarations.filter(ended_at=None).select_related("user"),
        "wanted": wanted,
        "short": max(0, wanted - standing),
    }


def _written(one: Assignment, criteria: Any) -> dict[str, Any]:
    scores = {score.criterion: score for score in one.scores.all()}
    return {
        "assignment": one,
        "rows": [(c, scores.get(c.key)) for c in criteria],
        "revisions": wordings(sorted(one.revisions.all(), key=lambda r: r.number), criteria),
    }


def _agreed_on(key: str, consensus: Consensus | None, typed: ConsensusForm | None) -> str:
    """Return the score to show as chosen: what was typed, else what stands."""
    if typed is not None:
        return str(typed.data.get(f"score_{key}", ""))
    return str(consensus.scores.get(key, "")) if consensus else ""
