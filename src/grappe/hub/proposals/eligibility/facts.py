"""What is known of a proposal when its eligibility is checked; money is Decimal throughout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from grappe.kit.money import CENT

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Part:
    """One partner, as far as it is known; None stands for not known."""

    name: str
    role: str  # PartnerRole
    kind: str  # OrganisationKind
    is_lead: bool = False
    employees: int | None = None
    country: str = ""
    member: bool | None = None  # of the cluster, fee paid
    first_time: bool | None = None  # first-time adopter of AI
    cost: Decimal = ZERO  # all costs, CAD
    eligible: Decimal = ZERO  # the eligible ones among them, CAD
    cash: Decimal = ZERO
    in_kind: Decimal = ZERO
    public: Decimal = ZERO  # other public money, CAD


@dataclass(frozen=True)
class Facts:
    """A consortium and its project; the numbers to hold them against come with each rule."""

    parts: tuple[Part, ...]
    sector: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    rate: Decimal | None = None
    grant_most: Decimal | None = None  # CAD
    sectors: tuple[str, ...] = ()  # of the call; empty: all

    @cached_property
    def lead(self) -> Part | None:
        """Return the lead, if there is one."""
        return next((part for part in self.parts if part.is_lead), None)

    @cached_property
    def cost(self) -> Decimal:
        """Return all costs (CAD)."""
        return sum((part.cost for part in self.parts), ZERO)

    @cached_property
    def eligible(self) -> Decimal:
        """Return the eligible costs (CAD)."""
        return sum((part.eligible for part in self.parts), ZERO)

    @cached_property
    def cash(self) -> Decimal:
        """Return the industry's cash (CAD)."""
        return sum((part.cash for part in self.parts), ZERO)

    @cached_property
    def in_kind(self) -> Decimal:
        """Return the industry's contributions in kind (CAD)."""
        return sum((part.in_kind for part in self.parts), ZERO)

    @cached_property
    def public(self) -> Decimal:
        """Return the other public money (CAD)."""
        return sum((part.public for part in self.parts), ZERO)

    @cached_property
    def asked(self) -> Decimal | None:
        """Return what is asked of the cluster (CAD); None while the rate is not known."""
        return None if self.rate is None else grant(self.rate, self.eligible, self.grant_most)


def grant(rate: Decimal, eligible: Decimal, most: Decimal | None) -> Decimal:
    """Return the rate's share of the eligible costs in whole cents, capped; never a cent above."""
    asked = (rate * eligible).quantize(CENT, rounding=ROUND_DOWN)
    return asked if most is None else min(asked, most.quantize(CENT))


def shared_out(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share an amount out by weights to the cent, so that the parts add to the whole.

    Largest remainders first; equal remainders go to the larger weight, then to the earlier one.
    """
    whole = sum(weights, ZERO)
    if whole == 0:
        return [ZERO for _weight in weights]
    exact = [total * weight / whole for weight in weights]
    parts = [share.quantize(CENT, rounding=ROUND_DOWN) for share in exact]
    left = int((total - sum(parts, ZERO)) / CENT)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], -weights[i], i))
    for i in order[:left]:
        parts[i] += CENT
    return parts


def months_between(starts_on: date, ends_on: date) -> int:
    """Return how many months a project takes, a begun month counting whole; both days included."""
    last = ends_on.toordinal() + 1
    after = date.fromordinal(last)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    return months + (after.day > starts_on.day)
