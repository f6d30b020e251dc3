"""What templates say: amounts, dates, states, icons, texts in the reader's language."""

from decimal import Decimal
from typing import Any

from django import template

from grappe.kit.bilingual import in_language
from grappe.kit.money import format_money

register = template.Library()


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Write an amount of Canadian dollars as the reader does."""
    return format_money(amount)


@register.filter
def bilingual(obj: Any, field: str) -> str:
    """Return a two-column field in the reader's language."""
    return in_language(obj, field)
