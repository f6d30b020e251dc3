"""Who is in conflict with which proposal, by which rule, on what evidence.

One reading of a person's ties serves every question: whether a proposal may be shown (`barred`),
why not (`conflicts_between`), and whom to ask (`conflicts_among`, `conflicts_before_inviting`).
A tie holds for the person: every e-mail address, confirmed or not, every affiliation and joint work
for three years after it ends, every other interest while it lasts. Merged organisations are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import CharField, DateField, F, Q, Value
from django.db.models.functions import Cast, Lower
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.people.enums import InterestKind
from grappe.hub.people.models import Affiliation, Interest, Organisation, User
from grappe.hub.people.queries.ties import domains_of, years_before
from grappe.hub.proposals.enums import ConflictRule
from grappe.hub.proposals.models import Answer, ConflictDeclaration, Partner, Proposal

AFFILIATION, ADDRESS, TEAM = "affiliation", "address", "team"  # ties beside InterestKind


@dataclass(frozen=True)
class Conflict:
    """One reason why a person may not judge a proposal, in the reader's language."""

    rule: ConflictRule
    evidence: str


@dataclass(frozen=True)
class Tie:
    """What ties a person to an organisation: of what kind, and until when (None: still)."""

    organisation_id: int
    kind: str
    until: date | None = None
    note: str = ""


@dataclass
class _Organisations:
    """The organisations in play: which are one (`same`), which share an owner (`group`)."""

    names: dict[int, str] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)  # organisation -> its representative
    group: dict[int, int] = field(default_factory=dict)
    domains: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def reached(self, tie: Tie) -> set[int]:
        """Return every organisation that a tie reaches: only working for one reaches its group."""
        roots = self.group if tie.kind in (AFFILIATION, ADDRESS) else self.same
        root = _root(roots, tie.organisation_id)
        return {tie.organisation_id} | {one for one in roots if _root(roots, one) == root}


def barred(user: Any, at: datetime) -> Q:
    """Select the proposals that a person is in conflict with, for filter or exclude."""
    if user.pk is None:
        return Q(pk__in=[])
    close = _reached(user, at)
    declared = ConflictDeclaration.objects.filter(user=user, ended_at=None)
    return (
        Q(pk__in=Partner.objects.filter(organisation_id__in=close).values("proposal_id"))
        | Q(lead_id__in=close)
        | Q(created_by=user)
        | Q(pk__in=Partner.objects.filter(confirmed_by=user).values("proposal_id"))
        | Q(pk__in=Answer.objects.filter(changed_by=user).values("proposal_id"))
        | Q(pk__in=declared.values("proposal_id"))
    )


def read_ties_once(user: Any) -> None:
    """Let a person's ties be read once for the rest of a request that changes none of them."""
    user.__dict__.setdefault("_reached", {})


def _reached(user: Any, at: datetime) -> set[int]:
    """Return every organisation that a person's ties reach."""
    kept: dict[date, set[int]] = user.__dict__.get("_reached", {})
    today = localtime(at).date()
    if today not in kept:
        ties, organisations = _ties([user], at)
        kept[today] = {one for tie in ties[user.pk] for one in organisations.reached(tie)}
    return kept[today]


def conflicts_between(*, user: User, proposal: Proposal, at: datetime) -> list[Conflict]:
    """Return why this person may not judge this proposal; empty when nothing stands against it."""
    return conflicts_for([user], proposal, at)[user.pk]


def conflicts_for(
    users: Iterable[User], proposal: Proposal, at: datetime
) -> dict[int, list[Conflict]]:
    """Return the conflicts of each person with one proposal, by the person's id."""
    users = list(users)
    found = conflicts_among(users, [proposal], at)
    return {user.pk: found.get((user.pk, proposal.pk), []) for user in users}


def conflicts_among(
    users: Iterable[User], proposals: Iterable[Proposal], at: datetime
) -> dict[tuple[int, int], list[Conflict]]:
    """Return the conflicts of many people with many proposals, by (person, proposal).

    A pair without conflict is not in the answer. The number of queries does not grow.
    """
    users, proposals = list(users), list(proposals)
    ties, organisations = _ties(users, at)
    found = _through_partners(ties, organisations, proposals)
    for user_id, proposal_id, reason in _declared(users, proposals):
        conflict = Conflict(ConflictRule.DECLARED, reason or _("Declared it for this proposal."))
        found[user_id, proposal_id].append(conflict)
    for user_id, proposal_id in _in_team(users, proposals):
        conflict = Conflict(ConflictRule.IN_TEAM, _("Wrote or confirmed a part of this proposal."))
        found[user_id, proposal_id].append(conflict)
    return {pair: list(dict.fromkeys(conflicts)) for pair, conflicts in found.items()}


