"""What is known of a proposal, gathered for the eligibility rules."""

import hashlib
import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from grappe.hub.calls.enums import StageKey
from grappe.hub.people.enums import FeeState
from grappe.hub.people.models import Membership
from grappe.hub.proposals.eligibility import Facts, Part, Verdict, check
from grappe.hub.proposals.eligibility.facts import ZERO
from grappe.hub.proposals.enums import PUBLIC_SOURCES, FundingSource
from grappe.hub.proposals.models import CostLine, FundingLine, Partner, Proposal
from grappe.hub.proposals.queries.questions import definition_of, stage_of


def facts_of(proposal: Proposal) -> Facts:
    """Return what is known of a proposal: partners, dates, money, and the call's numbers."""
    terms = definition_of(proposal).terms
    eligible = {category.key for category in terms.categories if category.eligible}
    costs, funding = _costs(proposal), _funding(proposal)
    partners = list(proposal.partners.select_related("organisation"))
    members = _members([p.organisation_id for p in partners if p.is_lead])
    parts = tuple(
        _part(partner, costs[partner.pk], funding[partner.pk], eligible, members)
        for partner in partners
    )
    return Facts(
        parts=parts,
        sector=proposal.sector,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        rate=proposal.rate,
        rate_most=terms.rate_most,
        cost_least=terms.cost_least,
        cost_most=terms.cost_most,
        grant_most=terms.grant_most,
        stacking_most=terms.stacking_most,
        in_kind_most=terms.in_kind_most,
        sme_below=terms.sme_below,
        sectors=tuple(proposal.call.sectors),
    )


def eligibility_of(proposal: Proposal, facts: Facts | None = None) -> list[Verdict]:
    """Return what each rule of the proposal's stage says now."""
    stage = stage_of(proposal)
    rules = [
        rule
        for rule in definition_of(proposal).rules
        if stage == StageKey.FULL or rule.stage == StageKey.EOI
    ]
    return check(facts or facts_of(proposal), rules) if rules else []


def part_digest(partner: Partner) -> str:
    """Return the hash of one part and its money: what its people confirm."""
    costs = partner.costs.order_by("category", "quarter").values_list(
        "category", "quarter", "amount"
    )
    funding = partner.funding.order_by("source", "label").values_list("source", "label", "amount")
    body = [
        partner.organisation_id,
        partner.role,
        partner.contribution,
        partner.first_time_adopter,
        [[category, str(quarter), str(amount)] for category, quarter, amount in costs if amount],
        [[source, label, str(amount)] for source, label, amount in funding if amount],
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def _costs(proposal: Proposal) -> dict[int, dict[str, Decimal]]:
    rows = (
        CostLine.objects.filter(partner__proposal=proposal)
        .values_list("partner_id", "category")
        .annotate(total=Sum("amount"))
    )
    costs: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for partner, category, total in rows:
        costs[partner][category] = total
    return costs


def _funding(proposal: Proposal) -> dict[int, dict[str, Decimal]]:
    rows = (
        FundingLine.objects.filter(partner__proposal=proposal)
        .values_list("partner_id", "source")
        .annotate(total=Sum("amount"))
    )
    funding: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for partner, source, total in rows:
        funding[partner][source] = total
    return funding


def _members(organisations: list[int]) -> set[int]:
    today = timezone.localdate()
    return set(
        Membership.objects.filter(
            organisation__in=organisations,
            starts_on__lte=today,
            ends_on__gte=today,
            ended_at=None,
            fee_state__in=[FeeState.PAID, FeeState.WAIVED],
        ).values_list("organisation_id", flat=True)
    )


def _part(
    partner: Partner,
    costs: dict[str, Decimal],
    funding: dict[str, Decimal],
    eligible: set[str],
    members: set[int],
) -> Part:
    organisation: Any = partner.organisation
    return Part(
        name=str(organisation),
        role=partner.role,
        kind=organisation.kind,
        is_lead=partner.is_lead,
        employees=organisation.employees,
        country=organisation.country,
        member=organisation.pk in members if partner.is_lead else None,
        first_time=partner.first_time_adopter,
        cost=sum(costs.values(), ZERO),
        eligible=sum((v for k, v in costs.items() if k in eligible), ZERO),
        cash=funding.get(FundingSource.CASH, ZERO),
        in_kind=funding.get(FundingSource.IN_KIND, ZERO),
        public=sum((v for k, v in funding.items() if k in PUBLIC_SOURCES), ZERO),
    )
