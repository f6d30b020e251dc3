"""What the pages of reviews share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from grappe.hub.people.models import User
from grappe.hub.reviews.models import ReviewRevision
from grappe.kit.errors import DomainError


def me(request: HttpRequest) -> User:
    """Return the person signed in: the views that ask are for them only."""
    return cast("User", request.user)


def wordings(revisions: Iterable[ReviewRevision], criteria: Iterable[Any]) -> list[dict[str, Any]]:
    """Return a review's wordings as they were sent, each with its scores and texts."""
    criteria = list(criteria)
    return [
        {
            "number": one.number,
            "sent_at": one.sent_at,
            "reason": one.reason,
            "score": one.content.get("score"),
            "comment": one.content.get("comment", ""),
            "comment_private": one.content.get("comment_private", ""),
            "rows": [
                (c.title, mark["value"], mark["justification"])
                for c in criteria
                if (mark := one.content.get("scores", {}).get(c.key))
            ],
        }
        for one in revisions
    ]


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
