"""My account: profile, data, security, tokens, interests."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from grappe.hub.people import policies, queries, services
from grappe.hub.people.forms import EmployerForm, InterestForm, ProfileForm, TokenForm
from grappe.hub.people.views.common import Request, form_page
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@login_required
def profile(request: Request) -> HttpResponse:
    """Show and change my name, language and wish for e-mail."""
    require(policies.may_edit_profile, request.user, request.user)
    form = ProfileForm(request.POST or None, instance=queries.fresh(request.user))

    def act(data: dict[str, str]) -> None:
        services.change_profile(user=request.user, by=request.user, at=now(), **data)

    response = form_page(
        request,
        form,
        act,
        title=_("My profile"),
        back=reverse("people:profile"),
        done=_("Your profile is saved."),
        submit=_("Save"),
        template="people/profile.html",
    )
    if response.status_code == 302:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=365 * 86_400,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@login_required
@never_cache
def my_data(request: Request) -> HttpResponse:
    """Give everything held on me as a JSON file."""
    require(policies.may_export_self, request.user, request.user)
    answer = JsonResponse(
        queries.data_of(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="grappe-my-data.json"'
    return answer


@login_required
def security(request: Request) -> HttpResponse:
    """Show the ways to password, second factor, passkeys, sessions and tokens."""
    require(policies.may_edit_profile, request.user, request.user)
    context = {"sign_ins": request.user.sign_ins.order_by("-at")[:10]}
    return page(request, "people/security.html", context)


@login_required
@never_cache
def tokens(request: Request) -> HttpResponse:
    """List my API tokens; make one and show it this once."""
    require(policies.may_manage_token, request.user, request.user)
    form, secret, problem, status = TokenForm(request.POST or None), "", None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _token, secret = services.create_token(
                    user=request.user, by=request.user, at=now(), **form.cleaned_data
                )
                form, status = TokenForm(), 200
            except DomainError as refused:
                problem, status = refused, refused.status
    rows = request.user.api_tokens.order_by("-created_at", "-pk")
    context = {"form": form, "secret": secret, "problem": problem, "tokens": rows, "now": now()}
    return page(request, "people/tokens.html", context, status=status)


@require_POST
@login_required
def revoke_token(request: Request, pk: int) -> HttpResponse:
    """Make one of my tokens worthless."""
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    require(policies.may_manage_token, request.user, token)
    services.revoke_token(token=token, by=request.user, at=now())
    messages.success(request, _("The token is revoked: programs that use it are refused."))
    return redirect("people:tokens")


@login_required
def interests(request: Request) -> HttpResponse:
    """Show what ties me to organisations, as it counts for conflicts of interest."""
    require(policies.may_declare_interest, request.user, request.user)
    mine = request.user
    context = {
        "interests": mine.interests.select_related("organisation").order_by("-declared_at"),
        "affiliations": mine.affiliations.select_related("organisation").order_by("-pk"),
        "today": localtime().date(),
    }
    return page(request, "people/interests.html", context)


@login_required
def declare_interest(request: Request) -> HttpResponse:
    """Declare an interest in an organisation."""
    require(policies.may_declare_interest, request.user, request.user)

    def act(data: dict[str, str]) -> None:
        name = data.pop("organisation")
        services.declare_interest_in(name=name, by=request.user, at=now(), **data)

    return form_page(
        request,
        InterestForm(request.POST or None),
        act,
        title=_("Declare an interest"),
        back=reverse("people:interests"),
        done=_("Your interest is declared. It counts from now on."),
        submit=_("Declare"),
    )


@login_required
def declare_employer(request: Request) -> HttpResponse:
    """Declare a past employer."""
    require(policies.may_declare_interest, request.user, request.user)

    def act(data: dict[str, str]) -> None:
        name = data.pop("organisation")
        services.declare_employer_named(name=name, by=request.user, at=now(), **data)

    return form_page(
        request,
        EmployerForm(request.POST or None),
        act,
        title=_("Declare a past employer"),
        back=reverse("people:interests"),
        done=_("The past employer is declared. It counts for 3 years after the end."),
        submit=_("Declare"),
    )


@require_POST
@login_required
def end_interest(request: Request, pk: int) -> HttpResponse:
    """Say that an interest of mine ends today."""
    interest = get_object_or_404(request.user.interests, pk=pk)
    require(policies.may_declare_interest, request.user, interest)
    services.end_interest(interest=interest, ended_on=localtime().date(), by=request.user, at=now())
    messages.success(request, _("The interest is ended today."))
    return redirect("people:interests")
