"""What the project costs and who pays, partner by partner."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.people.models import User
from grappe.hub.proposals import queries
from grappe.hub.proposals.enums import FundingSource
from grappe.hub.proposals.errors import (
    BadText,
    NoDates,
    QuarterOutside,
    StaleBudget,
    TooMany,
    UnknownCategory,
)
from grappe.hub.proposals.models import CostLine, FundingLine, Partner, Proposal
from grappe.hub.proposals.services.answers import touch
from grappe.hub.proposals.services.cleaning import clean_amount, clean_text
from grappe.hub.proposals.services.consortium import unconfirm_if_changed
from grappe.hub.proposals.services.moves import draft
from grappe.hub.proposals.services.starting import moment
from grappe.hub.proposals.services.totals import refresh_totals
from grappe.kit.fiscal import quarters_between
from grappe.kit.money import format_money
from grappe.kit.templatetags.kit import day

Costs = Mapping[tuple[str, date], Any]  # (category, first day of the quarter) -> amount
Funds = Sequence[tuple[str, str, Any]]  # (source, programme or giver, amount)
MOST_FUNDS = 40


@transaction.atomic
def set_cost_lines(
    *, partner: Partner, costs: Costs, by: User, at: datetime, base: str | None = None
) -> Partner:
    """Replace a partner's costs, all or none: what is not named is 0.

    `base` is the digest of the costs that the person had before them; StaleBudget, with every cell
    that differs, if somebody else changed them since.
    """
    proposal = draft(partner.proposal)
    partner = _mine(partner)
    new = _read_costs(proposal, partner, costs)
    old = {(line.category, line.quarter): line for line in partner.costs.all()}
    before = {key: line.amount for key, line in old.items()}
    if new == before:
        return partner
    if base is not None and base != queries.costs_digest(partner):
        raise _stale_costs(partner, before, new)
    partner.costs.exclude(pk__in=[old[key].pk for key in old if key in new]).delete()
    for key, amount in new.items():
        if key in before and before[key] != amount:
            old[key].amount = amount
            old[key].save(update_fields=["amount"])
    CostLine.objects.bulk_create(
        CostLine(partner=partner, category=category, quarter=quarter, amount=amount)
        for (category, quarter), amount in new.items()
        if (category, quarter) not in before
    )
    return _changed(proposal, partner, by=by, at=at)


@transaction.atomic
def set_funding(
    *, partner: Partner, funding: Funds, by: User, at: datetime, base: str | None = None
) -> Partner:
    """Replace what a partner brings in, all or none; lines of 0 are left out."""
    proposal = draft(partner.proposal)
    partner = _mine(partner)
    new = _read_funding(funding)
    old = {(line.source, line.label): line.amount for line in partner.funding.all()}
    if new == old:
        return partner
    if base is not None and base != queries.funding_digest(partner):
        differing = sorted({key for key in {*old, *new} if old.get(key) != new.get(key)})
        cells = [
            {
                "name": " ".join([str(FundingSource(source).label), label]).strip(),
                "mine": format_money(new.get((source, label), Decimal(0))),
                "theirs": format_money(old.get((source, label), Decimal(0))),
            }
            for source, label in differing
        ]
        raise _stale(partner, cells, queries.funding_digest(partner))
    partner.funding.all().delete()
    FundingLine.objects.bulk_create(
        FundingLine(partner=partner, source=source, label=label, amount=amount)
        for (source, label), amount in new.items()
    )
    return _changed(proposal, partner, by=by, at=at)


@transaction.atomic
def set_budget(
    *, proposal: Proposal, costs: Mapping[int, Costs], by: User, at: datetime
) -> Proposal:
    """Replace the costs of several partners (by their id), all or none."""
    partners = {partner.pk: partner for partner in proposal.partners.all()}
    for pk, lines in costs.items():
        set_cost_lines(partner=partners[pk], costs=lines, by=by, at=at)
    return Proposal.objects.get(pk=proposal.pk)


def _mine(partner: Partner) -> Partner:
    return Partner.objects.select_related("organisation", "proposal", "changed_by").get(
        pk=partner.pk
    )


def _changed(proposal: Proposal, partner: Partner, *, by: User, at: datetime) -> Partner:
    partner.changed_by, partner.changed_at = by, at
    partner.save(update_fields=["changed_by", "changed_at"])
    refresh_totals(proposal)
    touch(proposal, at)
    return unconfirm_if_changed(partner, by=by, at=at)


def _read_costs(proposal: Proposal, partner: Partner, costs: Costs) -> dict[tuple[str, date], Any]:
    categories = {c.key: str(c.title) for c in queries.definition_of(proposal).terms.categories}
    starts, ends = proposal.starts_on, proposal.ends_on
    known = set(partner.costs.values_list("quarter", flat=True))
    inside = set(quarters_between(starts, ends)) if starts and ends else set()
    new: dict[tuple[str, date], Any] = {}  # Decimal
    for (category, quarter), raw in costs.items():
        if category not in categories:
            raise UnknownCategory(category=category[:40], known=", ".join(categories))
        amount = clean_amount(raw if raw not in (None, "") else 0)
        if amount == 0:
            continue
        if quarter not in inside and quarter not in known:
            if not (starts and ends):
                raise NoDates()
            raise QuarterOutside(
                quarter=queries.quarter_label(quarter), starts=day(starts), ends=day(ends)
            )
        new[category, quarter] = amount
    return new


def _read_funding(funding: Funds) -> dict[tuple[str, str], Any]:
    new: dict[tuple[str, str], Any] = {}  # Decimal
    for source, label, raw in funding:
        if source not in FundingSource.values:
            raise BadText(field=_("source"), why=_("choose one of the list."))
        amount = clean_amount(raw if raw not in (None, "") else 0)
        key = (source, " ".join(clean_text(_("programme or giver"), label, most=120).split()))
        if amount:
            new[key] = new.get(key, Decimal(0)) + amount
    if len(new) > MOST_FUNDS:
        raise TooMany(most=MOST_FUNDS, what=_("sources of money for each partner"))
    return new


def _stale_costs(
    partner: Partner,
    theirs: Mapping[tuple[str, date], Decimal],
    mine: Mapping[tuple[str, date], Decimal],
) -> StaleBudget:
    titles = {c.key: str(c.title) for c in queries.definition_of(partner.proposal).terms.categories}
    keys = sorted(key for key in {*theirs, *mine} if theirs.get(key) != mine.get(key))
    cells = [
        {
            "name": f"{titles.get(category, category)}, {queries.quarter_label(quarter)}",
            "mine": format_money(mine.get((category, quarter), Decimal(0))),
            "theirs": format_money(theirs.get((category, quarter), Decimal(0))),
        }
        for category, quarter in keys
    ]
    return _stale(partner, cells, queries.costs_digest(partner))


def _stale(partner: Partner, cells: list[dict[str, str]], digest: str) -> StaleBudget:
    who = partner.changed_by or partner.organisation
    at = moment(partner.changed_at or partner.proposal.changed_at)
    return StaleBudget(who=str(who), at=at, cells=cells, base=digest)