def conflicts_before_inviting(
    *,
    email: str,
    organisations: Iterable[Organisation],
    proposals: Iterable[Proposal],
    at: datetime,
) -> dict[int, list[Conflict]]:
    """Return the conflicts that a person not yet invited would have, by proposal.

    Known are only an e-mail address and the organisations that the person is said to work for. If
    the address belongs to somebody with an account, that person's own ties count as well.
    """
    proposals, address = list(proposals), email.strip().lower()
    known = list(
        User.objects.filter(
            Q(email=address)
            | Q(pk__in=EmailAddress.objects.filter(email__iexact=address).values("user_id"))
        )
    )
    stranger = [Tie(one.pk, AFFILIATION) for one in organisations]
    ties, web = _ties(known, at, stranger=stranger, address=address)
    found = _through_partners(ties, web, proposals)
    result: dict[int, list[Conflict]] = defaultdict(list)
    for (_user, proposal_id), conflicts in found.items():
        result[proposal_id] += conflicts
    if known:
        for (_user, proposal_id), conflicts in conflicts_among(known, proposals, at).items():
            result[proposal_id] += conflicts
    return {pk: list(dict.fromkeys(conflicts)) for pk, conflicts in result.items()}


# Reading the ties


def _ties(
    users: list[User], at: datetime, *, stranger: Iterable[Tie] = (), address: str = ""
) -> tuple[dict[int, list[Tie]], _Organisations]:
    """Return each person's ties by id (0: somebody without an account), and the organisations."""
    addresses = _addresses(users)
    if address:
        addresses[0] = {address}
    ties: dict[int, list[Tie]] = defaultdict(list, {0: list(stranger)})
    for user_id, tie in _recorded(users, at):
        ties[user_id].append(tie)
    domains = {d for mine in addresses.values() for one in mine for d in domains_of(one)}
    tied = {tie.organisation_id for mine in ties.values() for tie in mine}
    organisations = _organisations(tied, domains)
    for user_id, mine in addresses.items():
        for one in mine:
            for domain in domains_of(one):
                for organisation_id in organisations.domains.get(domain, ()):
                    ties[user_id].append(Tie(organisation_id, ADDRESS, note=one.rpartition("@")[2]))
    return ties, organisations


def _addresses(users: list[User]) -> dict[int, set[str]]:
    """Return every address of each person, confirmed or not, in lower case."""
    addresses: dict[int, set[str]] = {user.pk: {user.email.lower()} for user in users}
    rows = EmailAddress.objects.filter(user__in=[user.pk for user in users])
    for user_id, email in rows.values_list("user_id", "email"):
        addresses[user_id].add(email.lower())
    return addresses


def _recorded(users: list[User], at: datetime) -> Iterable[tuple[int, Tie]]:
    """Read affiliations, interests and joint proposals that still count, in one query."""
    pks, today = [user.pk for user in users], localtime(at).date()
    first = years_before(today)
    lasting = Q(ended_on=None) | Q(ended_on__gte=first)
    still = Q(ended_on=None) | Q(ended_on__gte=today)
    still |= Q(kind=InterestKind.WORK, ended_on__gte=first)
    none, empty = Cast(Value(None), DateField()), Value("", CharField())
    affiliations = Affiliation.objects.filter(lasting, user__in=pks).values_list(
        "user_id", "organisation_id", Value(AFFILIATION, CharField()), "ended_on", empty
    )
    interests = Interest.objects.filter(still, user__in=pks).values_list(
        "user_id", "organisation_id", "kind", "ended_on", "reason"
    )
    lately = Partner.objects.order_by().filter(proposal__changed_at__gte=at - (today - first))
    acted = (
        "proposal__created_by",
        "proposal__partners__confirmed_by",
        "proposal__answers__changed_by",
    )
    teams = [
        lately.filter(**{f"{person}__in": pks}).values_list(
            person, "organisation_id", Value(TEAM, CharField()), none, empty
        )
        for person in acted
    ]
    for user_id, organisation_id, kind, until, note in affiliations.union(interests, *teams):
        yield user_id, Tie(organisation_id, kind, until, note)


def _organisations(tied: set[int], domains: set[str]) -> _Organisations:
    """Read the organisations tied to, those of the domains, and whatever joins organisations."""
    result = _Organisations()
    rows = (
        Organisation.objects.annotate(domain=Lower("email_domain"))
        .filter(
            Q(pk__in=tied)
            | Q(domain__in=domains - {""})
            | Q(parent__isnull=False)
            | Q(merged_into__isnull=False)
        )
        .values_list("pk", "trade_name", "legal_name", "parent_id", "merged_into_id", "domain")
    )
    for pk, trade_name, legal_name, parent, merged_into, domain in rows:
        result.names[pk] = trade_name or legal_name
        if domain in domains:
            result.domains[domain].append(pk)
        if merged_into:
            _join(result.same, pk, merged_into)
            _join(result.group, pk, merged_into)
        if parent:
            _join(result.group, pk, parent)
    return result


