"""What the apps tell notices at the start: their letters, what the clock does, who may see what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Letter:
    """One notice in both languages: `%(name)s` stands for a parameter, `sample` previews it."""

    key: str  # "proposal.submitted"
    subject: str | Promise
    body: str | Promise
    sample: Mapping[str, str] = field(default_factory=dict)
    must_act: bool = False  # sent even to those who want no mail


LETTERS: dict[str, Letter] = {}


def register(*letters: Letter) -> None:
    """Make letters known; each key is registered once."""
    for letter in letters:
        if LETTERS.setdefault(letter.key, letter) != letter:
            raise ValueError(f"The letter {letter.key!r} is registered twice.")


@dataclass(frozen=True)
class Tick:
    """Something the worker does by the clock: reminders, closings, what is due."""

    name: str
    act: Callable[[datetime], Any]
    every: timedelta


TICKS: dict[str, Tick] = {}


def register_tick(
    act: Callable[[datetime], Any], *, every: timedelta = timedelta(minutes=5), name: str = ""
) -> None:
    """Have the worker call a function with the time, about this often, on one worker at a time.

    It may run late, and again after a crash: what it queues carries a `once` that names the occasion.
    """
    name = name or f"{act.__module__}.{act.__name__}"
    TICKS[name] = Tick(name, act, every)


# Says whether a person may see an object; `user`, then its primary key as the trace wrote it.
Visibility = Callable[[Any, str], bool]
VISIBILITY: dict[str, Visibility] = {}
# Says whether a person who sees an object may be told now of an act on it: `user`, key, verb.
Hearing = Callable[[Any, str, str], bool]
HEARING: dict[str, Hearing] = {}


def register_visibility(kind: str, may_see: Visibility, may_hear: Hearing | None = None) -> None:
    """Let webhooks tell of objects of a kind ("proposals.proposal") to those who may see them.

    Acts on objects of a kind that nobody registered are told to no program. `may_hear` holds single
    acts back from people who see the object.
    """
    VISIBILITY[kind] = may_see
    if may_hear:
        HEARING[kind] = may_hear


# How this app's acts are called in the trace.
VERBS = {
    "notice.sent_again": _("Letter sent again"),
    "template.changed": _("Words of a letter changed"),
    "template.reset": _("Words of a letter put back"),
    "webhook.added": _("Webhook added"),
    "webhook.ended": _("Webhook ended"),
    "webhook.secret_renewed": _("Secret of a webhook renewed"),
}
