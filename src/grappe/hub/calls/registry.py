"""Whom reminders reach: later apps say who their applicants and reviewers are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Recipient:
    """One person to remind, and the page on which they act."""

    user: Any
    url: str = ""
    about: str = ""  # what awaits them, such as the proposal's title


Finder = Callable[[Any, datetime], Iterable[Recipient]]  # (call, at) -> recipients

AUDIENCES: dict[str, Finder] = {}  # by `enums.Audience`


def register_audience(audience: str, finder: Finder) -> None:
    """Say who belongs to an audience of a call; each audience is registered once."""
    if AUDIENCES.setdefault(audience, finder) is not finder:
        raise ValueError(f"The audience {audience!r} is registered twice.")


# How this app's acts are called in the trace.
VERBS = {
    "call.created": _("Call created"),
    "call.edited": _("Call changed"),
    "call.published": _("New version of the call published"),
    "call.opened": _("Call opened"),
    "call.closed": _("Call closed"),
    "call.reopened": _("Call opened again"),
    "call.archived": _("Call archived"),
    "round.created": _("Round created"),
    "round.edited": _("Round changed"),
}
