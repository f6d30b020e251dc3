"""The fiscal year runs from April to March."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from grappe.kit.fiscal import (
    fiscal_label,
    fiscal_year,
    next_quarter,
    quarter_of,
    quarters_between,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_march_ends_a_fiscal_year_and_april_begins_the_next():
    assert [fiscal_label(date(2027, m, 1)) for m in (3, 4)] == ["2026-27 Q4", "2027-28 Q1"]
    assert [fiscal_year(date(2027, m, 1)) for m in (3, 4)] == [2026, 2027]


@given(DAYS)
def test_every_day_lies_in_its_quarter(day):
    first = quarter_of(day)

    assert first <= day < next_quarter(first)
    assert (first.day, first.month % 3) == (1, 1)


@given(DAYS, DAYS)
def test_quarters_follow_each_other_from_the_first_day_to_the_last(one, other):
    first, last = sorted((one, other))

    quarters = quarters_between(first, last)

    assert (quarters[0], quarters[-1]) == (quarter_of(first), quarter_of(last))
    assert quarters[1:] == [next_quarter(one) for one in quarters[:-1]]