def _root(roots: Mapping[int, int], one: int) -> int:
    while (above := roots.get(one, one)) != one:
        one = above
    return one


def _join(roots: dict[int, int], one: int, other: int) -> None:
    """Put two organisations under one representative; a circle of owners does no harm."""
    roots.setdefault(one, one)
    roots.setdefault(other, other)
    roots[_root(roots, one)] = _root(roots, other)


# Holding them against proposals


def _through_partners(
    ties: Mapping[int, list[Tie]], organisations: _Organisations, proposals: list[Proposal]
) -> dict[tuple[int, int], list[Conflict]]:
    partners: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Partner.objects.filter(proposal__in=[p.pk for p in proposals]).values_list(
        "proposal_id", "organisation_id", "organisation__trade_name", "organisation__legal_name"
    )
    for proposal_id, organisation_id, trade_name, legal_name in rows:
        partners[organisation_id].append((proposal_id, trade_name or legal_name))
    found: dict[tuple[int, int], list[Conflict]] = defaultdict(list)
    for user_id, mine in ties.items():
        for tie in mine:
            for organisation_id in organisations.reached(tie) & partners.keys():
                for proposal_id, name in partners[organisation_id]:
                    conflict = _conflict(tie, organisation_id, name, organisations)
                    found[user_id, proposal_id].append(conflict)
    return found


def _conflict(
    tie: Tie, organisation_id: int, partner: str, organisations: _Organisations
) -> Conflict:
    own = organisations.names.get(tie.organisation_id, partner)
    one = _root(organisations.same, tie.organisation_id) == _root(
        organisations.same, organisation_id
    )
    said = {"own": own, "partner": partner, "note": tie.note}
    if not one:
        text = _("%(own)s and the partner %(partner)s belong to the same ownership group.") % said
        return Conflict(ConflictRule.SAME_GROUP, text)
    if tie.kind == ADDRESS:
        text = _("Has an e-mail address at %(note)s, the domain of %(partner)s.") % said
        return Conflict(ConflictRule.SAME_DOMAIN, text)
    if tie.kind == TEAM:
        text = _("Prepared a proposal together with %(partner)s in the last 3 years.") % said
        return Conflict(ConflictRule.WORKED_TOGETHER, text)
    if tie.kind == AFFILIATION:
        return Conflict(ConflictRule.SAME_ORGANISATION, _dated(_works(tie), tie, said))
    if tie.kind == InterestKind.WORK:
        text = _dated(_("Worked together with %(partner)s."), tie, said)
        return Conflict(ConflictRule.WORKED_TOGETHER, _with_note(text, tie))
    text = _dated(_("Declared an interest in %(partner)s (%(kind)s)."), tie, said)
    return Conflict(ConflictRule.DECLARED, _with_note(text, tie))


def _works(tie: Tie) -> str:
    return _("Works for %(partner)s.") if tie.until is None else _("Worked for %(partner)s.")


def _dated(text: str, tie: Tie, said: Mapping[str, str]) -> str:
    kind = InterestKind(tie.kind).label if tie.kind in InterestKind else ""
    text = text % {**said, "kind": kind}
    if tie.until is None:
        return text
    until = _("Until %(day)s.") % {"day": date_format(tie.until, "DATE_FORMAT")}
    return f"{text} {until}"


def _with_note(text: str, tie: Tie) -> str:
    return f"{text} “{tie.note}”" if tie.note else text


def _declared(users: list[User], proposals: list[Proposal]) -> Iterable[tuple[int, int, str]]:
    return ConflictDeclaration.objects.filter(
        user__in=[u.pk for u in users], proposal__in=[p.pk for p in proposals], ended_at=None
    ).values_list("user_id", "proposal_id", "reason")


def _in_team(users: list[User], proposals: list[Proposal]) -> Iterable[tuple[int, int]]:
    """Return who created, answered or confirmed a part of which proposal, in one query."""
    who, which = [u.pk for u in users], [p.pk for p in proposals]
    created = Proposal.objects.filter(pk__in=which, created_by__in=who)
    confirmed = Partner.objects.order_by().filter(proposal__in=which, confirmed_by__in=who)
    answered = Answer.objects.filter(proposal__in=which, changed_by__in=who)
    return created.values_list(F("created_by_id"), F("pk")).union(
        confirmed.values_list(F("confirmed_by_id"), F("proposal_id")),
        answered.values_list(F("changed_by_id"), F("proposal_id")),
    )
