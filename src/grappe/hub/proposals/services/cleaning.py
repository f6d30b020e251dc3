"""Reading what people type: each value of its type, within bounds, or a refusal that says why."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grappe.hub.calls.definition import Question
from grappe.hub.calls.enums import QuestionKind
from grappe.hub.proposals.errors import BadAmount, BadAnswer, BadText
from grappe.kit.money import CENT, MOST, format_money, parse_money

LONGEST = 100_000  # characters of one answer; a long novel has ten times as many
LINE = 500  # characters of one line


def clean_answer(question: Question, raw: Any) -> Any:
    """Return the value of an answer as it is stored (JSON); None when empty; or raise BadAnswer."""
    if raw is None or raw in ("", []):
        return None
    try:
        return _READERS[question.kind](question, raw)
    except ValidationError as wrong:
        raise BadAnswer(label=str(question.label), why=" ".join(wrong.messages)) from None


def clean_text(field: str, raw: Any, *, most: int = LONGEST) -> str:
    """Return a text without what no database holds, or raise BadText."""
    if raw is None:
        return ""
    try:
        return _text(raw, most)
    except ValidationError as wrong:
        raise BadText(field=field, why=" ".join(wrong.messages)) from None


def clean_amount(raw: Any) -> Decimal:
    """Return an amount of a budget, 0 or more in whole cents, or raise BadAmount."""
    try:
        amount = parse_money(raw) if isinstance(raw, str) else Decimal(raw)
    except (ValidationError, InvalidOperation, TypeError, ValueError):
        raise _bad_amount(raw) from None
    if not amount.is_finite() or not 0 <= amount <= MOST or amount != amount.quantize(CENT):
        raise _bad_amount(raw)
    return amount.quantize(CENT)


def _bad_amount(raw: Any) -> BadAmount:
    return BadAmount(amount=f"“{str(raw)[:40]}”", most=format_money(MOST))


def _text(raw: Any, most: int) -> str:
    if not isinstance(raw, str):
        raise ValidationError(_("a text is expected here."))
    text = raw.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > most:
        wrong = _("the text has %(count)s characters; at most %(most)s fit. Shorten it.")
        raise ValidationError(wrong % {"count": len(text), "most": most})
    return text


def _short(question: Question, raw: Any) -> str | None:
    return " ".join(_text(raw, LINE).split()) or None


def _long(question: Question, raw: Any) -> str | None:
    return _text(raw, LONGEST) or None


def read_number(raw: Any) -> Decimal:
    """Read a number written in either language; raise ValidationError on anything else."""
    text = str(raw).strip()[:60]
    for space in (" ", "\xa0", "\u202f", "'"):
        text = text.replace(space, "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, bool) or not number.is_finite():
        raise ValidationError(_("a number is expected here, such as 12.5 or 12,5."))
    exponent = number.as_tuple().exponent
    if abs(number) >= Decimal("1e14") or (isinstance(exponent, int) and exponent < -4):
        raise ValidationError(
            _("this number is out of reach: use at most 14 digits and 4 decimals.")
        )
    return number


def _number(question: Question, raw: Any) -> str:
    return _within(question, read_number(raw))


def _money(question: Question, raw: Any) -> str:
    amount = parse_money(str(raw))
    if amount < 0 and question.least is None:
        raise ValidationError(_("an amount of 0 or more is expected here."))
    return _within(question, amount)


def _within(question: Question, number: Decimal) -> str:
    if question.least is not None and number < question.least:
        raise ValidationError(_("at least %(least)s is expected.") % {"least": question.least})
    if question.most is not None and number > question.most:
        raise ValidationError(_("at most %(most)s is expected.") % {"most": question.most})
    return f"{number:f}"


def read_date(raw: Any) -> date:
    """Read a date as year-month-day; raise ValidationError on anything else."""
    if isinstance(raw, date):
        return raw
    try:
        day = date.fromisoformat(str(raw).strip())
    except ValueError:
        day = date.min
    if not 1990 <= day.year <= 2100:
        raise ValidationError(_("a date is expected here, such as 2027-04-01."))
    return day


def _date(question: Question, raw: Any) -> str:
    return read_date(raw).isoformat()


_YES = {"true", "yes", "oui", "on", "1"}
_NO = {"false", "no", "non", "off", "0"}


def read_yes_no(raw: Any) -> bool:
    """Read yes or no; raise ValidationError on anything else."""
    word = str(raw).strip().lower()
    if word not in _YES | _NO:
        raise ValidationError(_("yes or no is expected here."))
    return word in _YES


def _yes_no(question: Question, raw: Any) -> bool:
    return read_yes_no(raw)


def _choice(question: Question, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in {choice.key for choice in question.choices}:
        raise ValidationError(_("choose one of the list."))
    return raw


def _choices(question: Question, raw: Any) -> list[str]:
    known = [choice.key for choice in question.choices]
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list) or not all(one in known for one in chosen):
        raise ValidationError(_("choose from the list."))
    return [key for key in known if key in chosen]


def _file(question: Question, raw: Any) -> Any:
    raise ValidationError(_("attach a file instead."))


_READERS: dict[QuestionKind, Callable[[Question, Any], Any]] = {
    QuestionKind.SHORT: _short,
    QuestionKind.LONG: _long,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.FILE: _file,
}
