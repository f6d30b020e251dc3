"""The arithmetic of scores: exact, on the criteria's own scale, by the call's own weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from grappe.hub.calls.definition import Definition

PLACES = Decimal("0.001")


@dataclass(frozen=True)
class Reading:
    """How a proposal stands by its reviews: the mean, the highest less the lowest, and doubt."""

    mean: Decimal | None
    spread: Decimal | None
    disputed: bool


def weighted(scores: Mapping[str, int], definition: Definition) -> Decimal | None:
    """Return the weighted mean of the scores on a call's criteria; None unless all are scored."""
    if any(scores.get(criterion.key) is None for criterion in definition.criteria):
        return None
    total = sum((Decimal(c.weight) * scores[c.key] for c in definition.criteria), Decimal(0))
    return rounded(total / sum(c.weight for c in definition.criteria))


def reading_of(scores: Iterable[Decimal], *, threshold: Decimal) -> Reading:
    """Return mean and spread of the weighted scores; disputed when the spread is above the threshold."""
    values = list(scores)
    if not values:
        return Reading(None, None, disputed=False)
    spread = max(values) - min(values)
    mean = rounded(sum(values, Decimal(0)) / len(values))
    return Reading(mean, rounded(spread), disputed=spread > threshold)


def rounded(value: Decimal) -> Decimal:
    """Round to the thousandth, halves away from zero."""
    return value.quantize(PLACES, rounding=ROUND_HALF_UP)
