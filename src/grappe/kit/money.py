"""Canadian dollars: Decimal in Python, whole cents in a BIGINT, alike on every database."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_currency
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
MOST = Decimal("1e13")  # CAD; a BIGINT holds 9.2e16, and no cluster holds this


def to_cents(amount: Decimal | int) -> Decimal:
    """Round an amount to whole cents, halves away from zero."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def format_money(amount: Decimal | int | None, *, language: str | None = None) -> str:
    """Write an amount as people of this language write it: $1,234.50 or 1 234,50 $.

    Whole dollars are written without cents.
    """
    if amount is None:
        return "—"
    amount = Decimal(amount)
    locale = "fr_CA" if (language or get_language() or "en").startswith("fr") else "en_CA"
    if amount == amount.to_integral_value():  # as Babel writes it, thirty times as fast
        digits, sign = f"{abs(int(amount)):,}", "-" if amount < 0 else ""
        if locale == "fr_CA":
            return f"{sign}{digits.replace(',', '\xa0')}\xa0$"
        return f"{sign}${digits}"
    return str(format_currency(amount, "CAD", locale=locale)).replace("CA$", "$")


def parse_money(text: str) -> Decimal:
    """Read an amount written in English or in French; raise ValidationError on anything else.

    1,234.50 · 1 234,50 · $1 234.50 · 1234,5 $ are read alike. An amount with one separator followed
    by exactly three digits is a thousand: 1,234 is one thousand two hundred and thirty-four.
    """
    raw = text.strip()
    for junk in ("CAD", "CA$", "$", "\xa0", "\u202f", " ", "'"):
        raw = raw.replace(junk, "")
    if "," in raw and "." in raw:
        raw = (
            raw.replace(",", "")
            if raw.rfind(".") > raw.rfind(",")
            else raw.replace(".", "").replace(",", ".")
        )
    elif "," in raw:
        head, _comma, tail = raw.rpartition(",")
        raw = raw.replace(",", "") if len(tail) == 3 and head not in ("", "0") else f"{head}.{tail}"
    try:
        amount = Decimal(raw)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValidationError(
            _("“%(text)s” is not an amount. Write it like 1234.50 or 1 234,50."),
            code="money.unreadable",
            params={"text": text[:40]},
        )
    if abs(amount) > MOST:
        raise ValidationError(
            _("%(text)s is more than any budget holds. Write dollars, not cents."),
            code="money.too_large",
            params={"text": text[:40]},
        )
    if amount != amount.quantize(CENT):
        raise ValidationError(
            _("%(text)s has more than two decimals. Round it to whole cents."),
            code="money.too_fine",
            params={"text": text[:40]},
        )
    return amount.quantize(CENT)


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount of Canadian dollars; compares and sums exactly on SQLite and PostgreSQL."""

    description = "CAD, stored as whole cents"

    def from_db_value(self, value: int | None, *args: Any) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(CENT)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, str):
            return parse_money(value)
        return Decimal(value).quantize(CENT)

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]
        return int((Decimal(value) * 100).to_integral_value(rounding=ROUND_HALF_UP))

    def formfield(self, **kwargs: Any) -> Any:
        return MoneyFormField(
            label=kwargs.get("label", self.verbose_name),
            required=kwargs.get("required", not self.blank),
            help_text=kwargs.get("help_text", self.help_text),
            initial=kwargs.get("initial", self.default if self.has_default() else None),
        )

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class MoneyFormField(forms.Field):
    """Reads an amount written in either language."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, Decimal) else parse_money(str(value))
