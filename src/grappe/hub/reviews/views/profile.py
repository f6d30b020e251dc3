"""A reviewer's profile."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.hub.reviews import policies, services
from grappe.hub.reviews.forms import PastWorkForm, ProfileForm
from grappe.hub.reviews.models import Reviewer
from grappe.hub.reviews.views.common import act, me
from grappe.kit.access import require
from grappe.kit.htmx import page


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own profile."""
    require(policies.may_have_profile, request.user)
    at = now()
    reviewer = _own(request)
    form = ProfileForm(request.POST or None, reviewer=reviewer)
    if request.method != "POST":
        return _page(request, reviewer, form, PastWorkForm())
    if not form.is_valid():
        return _page(request, reviewer, form, PastWorkForm(), status=422)

    def do() -> None:
        mine = services.open_profile(user=me(request), by=me(request), at=at)
        services.save_profile(
            reviewer=mine,
            headline=form.cleaned_data["headline"],
            reads_english=form.cleaned_data["reads_english"],
            reads_french=form.cleaned_data["reads_french"],
            load_most=form.cleaned_data["load_most"],
            expertise=form.expertise(),
            by=me(request),
            at=at,
        )

    return act(request, do, done=_("Your profile is saved."), to=reverse("reviews:profile"))


@require_POST
@login_required
def add_work(request: HttpRequest) -> HttpResponse:
    """Add a work to one's own profile."""
    require(policies.may_have_profile, request.user)
    at = now()
    form = PastWorkForm(request.POST)
    if not form.is_valid():
        reviewer = _own(request)
        return _page(request, reviewer, ProfileForm(reviewer=reviewer), form, status=422)

    def do() -> None:
        mine = services.open_profile(user=me(request), by=me(request), at=at)
        services.add_past_work(reviewer=mine, by=me(request), at=at, **form.cleaned_data)

    return act(request, do, done=_("Added."), to=reverse("reviews:profile"), anchor="works")


@require_POST
@login_required
def remove_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a work out of one's own profile."""
    require(policies.may_have_profile, request.user)
    reviewer = get_object_or_404(Reviewer, user=me(request))
    work = get_object_or_404(reviewer.past_work, pk=pk)
    return act(
        request,
        lambda: services.remove_past_work(work=work, by=me(request), at=now()),
        done=_("Removed. The interest that it declared stays in your record."),
        to=reverse("reviews:profile"),
        anchor="works",
    )


@require_POST
@login_required
def agree(request: HttpRequest) -> HttpResponse:
    """Accept the reviewer's agreement."""
    require(policies.may_have_profile, request.user)
    at = now()

    def do() -> None:
        mine = services.open_profile(user=me(request), by=me(request), at=at)
        services.accept_agreement(reviewer=mine, by=me(request), at=at)

    return act(
        request,
        do,
        done=_("Thank you. You may now accept invitations."),
        to=reverse("reviews:profile"),
    )


def _own(request: HttpRequest) -> Reviewer:
    """Return the person's profile, or an empty one that is not stored yet."""
    found = Reviewer.objects.filter(user=me(request)).first()
    return found or Reviewer(user=me(request), reads_french=me(request).language == "fr")


def _page(
    request: HttpRequest,
    reviewer: Reviewer,
    form: ProfileForm,
    work_form: PastWorkForm,
    *,
    status: int = 200,
) -> HttpResponse:
    works = reviewer.past_work.select_related("organisation") if reviewer.pk else []
    context = {"reviewer": reviewer, "form": form, "work_form": work_form, "works": works}
    return page(request, "reviews/profile.html", context, status=status)
