"""The home page of everybody, and the demo's door."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from grappe.hub.desk import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the public page to visitors, and to everybody else what waits for them."""
    if not request.user.is_authenticated:
        return render(request, "desk/front.html", {"front": queries.front(now())})
    return render(request, "desk/desk.html", {"desk": queries.desk_of(request.user, now())})


@require_POST
def sign_in_as(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign in as one of the demo's invented people; outside the demo this door does not exist."""
    if not settings.DEMO:
        raise Http404
    person = next((p for p in queries.demo_accounts() if p.pk == user_id), None)
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    after = request.POST.get("next", "")
    secure = request.is_secure()
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=secure):
        after = settings.LOGIN_REDIRECT_URL
    return redirect(after)
