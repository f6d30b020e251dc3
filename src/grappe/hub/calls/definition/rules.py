"""Eligibility rules as data: which numbers each kind needs, typed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Self

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from grappe.hub.calls.definition.words import Key, Part, Text, refuse
from grappe.hub.calls.enums import ConsortiumRole, RuleKind, StageKey


@dataclass(frozen=True)
class Param:
    """One number or list that a kind of rule needs."""

    name: str
    kind: Literal["count", "months", "share", "date", "roles", "kinds", "sectors"]
    label: str | Promise
    hint: str | Promise


_HOW = {
    "count": _("Give a whole number from 1 to 50."),
    "months": _("Give a whole number of months from 1 to 120."),
    "share": _("Give a share between 0 and 1, such as 0.7 for 70 %."),
    "date": _("Give a date as year-month-day."),
    "roles": _("Choose from: adopter, ai_provider, solution_provider, research, other."),
    "kinds": _("Choose kinds of organisation."),
    "sectors": _("Choose sectors."),
}


def _param(name: str, kind: Any, label: str | Promise) -> Param:
    return Param(name, kind, label, _HOW[kind])


_COUNT = _param("count", "count", _("at least"))
# The kinds that are not listed here have no numbers of their own: `rate_at_most`, `cost_between`,
# `in_kind_at_most` and `stacking_at_most` read the funding terms, so that a number stands once.
RULE_PARAMS: dict[RuleKind, tuple[Param, ...]] = {
    RuleKind.PARTNERS_AT_LEAST: (_COUNT,),
    RuleKind.SMES_AT_LEAST: (_COUNT,),
    RuleKind.CONTRIBUTORS_AT_LEAST: (_COUNT,),
    RuleKind.ROLES_REQUIRED: (_param("roles", "roles", _("roles that must be there")),),
    RuleKind.LEAD_KINDS: (_param("kinds", "kinds", _("kinds of organisation that may lead")),),
    RuleKind.SECTORS: (_param("sectors", "sectors", _("sectors")),),
    RuleKind.MONTHS_AT_MOST: (_param("months", "months", _("months")),),
    RuleKind.ENDS_BY: (_param("date", "date", _("last day")),),
    RuleKind.PARTNER_SHARE_AT_MOST: (_param("share", "share", _("share of the grant")),),
}


def choices_of(param: Param) -> type[TextChoices] | None:
    """Return what may be chosen for a list; None for numbers and dates."""
    from grappe.hub.people.enums import OrganisationKind, Sector

    lists: dict[str, type[TextChoices]] = {
        "roles": ConsortiumRole,
        "kinds": OrganisationKind,
        "sectors": Sector,
    }
    return lists.get(param.kind)


class Rule(Part):
    """One eligibility rule: its kind, its numbers, and the clause that it comes from."""

    key: Key
    kind: RuleKind
    params: dict[str, Any] = {}
    clause: Text = Text()
    stage: StageKey = StageKey.FULL  # checked from this stage on

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        known = {param.name: param for param in RULE_PARAMS.get(self.kind, ())}
        for name in self.params:
            if name not in known:
                raise refuse("no_such_param", name=name[:40])
        for name, param in known.items():
            if self.params.get(name) in (None, "", [], ()):
                raise refuse("param_missing", name=name)
            self.params[name] = _json(read_param(param, self.params[name]))
        return self

    def numbers(self) -> dict[str, Any]:
        """Return the params as Python values: int, Decimal, date, or a tuple of keys."""
        return {p.name: read_param(p, self.params[p.name]) for p in RULE_PARAMS.get(self.kind, ())}


def read_param(param: Param, value: Any) -> int | Decimal | date | tuple[str, ...]:
    """Read one param, or refuse it and say what it must be."""
    wrong = refuse("param_wrong", name=param.name, value=str(value)[:40], hint=str(param.hint))
    try:
        match param.kind:
            case "count" | "months":
                whole, most = int(str(value)), 50 if param.kind == "count" else 120
                if not 1 <= whole <= most or isinstance(value, bool):
                    raise wrong
                return whole
            case "share":
                share = Decimal(str(value))
                if not 0 < share <= 1:
                    raise wrong
                return share
            case "date":
                return value if isinstance(value, date) else date.fromisoformat(str(value))
    except (ValueError, InvalidOperation):
        raise wrong from None
    chosen = choices_of(param)
    if chosen is None or not isinstance(value, list | tuple) or set(value) - set(chosen.values):
        raise wrong
    return tuple(dict.fromkeys(str(one) for one in value))


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, int) else str(value)
