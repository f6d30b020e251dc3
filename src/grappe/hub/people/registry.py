"""What later apps add: the words of acts on people, and panels on an organisation's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Panel:
    """A part of an organisation's page that another app fills: only with what the reader may see."""

    key: str
    title: str | Promise
    template: str
    context: Callable[[Any, Any], dict[str, Any]]  # (reader, organisation) -> template context


PANELS: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel to the page of every organisation; each key once."""
    if PANELS.setdefault(panel.key, panel) != panel:
        raise ValueError(f"The panel {panel.key!r} is registered twice.")


VERBS = {
    "person.director_created": _("First programme director created"),
    "person.profile_changed": _("Profile changed"),
    "person.token_created": _("API token created"),
    "person.token_revoked": _("API token revoked"),
    "person.interest_declared": _("Interest declared"),
    "person.interest_ended": _("Interest ended"),
    "person.role_granted": _("Cluster role granted"),
    "person.role_ended": _("Cluster role ended"),
    "organisation.registered": _("Organisation registered"),
    "organisation.changed": _("Organisation changed"),
    "organisation.merged": _("Organisation merged into another"),
    "organisation.absorbed": _("Another organisation taken in"),
    "affiliation.added": _("Person joined"),
    "affiliation.changed": _("Role in the organisation changed"),
    "affiliation.ended": _("Person left"),
    "affiliation.declared": _("Past employer declared"),
    "membership.opened": _("Membership opened"),
    "membership.fee_changed": _("Membership fee changed"),
    "membership.ended": _("Membership ended early"),
    "invitation.sent": _("Invitation sent"),
    "invitation.resent": _("Invitation sent again"),
    "invitation.revoked": _("Invitation revoked"),
    "invitation.accepted": _("Invitation accepted"),
    "question.asked": _("Question of identity asked"),
    "question.confirmed": _("Question of identity confirmed"),
    "question.dismissed": _("Question of identity dismissed"),
}
