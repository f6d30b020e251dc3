"""Conditions between questions: shown when, required when."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from grappe.hub.calls.definition.words import Key, Part
from grappe.hub.calls.enums import Test


def _plain(value: Any) -> Any:
    """Write numbers as text, so that a condition reads the same from JSON as from Python."""
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return str(value) if number else value


Value = Annotated[bool | Annotated[str, Field(max_length=200)] | None, BeforeValidator(_plain)]


class Condition(Part):
    """Another question's answer compared with a value."""

    question: Key
    test: Test
    value: Value = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the answers meet the condition; a question without answer meets only “is not”."""
        answer = answers.get(self.question)
        if answer in (None, "", [], ()):
            return self.test == Test.DIFFERS
        order = _compare(answer, self.value)
        listed = answer if isinstance(answer, list | tuple) else [answer]
        return {
            Test.ANSWERED: True,
            Test.EQUALS: _same(answer, self.value),
            Test.DIFFERS: not _same(answer, self.value),
            Test.INCLUDES: any(_same(one, self.value) for one in listed),
            Test.AT_LEAST: order is not None and order >= 0,
            Test.AT_MOST: order is not None and order <= 0,
        }[self.test]


def _same(answer: Any, value: Any) -> bool:
    if isinstance(value, bool) or isinstance(answer, bool):
        return bool(_truth(answer) == _truth(value))
    order = _compare(answer, value)
    return order == 0 if order is not None else str(answer) == str(value)


def _truth(value: Any) -> Any:
    return {"true": True, "false": False, "yes": True, "no": False}.get(str(value).lower(), value)


def _compare(answer: Any, value: Any) -> int | None:
    """Return -1, 0 or 1 as the answer is below, at or above the value; None if they do not compare."""
    try:
        left, right = Decimal(str(answer)), Decimal(str(value))
        if left.is_nan() or right.is_nan():
            return None
        return (left > right) - (left < right)
    except InvalidOperation:
        first, second = str(answer), str(value)
        dates = len(first) == len(second) == 10 and first[4:8:3] == second[4:8:3] == "--"
        return (first > second) - (first < second) if dates else None
