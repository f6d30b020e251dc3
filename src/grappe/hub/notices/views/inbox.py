"""A person's inbox, and the end of mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grappe.hub.notices import policies, queries, services
from grappe.hub.notices.services.inbox import person_of_link
from grappe.kit.access import require
from grappe.kit.htmx import page
from grappe.kit.paging import paginate

PAGE = 30


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what the person was told, newest first."""
    require(policies.may_read_own, request.user)
    show = request.GET.get("show", "")
    found = paginate(
        queries.inbox(request.user, show=show),
        order=["-created_at"],
        size=PAGE,
        cursor=request.GET.get("after", ""),
    )
    tabs = [
        {"label": label, "url": f"?show={key}", "current": key == show}
        for key, label in [("", _("All")), ("unread", _("Unread")), ("act", _("To act on"))]
    ]
    context = {"page": found, "tabs": tabs, "show": show}
    return page(request, "notices/inbox.html", context, partial="list")


@require_GET
@login_required
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice, and note that it was read."""
    require(policies.may_read_own, request.user)
    found = get_object_or_404(queries.inbox(request.user), pk=notice_id)
    return page(
        request, "notices/notice.html", {"notice": services.mark_read(notice=found, at=now())}
    )


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    require(policies.may_read_own, request.user)
    count = services.mark_all_read(user=request.user, at=now())
    said = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
    messages.success(request, said % {"count": count})
    return redirect("notices:inbox")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the mail of whoever holds this link: mail programs POST it without asking."""
    person = person_of_link(token)
    if request.method == "POST":
        services.stop_mail(token=token)
        person.notice_mode = "none"
    return page(request, "notices/unsubscribe.html", {"person": person, "token": token})
