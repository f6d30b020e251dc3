"""Questions of identity, for officers: may two be one, are two linked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.people import policies, queries, services
from grappe.hub.people.forms import AnswerForm
from grappe.hub.people.models import DuplicateQuestion, LinkQuestion
from grappe.hub.people.views.common import Request
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@login_required
def listed(request: Request) -> HttpResponse:
    """List the questions that wait for an answer, and the last ones answered."""
    require(policies.may_read_questions, request.user)
    duplicates = DuplicateQuestion.objects.select_related("kept", "other")
    links = LinkQuestion.objects.select_related("left", "right", "left_user", "right_user")
    context = {
        "duplicates": duplicates.filter(state="open").order_by("-score", "pk")[:100],
        "links": links.filter(state="open").order_by("-found_at", "pk")[:100],
        "answered": [
            *duplicates.exclude(state="open").order_by("-decided_at")[:10],
        ],
        "may_answer": policies.may_answer_questions(request.user),
    }
    return page(request, "people/questions.html", context)


@require_POST
@login_required
def look(request: Request) -> HttpResponse:
    """Look for likely duplicates and suspected links now."""
    require(policies.may_answer_questions, request.user)
    new = [*services.find_duplicates(at=now()), *services.find_links(at=now())]
    messages.success(request, _("%(count)s new questions were found.") % {"count": len(new)})
    return redirect("people:questions")


@login_required
def duplicate(request: Request, pk: int) -> HttpResponse:
    """Show two organisations side by side, and take the answer."""
    require(policies.may_read_questions, request.user)
    rows = DuplicateQuestion.objects.select_related("kept", "other", "decided_by")
    question = get_object_or_404(rows, pk=pk)
    form, problem, status = AnswerForm(request.POST or None), None, 200
    if request.method == "POST":
        require(policies.may_answer_questions, request.user)
        status = 422
        if form.is_valid():
            try:
                return _answer_duplicate(request, question, form.cleaned_data["reason"])
            except DomainError as refused:
                problem, status = refused, refused.status
    context = {
        "question": question,
        "sides": [question.kept, question.other],
        "signs": queries.words_for(question.evidence.get("signs", [])),
        "form": form,
        "problem": problem,
        "may_answer": policies.may_answer_questions(request.user),
    }
    return page(request, "people/duplicate.html", context, status=status)


def _answer_duplicate(request: Request, question: DuplicateQuestion, reason: str) -> HttpResponse:
    answer = request.POST.get("answer", "")
    told: dict[str, Any] = {"by": request.user, "at": now()}
    if answer in {str(question.kept_id), str(question.other_id)}:
        keep = question.kept if answer == str(question.kept_id) else question.other
        services.confirm_duplicate(question=question, keep=keep, reason=reason, **told)
        messages.success(request, _("Merged into %(name)s.") % {"name": keep})
        return redirect(reverse("people:organisation", args=[keep.pk]))
    services.dismiss_duplicate(question=question, reason=reason, **told)
    messages.success(request, _("Noted: they are two. The question will not be asked again."))
    return redirect("people:questions")


@login_required
def link(request: Request, pk: int) -> HttpResponse:
    """Show a suspected link with its evidence, and take the answer."""
    require(policies.may_read_questions, request.user)
    rows = LinkQuestion.objects.select_related(
        "left", "right", "left_user", "right_user", "decided_by"
    )
    question = get_object_or_404(rows, pk=pk)
    form, problem, status = AnswerForm(request.POST or None), None, 200
    if request.method == "POST":
        require(policies.may_answer_questions, request.user)
        status = 422
        if form.is_valid():
            try:
                services.answer_link(
                    question=question,
                    confirmed=request.POST.get("answer") == "confirm",
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=now(),
                )
            except DomainError as refused:
                problem, status = refused, refused.status
            else:
                messages.success(request, _("The answer is kept."))
                return redirect("people:questions")
    context = {
        "question": question,
        "signs": queries.words_for(question.evidence.get("signs", [])),
        "form": form,
        "problem": problem,
        "may_answer": policies.may_answer_questions(request.user),
    }
    return page(request, "people/link.html", context, status=status)
