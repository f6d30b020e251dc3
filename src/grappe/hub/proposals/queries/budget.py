"""The budget as people read it: a grid by partner, category and fiscal quarter, and who pays."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import get_language

from grappe.hub.calls.definition import Category
from grappe.hub.proposals.eligibility import Facts
from grappe.hub.proposals.eligibility.facts import ZERO, shared_out
from grappe.hub.proposals.models import CostLine, FundingLine, Partner, Proposal
from grappe.hub.proposals.queries.facts import facts_of
from grappe.hub.proposals.queries.questions import definition_of
from grappe.kit.fiscal import fiscal_label, fiscal_year, quarters_between


def quarter_label(quarter: date) -> str:
    """Write a fiscal quarter as the reader does: 2027-28 Q1, or 2027-28 T1 in French."""
    label = fiscal_label(quarter)
    return label.replace("Q", "T") if (get_language() or "en").startswith("fr") else label


@dataclass(frozen=True)
class Cell:
    """One amount of the grid."""

    category: str
    quarter: date
    amount: Decimal
    outside: bool = False  # of the project's dates

    @property
    def name(self) -> str:
        """Return the name of its form field."""
        return f"{self.category}.{self.quarter.isoformat()}"

    @property
    def label(self) -> str:
        """Return its quarter as people write it."""
        return quarter_label(self.quarter)


@dataclass
class Row:
    """One category of a partner over the quarters."""

    category: Category
    cells: list[Cell]

    @property
    def total(self) -> Decimal:
        """Return its sum (CAD)."""
        return sum((cell.amount for cell in self.cells), ZERO)


@dataclass
class Block:
    """One partner's budget."""

    partner: Partner
    rows: list[Row]
    funding: list[FundingLine]
    asked: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Return all its costs (CAD)."""
        return sum((row.total for row in self.rows), ZERO)

    @property
    def eligible(self) -> Decimal:
        """Return its eligible costs (CAD)."""
        return sum((row.total for row in self.rows if row.category.eligible), ZERO)

    @property
    def brought(self) -> Decimal:
        """Return what it brings in (CAD)."""
        return sum((line.amount for line in self.funding), ZERO)

    def sums(self) -> list[Decimal]:
        """Return the sum of each quarter (CAD)."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return [sum((cell.amount for cell in column), ZERO) for column in columns]


@dataclass
class Grid:
    """The whole budget."""

    quarters: list[date]
    outside: frozenset[date]  # quarters with costs, before or after the project
    blocks: list[Block] = field(default_factory=list)

    @property
    def headings(self) -> list[tuple[str, str, bool]]:
        """Return, by quarter, its label, its first day, and whether it lies outside."""
        return [(quarter_label(q), q.isoformat(), q in self.outside) for q in self.quarters]

    @property
    def years(self) -> list[tuple[str, int]]:
        """Return the fiscal years above the quarters, with how many columns each spans."""
        spans: dict[int, int] = defaultdict(int)
        for quarter in self.quarters:
            spans[fiscal_year(quarter)] += 1
        return [(f"{year}-{(year + 1) % 100:02d}", span) for year, span in spans.items()]

    @property
    def total(self) -> Decimal:
        """Return all costs (CAD)."""
        return sum((block.total for block in self.blocks), ZERO)

    def sums(self) -> list[Decimal]:
        """Return the sum of each quarter over all partners (CAD)."""
        return [sum(column, ZERO) for column in zip(*(b.sums() for b in self.blocks), strict=True)]


def grid_of(
    proposal: Proposal,
    partners: Iterable[Partner] | None = None,
    parts: list[Partner] | None = None,
) -> Grid:
    """Return the budget of a proposal, or of some of its partners.

    `parts` are all partners as `parts_of` reads them, for a page that needs them more than once.
    """
    if parts is None:
        every = proposal.partners.select_related("organisation")
        shown = list(every if partners is None else partners)
        lines = list(CostLine.objects.filter(partner__in=shown))
        paid = list(FundingLine.objects.filter(partner__in=shown).order_by("source", "label"))
    else:
        shown = parts
        lines = [line for part in parts for line in part.costs.all()]
        paid = [line for part in parts for line in part.funding.all()]
    amounts = {(one.partner_id, one.category, one.quarter): one.amount for one in lines}
    inside = _quarters(proposal)
    outside = frozenset(quarter for _p, _c, quarter in amounts) - set(inside)
    quarters = sorted({*inside, *outside})
    funding = defaultdict(list)
    for line in paid:
        funding[line.partner_id].append(line)
    grid = Grid(quarters, outside)
    categories = definition_of(proposal).terms.categories
    for partner in shown:
        rows = []
        for category in categories:
            cells = [
                Cell(
                    category.key,
                    quarter,
                    amounts.get((partner.pk, category.key, quarter), ZERO),
                    quarter in outside,
                )
                for quarter in quarters
            ]
            rows.append(Row(category, cells))
        grid.blocks.append(Block(partner, rows, funding[partner.pk]))
    if partners is None:
        shares = shared_out(proposal.asked, [block.eligible for block in grid.blocks])
        for block, asked in zip(grid.blocks, shares, strict=True):
            block.asked = asked
    return grid


def _quarters(proposal: Proposal) -> list[date]:
    if proposal.starts_on is None or proposal.ends_on is None:
        return []
    return quarters_between(proposal.starts_on, proposal.ends_on)


@dataclass(frozen=True)
class Money:
    """Who pays for the project, with the shares that the call's terms limit."""

    facts: Facts

    @cached_property
    def asked(self) -> Decimal:
        """Return what is asked of the cluster (CAD)."""
        return self.facts.asked or ZERO

    @cached_property
    def industry(self) -> Decimal:
        """Return cash and in-kind contributions of industry (CAD)."""
        return self.facts.cash + self.facts.in_kind

    @cached_property
    def covered(self) -> Decimal:
        """Return all the money named, the cluster's included (CAD)."""
        return self.asked + self.industry + self.facts.public

    @cached_property
    def short(self) -> Decimal:
        """Return what is still missing to pay all costs (CAD); never below 0."""
        return max(self.facts.cost - self.covered, ZERO)

    @cached_property
    def over(self) -> Decimal:
        """Return by how much the money named exceeds all costs (CAD); never below 0."""
        return max(self.covered - self.facts.cost, ZERO)

    @cached_property
    def rate(self) -> Decimal | None:
        """Return the cluster's share of the eligible costs."""
        return self.asked / self.facts.eligible if self.facts.eligible else None

    @cached_property
    def leverage(self) -> Decimal | None:
        """Return the dollars of industry and others for each dollar of the cluster."""
        return (self.industry + self.facts.public) / self.asked if self.asked else None

    @cached_property
    def stacking(self) -> Decimal | None:
        """Return the share of all public money in all costs."""
        return (self.asked + self.facts.public) / self.facts.cost if self.facts.cost else None

    @cached_property
    def in_kind(self) -> Decimal | None:
        """Return the in-kind share of what industry brings in."""
        return self.facts.in_kind / self.industry if self.industry else None


def money_of(proposal: Proposal, facts: Facts | None = None) -> Money:
    """Return who pays for a proposal."""
    return Money(facts or facts_of(proposal))
