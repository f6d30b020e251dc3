"""The balance of a draft selection: what the money would go to, by five readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from grappe.hub.decisions.queries.meetings import Row, labels
from grappe.hub.proposals.enums import PartnerRole
from grappe.hub.proposals.models import Partner
from grappe.kit.money import to_cents


@dataclass(frozen=True)
class Share:
    """One bar: a label, how many, how much, and its part of the whole from 0 to 100."""

    label: str
    count: int
    money: Decimal
    percent: Decimal
    y: int = 0  # of its bar in the drawing, pixels

    @property
    def width(self) -> str:
        """Return the width of the bar as SVG writes it, whatever the language."""
        return str(self.percent)


@dataclass(frozen=True)
class Reading:
    """One way to look at the selection."""

    key: str
    title: str
    counts: str  # what is counted
    shares: list[Share]

    @property
    def height(self) -> int:
        """Return the height of the drawing, pixels."""
        return 16 * len(self.shares)


_SIDES = {
    PartnerRole.ADOPTER: "adopters",
    PartnerRole.AI_PROVIDER: "providers",
    PartnerRole.SOLUTION_PROVIDER: "providers",
    PartnerRole.RESEARCH: "research",
    PartnerRole.OTHER: "other",
}


def balance(rows: Iterable[Row]) -> list[Reading]:
    """Return the balance of what the draft would fund, by sector, province, size, first time, side.

    Money by side follows each partner's share of the project's eligible costs.
    """
    funded = [row for row in rows if row.funded]
    sectors, provinces, _outcomes = labels()
    sizes = {"sme": _("led by an SME"), "large": _("led by a large firm"), "": _("size not known")}
    first = {True: _("with a first-time adopter"), False: _("without")}
    return [
        _reading(
            "sector",
            _("By sector"),
            funded,
            lambda row: sectors.get(row.sector, _("none given")),
        ),
        _reading(
            "province",
            _("By province"),
            funded,
            lambda row: provinces.get(row.province, _("outside Canada")),
        ),
        _reading("size", _("SMEs and large firms"), funded, lambda row: sizes[row.size]),
        _reading("first_time", _("First-time adopters"), funded, lambda row: first[row.first_time]),
        _by_side(funded),
    ]


def _reading(key: str, title: str, rows: list[Row], group: Callable[[Row], str]) -> Reading:
    counts: dict[str, int] = defaultdict(int)
    money: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        counts[group(row)] += 1
        money[group(row)] += row.amount
    return Reading(key, title, _("proposals"), _shares(counts, money))


def _shares(counts: dict[str, int], money: dict[str, Decimal]) -> list[Share]:
    whole = sum(money.values()) or Decimal(1)
    return [
        Share(label, counts[label], money[label], round(100 * money[label] / whole, 1), 16 * place)
        for place, label in enumerate(sorted(counts, key=lambda one: (-money[one], one)))
    ]


def _by_side(rows: list[Row]) -> Reading:
    names = {
        "adopters": _("adopters"),
        "providers": _("AI and solution providers"),
        "research": _("research"),
        "other": _("others"),
    }
    amounts = {row.proposal: row.amount for row in rows}
    parts: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    partners = (
        Partner.objects.filter(proposal__in=amounts)
        .order_by("proposal_id", "-is_lead", "pk")
        .annotate(spent=Sum("costs__amount"))
        .values_list("proposal_id", "role", "spent")
    )
    for proposal, role, spent in partners:
        parts[proposal].append((_SIDES[PartnerRole(role)], _dollars(spent)))
    counts: dict[str, int] = defaultdict(int)
    money: dict[str, Decimal] = defaultdict(Decimal)
    for proposal, sides in parts.items():
        for (side, _spent), amount in zip(sides, _divided(amounts[proposal], sides), strict=True):
            counts[names[side]] += 1
            money[names[side]] += amount
    title = _("Adopters, providers and research")
    return Reading("side", title, _("partners"), _shares(counts, money))


def _dollars(spent: object) -> Decimal:
    return Decimal(0) if spent is None else Decimal(str(spent))


def _divided(amount: Decimal, sides: list[tuple[str, Decimal]]) -> list[Decimal]:
    """Divide an amount like the costs, to the cent; the lead takes what rounding leaves."""
    whole = sum(spent for _side, spent in sides)
    if not whole:
        return [amount] + [Decimal(0)] * (len(sides) - 1)
    parts = [to_cents(amount * spent / whole) for _side, spent in sides]
    parts[0] += amount - sum(parts)
    return parts
