"""Where each person may go from any page: one table, read by the rail and by the public bar."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.hub.audit import policies as audit
from grappe.hub.calls import policies as calls
from grappe.hub.decisions import policies as decisions
from grappe.hub.notices import policies as notices
from grappe.hub.people import policies as people
from grappe.hub.projects import policies as projects
from grappe.hub.proposals import policies as proposals
from grappe.hub.reviews import policies as reviews
from grappe.kit.access import Rule


@dataclass(frozen=True)
class Entry:
    """A place: the route, its name, its icon, and the rule that opens it."""

    route: str
    label: str | Promise
    icon: str
    rule: Rule


@dataclass(frozen=True)
class Place:
    """An entry as one page shows it."""

    url: str
    label: str | Promise
    icon: str
    current: bool


type Group = tuple[str | Promise, list[Entry]]

PUBLIC: Group = (
    _("The cluster"),
    [
        Entry("calls:calls", _("Calls"), "speakerphone", calls.may_see),
        Entry("projects:projects", _("Funded projects"), "map-2", projects.may_see),
    ],
)
GROUPS: list[Group] = [
    (
        "",
        [
            Entry("desk:home", _("My desk"), "layout-kanban", notices.may_read_own),
            Entry("notices:inbox", _("Inbox"), "inbox", notices.may_read_own),
        ],
    ),
    PUBLIC,
    (
        _("Proposals and decisions"),
        [
            Entry("calls:manage_list", _("Prepare calls"), "edit", calls.may_see_preparation),
            Entry("proposals:proposals", _("Proposals"), "files", proposals.may_list),
            Entry("reviews:mine", _("My reviews"), "clipboard-check", reviews.may_list_mine),
            Entry("reviews:overview", _("Reviews"), "scoreboard", reviews.may_see_board),
            Entry("decisions:meetings", _("Meetings"), "gavel", decisions.may_list),
        ],
    ),
    (
        _("Who and what"),
        [
            Entry(
                "people:organisations",
                _("Organisations"),
                "building",
                people.may_list_organisations,
            ),
            Entry("people:people", _("People"), "users", people.may_read_people),
            Entry(
                "people:questions",
                _("Questions of identity"),
                "user-question",
                people.may_read_questions,
            ),
            Entry("notices:templates", _("Letter templates"), "mail", notices.may_edit_letters),
            Entry("notices:outbox", _("Mail sent"), "send", notices.may_see_outbox),
            Entry("audit:events", _("Trace"), "history", audit.may_read_trace),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[tuple[str | Promise, list[Place]]]:
    """Return the groups of places that are open to whoever asks, leaving out empty groups."""
    offered = [
        (title, [(entry, reverse(entry.route)) for entry in entries if entry.rule(request.user)])
        for title, entries in (GROUPS if request.user.is_authenticated else [PUBLIC])
    ]
    here = nearest(request.path, [url for _title, entries in offered for _entry, url in entries])
    return [
        (title, [Place(url, entry.label, entry.icon, url == here) for entry, url in entries])
        for title, entries in offered
        if entries
    ]


def nearest(path: str, urls: list[str]) -> str:
    """Return the address that a page is or lies below: the longest; "/" only for itself."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")


def unread(user: Any) -> int:
    """Count the notices that a person has not opened."""
    return user.notices.filter(read_at=None).count() if user.is_authenticated else 0
