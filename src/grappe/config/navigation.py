"""Where each person may go from any page: one table, read by the rail and by the public bar."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.kit.access import ANYONE, SIGNED_IN, ClusterRole, roles_of

AFFILIATED = "affiliated"  # acts for an organisation
C = ClusterRole
STAFF = {C.OFFICER, C.DIRECTOR}
CLUSTER = {*STAFF, C.FINANCE, C.OBSERVER, C.AUDITOR, C.COMMITTEE, C.BOARD}


@dataclass(frozen=True)
class Entry:
    """A place: the route, its name, its icon, and to whom it is offered."""

    route: str
    label: str | Promise
    icon: str
    who: frozenset[str]


@dataclass(frozen=True)
class Place:
    """An entry as one page shows it."""

    url: str
    label: str | Promise
    icon: str
    current: bool
    count: int = 0


def _entry(route: str, label: str | Promise, icon: str, *who: str) -> Entry:
    return Entry(route, label, icon, frozenset(map(str, who)))


GROUPS: list[tuple[str | Promise, list[Entry]]] = [
    (
        "",
        [
            _entry("desk:home", _("My desk"), "layout-kanban", SIGNED_IN),
            _entry("notices:inbox", _("Inbox"), "inbox", SIGNED_IN),
        ],
    ),
    (
        _("The cluster"),
        [
            _entry("calls:calls", _("Calls"), "speakerphone", ANYONE),
            _entry("projects:projects", _("Funded projects"), "map-2", ANYONE),
        ],
    ),
    (
        _("Proposals and decisions"),
        [
            _entry("proposals:proposals", _("Proposals"), "files", AFFILIATED, *CLUSTER),
            _entry("reviews:mine", _("My reviews"), "clipboard-check", C.REVIEWER),
            _entry("reviews:overview", _("Reviews"), "scoreboard", *STAFF),
            _entry("decisions:meetings", _("Meetings"), "gavel", *CLUSTER - {C.FINANCE}),
        ],
    ),
    (
        _("Who and what"),
        [
            _entry("people:organisations", _("Organisations"), "building", SIGNED_IN),
            _entry("people:people", _("People"), "users", *STAFF, C.AUDITOR),
            _entry("people:questions", _("Questions of identity"), "user-question", *STAFF),
            _entry("notices:templates", _("Letters"), "mail", *STAFF),
            _entry("audit:events", _("Trace"), "history", *STAFF, C.AUDITOR, C.OBSERVER),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[tuple[str | Promise, list[Place]]]:
    """Return the groups of places offered to whoever asks, leaving out empty ones."""
    mine = standing_of(request.user)
    groups = []
    for title, entries in GROUPS:
        places = [
            Place(url, entry.label, entry.icon, is_current(request, url))
            for entry in entries
            if entry.who & mine and (url := _url(entry.route))
        ]
        if places:
            groups.append((title, places))
    return groups


def standing_of(user: Any) -> frozenset[str]:
    """Return the cluster roles of a person, with AFFILIATED for those who act for somebody."""
    if user.is_authenticated and user.affiliations.filter(ended_on=None).exists():
        return roles_of(user) | {AFFILIATED}
    return roles_of(user)


def is_current(request: HttpRequest, url: str) -> bool:
    """Say whether the open page is this place or lies below it."""
    return request.path == url if url == "/" else request.path.startswith(url)


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def unread(user: Any) -> int:
    """Count the notices that a person has not opened."""
    return user.notices.filter(read_at=None).count() if user.is_authenticated else 0
