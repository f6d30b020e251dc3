"""What the pages of reviews share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from grappe.hub.people.models import User
from grappe.kit.errors import DomainError


def me(request: HttpRequest) -> User:
    """Return the person signed in: the views that ask are for them only."""
    return cast("User", request.user)


def act(
    request: HttpRequest, do: Callable[[], Any], *, done: str, to: str, anchor: str = ""
) -> HttpResponse:
    """Make one call of a service, say what came of it, and go on to a page.

    A refusal is answered with its own status and a page that says what to do.
    """
    try:
        do()
    except DomainError as refused:
        context = {"problem": refused, "back": to}
        return render(request, "reviews/refused.html", context, status=refused.status)
    messages.success(request, done)
    return redirect(f"{to}#{anchor}" if anchor else to)
