"""Whom reminders reach: later apps say who their applicants and reviewers are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
