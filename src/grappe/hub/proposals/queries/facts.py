"""What is known of a proposal, gathered for the eligibility rules."""

import hashlib
import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Sum
from django.utils import timezone

from grappe.hub.people.enums import FeeState
from grappe.hub.people.models import Membership
from grappe.hub.proposals.eligibility import Facts, Part, Verdict, check
from grappe.hub.proposals.eligibility.facts import ZERO
from grappe.hub.proposals.enums import PUBLIC_SOURCES, FundingSource
from grappe.hub.proposals.models import CostLine, FundingLine, Partner, Proposal
from grappe.hub.proposals.queries.questions import definition_of, stage_of


def parts_of(proposal: Proposal) -> list[Partner]:
    """Return the partners with their organisations, costs and funding: all that money is told from."""
    member = Exists(_memberships().filter(organisation=OuterRef("organisation")))
    found: QuerySet[Any] = proposal.partners.select_related("organisation").annotate(member=member)
    funding = FundingLine.objects.order_by("source", "label")
    return list(found.prefetch_related("costs", Prefetch("funding", queryset=funding)))


def facts_of(proposal: Proposal, parts: list[Partner] | None = None) -> Facts:
    """Return what is known of a proposal: partners, dates, money, and the call's numbers.

    `parts` are the partners as `parts_of` reads them, for a page that shows them as well.
    """
    terms = definition_of(proposal).terms
    eligible = {category.key for category in terms.categories if category.eligible}
    if parts is None:
        costs, funding = _costs(proposal), _funding(proposal)
        partners = list(proposal.partners.select_related("organisation"))
        members = _members([p.organisation_id for p in partners if p.is_lead])
    else:
        costs, funding, partners = *_sums(parts), parts
        members = {p.organisation_id for p in parts if getattr(p, "member", False)}
    return Facts(
        parts=tuple(
            _part(partner, costs[partner.pk], funding[partner.pk], eligible, members)
            for partner in partners
        ),
        sector=proposal.sector,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        rate=proposal.rate,
        grant_most=terms.grant_most,
        sectors=tuple(proposal.call.sectors),
    )


def eligibility_of(proposal: Proposal, facts: Facts | None = None) -> list[Verdict]:
    """Return what each rule of the proposal's stage says now."""
    definition = definition_of(proposal)
    return check(facts or facts_of(proposal), definition, stage_of(proposal))


def part_digest(partner: Partner) -> str:
    """Return the hash of one part and its money: what its people confirm."""
    return _hash([text_digest(partner), costs_digest(partner), funding_digest(partner)])


def text_digest(partner: Partner) -> str:
    """Return the hash of what a part says, without its money."""
    fields = [partner.role, partner.contribution, partner.first_time_adopter]
    return _hash([partner.organisation_id, *fields])


def costs_digest(partner: Partner) -> str:
    """Return the hash of a partner's costs."""
    rows = partner.costs.order_by("category", "quarter").values_list(
        "category", "quarter", "amount"
    )
    return _hash([[category, str(quarter), str(amount)] for category, quarter, amount in rows])


def funding_digest(partner: Partner) -> str:
    """Return the hash of what a partner brings in."""
    rows = partner.funding.order_by("source", "label").values_list("source", "label", "amount")
    return _hash([[source, label, str(amount)] for source, label, amount in rows])


def _hash(body: list[Any]) -> str:
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


def _sums(parts: list[Partner]) -> tuple[dict[int, dict[str, Decimal]], ...]:
    """Return the costs by category and the funding by source of parts already read."""
    costs: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    funding: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for part in parts:
        for cost in part.costs.all():
            costs[part.pk][cost.category] += cost.amount
        for line in part.funding.all():
            funding[part.pk][line.source] += line.amount
    return costs, funding


def _memberships() -> QuerySet[Membership]:
    today = timezone.localdate()
    return Membership.objects.filter(
        starts_on__lte=today,
        ends_on__gte=today,
        ended_at=None,
        fee_state__in=[FeeState.PAID, FeeState.WAIVED],
    )


def _members(organisations: list[int]) -> set[int]:
    found = _memberships().filter(organisation__in=organisations)
    return set(found.values_list("organisation_id", flat=True))


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
