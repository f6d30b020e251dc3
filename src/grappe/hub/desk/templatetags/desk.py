"""What the sign-in page of the demo needs."""

from itertools import groupby

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.hub.desk.queries import demo_accounts
from grappe.hub.people.models import User
from grappe.kit.access import ClusterRole

register = template.Library()
ORDER = [str(role) for role in ClusterRole]


@register.simple_tag
def demo_doors() -> list[tuple[str | Promise, list[tuple[User, str]]]]:
    """Return the demo's people in groups, each with what they are in the demo's story."""
    people = sorted((_place(person), person.pk, person) for person in demo_accounts())
    groups = groupby(people, key=lambda row: row[0][0])
    names = [_("The cluster"), _("Applicants"), _("Reviewers"), _("Committee and board")]
    return [(names[at], [(p, _what(p)) for _order, _pk, p in rows]) for at, rows in groups]


def _place(person: User) -> tuple[int, int]:
    """Return the group of a person and the place of their role in it."""
    roles = [grant.role for grant in person.grants.all() if grant.ended_at is None]
    if not roles:
        return 1, 0
    first = min(ORDER.index(role) for role in roles)
    role = ClusterRole(ORDER[first])
    if role == ClusterRole.REVIEWER:
        return 2, first
    return (3 if role in {ClusterRole.COMMITTEE, ClusterRole.BOARD} else 0), first


def _what(person: User) -> str:
    roles = [str(ClusterRole(g.role).label) for g in person.grants.all() if g.ended_at is None]
    firms = [str(a.organisation) for a in person.affiliations.all() if a.ended_on is None]
    return ", ".join(roles or firms) or person.email
