"""The federal fiscal year: 1 April to 31 March, quarters Apr-Jun, Jul-Sep, Oct-Dec, Jan-Mar."""

from datetime import date


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that holds a day (calendar and fiscal quarters agree)."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def quarters_between(first: date, last: date) -> list[date]:
    """Return the first days of every quarter from the one of `first` to the one of `last`."""
    quarters, quarter = [], quarter_of(first)
    while quarter <= last:
        quarters.append(quarter)
        quarter = next_quarter(quarter)
    return quarters


def next_quarter(quarter: date) -> date:
    """Return the first day of the quarter after this one."""
    if quarter.month == 10:
        return date(quarter.year + 1, 1, 1)
    return date(quarter.year, quarter.month + 3, 1)


def fiscal_year(day: date) -> int:
    """Return the calendar year in which the fiscal year of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_label(day: date) -> str:
    """Write a quarter as people do: 2026-27 Q3."""
    year = fiscal_year(day)
    return f"{year}-{(year + 1) % 100:02d} Q{(day.month - 4) % 12 // 3 + 1}"
