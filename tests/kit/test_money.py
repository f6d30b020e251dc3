"""Amounts are read, written and kept alike in both languages and on both databases."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from django.core.exceptions import ValidationError
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from grappe.hub.proposals.models import CostLine, Partner
from grappe.kit.money import MOST, format_money, parse_money, to_cents
from tests.factories import ProposalFactory

LOCALES = {"en": "en_CA", "fr": "fr_CA"}
CENTS = st.decimals(-MOST, MOST, places=2, allow_nan=False, allow_infinity=False)


def by_babel(amount, language, **how):
    written = format_currency(amount, "CAD", locale=LOCALES[language], **how)
    return str(written).replace("CA$", "$")


@given(st.integers(-(10**13), 10**13), st.sampled_from(["en", "fr"]))
def test_whole_dollars_are_written_as_babel_writes_them_without_cents(amount, language):
    whole = by_babel(Decimal(amount), language)
    expected = whole.replace(".00" if language == "en" else ",00", "")

    assert format_money(Decimal(amount), language=language) == expected


@given(CENTS, st.sampled_from(["en", "fr"]))
def test_what_is_written_is_read_back(amount, language):
    assert parse_money(format_money(amount, language=language)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("1\xa0234,50\xa0$", "1234.50"),
        ("$1 234.50", "1234.50"),
        ("1234,5 $", "1234.50"),
        ("1,234", "1234.00"),
        ("0,5", "0.50"),
        ("1.234,50", "1234.50"),
        ("CAD 7", "7.00"),
        ("-3", "-3.00"),
    ],
)
def test_amounts_are_read_in_both_languages(text, amount):
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money.unreadable"),
        ("ten", "money.unreadable"),
        ("NaN", "money.unreadable"),
        ("Infinity", "money.unreadable"),
        ("=1+1", "money.unreadable"),
        ("10000000000001", "money.too_large"),
        ("9" * 400, "money.too_large"),
        ("1.005", "money.too_fine"),
    ],
)
def test_what_is_no_amount_is_refused_by_name(text, code):
    with pytest.raises(ValidationError) as refused:
        parse_money(text)

    assert refused.value.code == code


def test_halves_are_rounded_away_from_zero():
    assert [to_cents(Decimal(x)) for x in ("0.005", "-0.005")] == [
        Decimal("0.01"),
        Decimal("-0.01"),
    ]


@pytest.mark.django_db
def test_the_database_sums_and_compares_cents_exactly():
    partner = Partner.objects.get(proposal=ProposalFactory())
    for quarter in ("2027-04-01", "2027-07-01", "2027-10-01"):
        CostLine.objects.create(
            partner=partner, category="labour", quarter=quarter, amount=Decimal("0.10")
        )

    sums = Partner.objects.annotate(sum=Sum("costs__amount"))

    assert sums.get().sum == Decimal("0.30")
    assert sums.filter(sum=Decimal("0.30")).count() == 1
    assert CostLine.objects.filter(amount=Decimal("0.10")).count() == 3
