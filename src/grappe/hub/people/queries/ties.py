"""Who belongs to what: affiliations, cluster roles, and everything that ties a person to a firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import CharField, DateField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.timezone import localtime

from grappe.hub.people.enums import InterestKind
from grappe.hub.people.models import Affiliation, Interest, Organisation, User
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

AFFILIATION, ADDRESS = "affiliation", "address"  # ties beside InterestKind


@dataclass(frozen=True)
class Closeness:
    """One reason why a person is close to an organisation.

    through   the organisation of the tie itself; another than `organisation` in an ownership group.
    kind      affiliation, address, or an InterestKind.
    """

    organisation: int
    through: int
    through_name: str
    kind: str
    until: date | None = None
    note: str = ""


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


def close_organisations(user: User, at: datetime) -> dict[int, list[Closeness]]:
    """Return every organisation that a person is tied to, by id, with the evidence; two queries.

    Affiliations and joint work count until 3 years after they end, other interests until they end;
    every e-mail address counts, confirmed or not; each tie reaches the whole ownership group.
    """
    ties: dict[int, list[tuple[str, date | None, str]]] = {}
    hosts: dict[str, str] = {}
    for organisation, kind, until, note in _ties_of(user, at):
        if kind == ADDRESS:
            hosts |= dict.fromkeys(domains_of(note), note)
        else:
            ties.setdefault(organisation, []).append((kind, until, note))
    found: dict[int, list[Closeness]] = {}
    for root, name, domain, reached in _groups(ties.keys(), hosts.keys()):
        reasons = ties.get(root, [])
        if domain in hosts:
            reasons = [*reasons, (ADDRESS, None, hosts[domain])]
        for kind, until, note in reasons:
            closeness = Closeness(reached, root, name, kind, until, note)
            found.setdefault(reached, []).append(closeness)
    return found


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


def _ties_of(user: User, at: datetime) -> Iterable[tuple[int, str, date | None, str]]:
    """Read affiliations, interests and addresses that count, in one query."""
    today = localtime(at).date()
    since = years_before(today)
    nothing, no_day = Value("", CharField()), Cast(Value(None), DateField())
    affiliations = (
        Affiliation.objects.filter(user=user)
        .filter(Q(ended_on=None) | Q(ended_on__gte=since))
        .values_list("organisation_id", Value(AFFILIATION, CharField()), "ended_on", nothing)
    )
    lasting = Q(ended_on=None) | Q(ended_on__gte=today)
    lasting |= Q(kind=InterestKind.WORK, ended_on__gte=since)
    interests = Interest.objects.filter(lasting, user=user)
    addresses = EmailAddress.objects.filter(user=user)
    rows = affiliations.union(
        interests.values_list("organisation_id", "kind", "ended_on", "reason"),
        addresses.values_list("user_id", Value(ADDRESS, CharField()), no_day, "email"),
    )
    yield from rows
    yield 0, ADDRESS, None, user.email


def _groups(ids: Iterable[int], hosts: Iterable[str]) -> list[tuple[int, str, str, int]]:
    """Return (root, its name, its domain, organisation reached) over parents and merges both ways."""
    ids, hosts = list(ids), [host for host in hosts if host]
    starts = [f"id IN ({', '.join(['%s'] * len(ids))})"] if ids else []
    starts += [f"LOWER(email_domain) IN ({', '.join(['%s'] * len(hosts))})"] if hosts else []
    if not starts:
        return []
    sql = f"""
        WITH RECURSIVE reach(root, id) AS (
            SELECT id, id FROM people_organisation WHERE {" OR ".join(starts)}
            UNION
            SELECT reach.root, other.id
            FROM reach
            JOIN people_organisation one ON one.id = reach.id
            JOIN people_organisation other
              ON other.parent_id = one.id OR other.id = one.parent_id
              OR other.merged_into_id = one.id OR other.id = one.merged_into_id
        )
        SELECT reach.root, COALESCE(NULLIF(root.trade_name, ''), root.legal_name),
               LOWER(root.email_domain), reach.id
        FROM reach JOIN people_organisation root ON root.id = reach.root
        ORDER BY reach.root, reach.id
    """  # noqa: S608 (only placeholders are put in)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*ids, *hosts])
        return list(cursor.fetchall())


def group_of(organisation: Organisation) -> list[int]:
    """Return the ids of the whole ownership group of an organisation, itself included."""
    return [reached for _root, _name, _domain, reached in _groups([organisation.pk], [])]
