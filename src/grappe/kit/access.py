"""Who may do what: rules as data, asked in the interface, printed as one table.

A policy is a `Rule`: an action, the relations that allow it, and the states in which it makes sense.
Relations are computed per object by one function of the app (`relations(user, obj)`), so that a page,
a list, a file, the API, an export and search all ask the same thing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import Refused


class ClusterRole(models.TextChoices):
    """What a person is to the cluster as a whole; each grants nothing by itself."""

    OFFICER = "officer", _("programme officer")
    DIRECTOR = "director", _("programme director")
    REVIEWER = "reviewer", _("expert reviewer")
    COMMITTEE = "committee", _("committee member")
    BOARD = "board", _("board member")
    FINANCE = "finance", _("finance officer")
    OBSERVER = "observer", _("funder observer")
    AUDITOR = "auditor", _("auditor")


# What anyone may be to anything. Apps add relations to one object: "lead", "partner", "assigned"…
ANYONE = "anyone"
SIGNED_IN = "signed in"

Relations = Callable[[Any, Any], frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """One row of the table of rights."""

    action: str  # "proposal.submit"
    who: frozenset[str]  # relations and cluster roles, any of which is enough
    when: frozenset[str] | None  # states in which the action makes sense; None: always
    relations: Relations

    def __call__(self, user: Any, obj: Any = None) -> bool:
        """Say whether this person may do this to this object, whatever its state."""
        return bool(self.who & (self.relations(user, obj) | roles_of(user)))

    def now(self, user: Any, obj: Any) -> bool:
        """Say whether to offer the action: the right, and the state.

        Where a reader is told another state than the object's own (`told_state`), that one counts:
        what is offered must not betray what is not told yet.
        """
        return (self.when is None or getattr(obj, "told_state", obj.state) in self.when) and self(
            user, obj
        )


def roles_of(user: Any) -> frozenset[str]:
    """Return the cluster roles of a person, with ANYONE and SIGNED_IN."""
    if not user.is_authenticated:
        return frozenset({ANYONE})
    roles: frozenset[str] = user.cluster_roles
    return frozenset({ANYONE, SIGNED_IN}) | roles


def no_relations(user: Any, obj: Any) -> frozenset[str]:
    """Return no relation: for actions that cluster roles alone decide."""
    return frozenset()


RULES: dict[str, Rule] = {}


def rule(
    action: str,
    who: Iterable[str],
    *,
    when: Iterable[str] | None = None,
    relations: Relations = no_relations,
) -> Rule:
    """Declare one row of the table of rights; an action is declared once."""
    if action in RULES:
        raise ValueError(f"The action {action!r} is declared twice.")
    states = None if when is None else frozenset(map(str, when))
    RULES[action] = Rule(action, frozenset(map(str, who)), states, relations)
    return RULES[action]


def require(asked: Rule, user: Any, obj: Any = None) -> None:
    """Raise Refused unless the rule allows this person to act on this object."""
    if not asked(user, obj):
        raise Refused(action=asked.action)
