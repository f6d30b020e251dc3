"""Who belongs to what: affiliations, cluster roles, and the domains of addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from grappe.hub.people.models import Affiliation, Organisation, User
from grappe.kit.access import ClusterRole

YEARS = 3  # that a past employer or joint work still counts

# Hosts where anybody may have an address: sharing one ties nobody to anybody.
PUBLIC_MAIL_HOSTS = frozenset(
    [
        "aol.com",
        "bell.net",
        "cogeco.ca",
        "eastlink.ca",
        "fastmail.com",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.net",
        "googlemail.com",
        "hotmail.ca",
        "hotmail.com",
        "hotmail.fr",
        "hushmail.com",
        "icloud.com",
        "laposte.net",
        "live.ca",
        "live.com",
        "live.fr",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rogers.com",
        "sasktel.net",
        "shaw.ca",
        "sympatico.ca",
        "telus.net",
        "tuta.io",
        "tutanota.com",
        "videotron.ca",
        "wanadoo.fr",
        "yahoo.ca",
        "yahoo.com",
        "yahoo.fr",
        "yandex.com",
        "ymail.com",
        "zoho.com",
    ]
)


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """Return the organisations that a person works for now."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    current = Affiliation.objects.filter(user=user, ended_on=None)
    return Organisation.objects.filter(
        pk__in=current.values("organisation_id"), merged_into=None
    ).order_by("legal_name", "pk")


def people_of(organisation: Organisation, roles: Iterable[str] | None = None) -> QuerySet[User]:
    """Return the active people of an organisation now, all or those with one of these roles."""
    current = Affiliation.objects.filter(organisation=organisation, ended_on=None)
    if roles is not None:
        current = current.filter(role__in=list(roles))
    return User.objects.filter(is_active=True, pk__in=current.values("user_id")).order_by(
        "full_name", "pk"
    )


def holders_of(role: ClusterRole | str) -> QuerySet[User]:
    """Return the active people who hold a cluster role now."""
    return (
        User.objects.filter(is_active=True, grants__role=role, grants__ended_at=None)
        .distinct()
        .order_by("full_name", "pk")
    )


def years_before(day: date, years: int = YEARS) -> date:
    """Return the same day some years before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def domains_of(address: str) -> list[str]:
    """Return the domain of an e-mail address and those above it; none when anybody may have one."""
    labels = address.lower().rpartition("@")[2].strip(". ").split(".")
    above = [".".join(labels[first:]) for first in range(max(len(labels) - 1, 1))]
    return [] if PUBLIC_MAIL_HOSTS & set(above) else above
