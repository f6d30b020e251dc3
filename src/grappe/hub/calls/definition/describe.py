"""Rules, conditions and reminders in words, for people."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grappe.hub.calls.definition.conditions import Condition
from grappe.hub.calls.definition.document import Definition
from grappe.hub.calls.definition.parts import Question, Reminder
from grappe.hub.calls.definition.rules import RULE_PARAMS, Rule, choices_of
from grappe.hub.calls.enums import Audience, Occasion, QuestionKind, RuleKind, Test
from grappe.kit.money import format_money


def share(value: Decimal | str | None) -> str:
    """Write a share as a percentage: 44.4% or 44,4 %."""
    if value is None:
        return "—"
    french = (get_language() or "en").startswith("fr")
    percent = format_decimal(
        Decimal(value) * 100, "#,##0.####", locale="fr_CA" if french else "en_CA"
    )
    return f"{percent}\xa0%" if french else f"{percent}%"


def rule_words(definition: Definition, rule: Rule) -> str:
    """Return one eligibility rule as a sentence with its numbers."""
    numbers = definition.params(rule)
    if "count" in numbers:
        return _counted(rule.kind, numbers["count"], numbers.get("below"))
    if rule.kind == RuleKind.COST_BETWEEN:
        return _between(numbers["least"], numbers["most"])
    plain = {
        RuleKind.CANADIAN_LEAD: _("The lead has its headquarters in Canada."),
        RuleKind.FIRST_TIME_ADOPTER: _("At least one partner adopts AI for the first time."),
        RuleKind.MEMBERS_ONLY: _("The lead is a member of the cluster."),
        RuleKind.ROLES_REQUIRED: _("The consortium has partners in these roles: %(listed)s."),
        RuleKind.LEAD_KINDS: _("The lead is one of: %(listed)s."),
        RuleKind.SECTORS: _("The project belongs to one of these sectors: %(listed)s."),
        RuleKind.MONTHS_AT_MOST: _("The project lasts at most %(months)s months."),
        RuleKind.ENDS_BY: _("The project ends by %(date)s."),
        RuleKind.RATE_AT_MOST: _("The reimbursement rate asked is at most %(most)s."),
        RuleKind.IN_KIND_AT_MOST: _("At most %(most)s of industry’s contribution is in kind."),
        RuleKind.STACKING_AT_MOST: _(
            "All public money together covers at most %(most)s of the costs."
        ),
        RuleKind.PARTNER_SHARE_AT_MOST: _("No partner receives more than %(share)s of the grant."),
    }
    return plain[rule.kind] % _said(rule, numbers)


def _said(rule: Rule, numbers: dict[str, Any]) -> dict[str, str]:
    said = {}
    for name, value in numbers.items():
        if name in ("share", "least", "most"):
            said[name] = share(value)
        elif name == "date":
            said[name] = date_format(value, "DATE_FORMAT")
        elif isinstance(value, tuple):
            param = next(p for p in RULE_PARAMS[rule.kind] if p.name == name)
            labels = dict(((choices := choices_of(param)) and choices.choices) or ())
            said["listed"] = ", ".join(str(labels[one]) for one in value)
        else:
            said[name] = str(value)
    return said


def _counted(kind: str, count: int, below: int | None) -> str:
    numbers = {"count": count, "below": below}
    if kind == RuleKind.SMES_AT_LEAST:
        text = ngettext(
            "At least %(count)s partner is an SME (fewer than %(below)s full-time employees).",
            "At least %(count)s partners are SMEs (fewer than %(below)s full-time employees).",
            count,
        )
    elif kind == RuleKind.CONTRIBUTORS_AT_LEAST:
        text = ngettext(
            "At least %(count)s partner puts in money.",
            "At least %(count)s partners put in money.",
            count,
        )
    else:
        text = ngettext(
            "The consortium has at least %(count)s partner, its lead included.",
            "The consortium has at least %(count)s partners, its lead included.",
            count,
        )
    return text % numbers


def _between(least: Decimal | None, most: Decimal | None) -> str:
    numbers = {"least": format_money(least), "most": format_money(most)}
    if least is not None and most is not None:
        return _("The project costs between %(least)s and %(most)s.") % numbers
    if least is not None:
        return _("The project costs at least %(least)s.") % numbers
    if most is not None:
        return _("The project costs at most %(most)s.") % numbers
    return _("There is no floor or ceiling on the project’s cost.")


def condition_words(definition: Definition, condition: Condition) -> str:
    """Return a condition as words: “For sale?” is “yes”."""
    on = definition.questions().get(condition.question)
    label = str(on.label) if on else condition.question
    if condition.test == Test.ANSWERED:
        return _("“%(question)s” is answered") % {"question": label}
    value = value_words(on, condition.value)
    return _("“%(question)s” %(test)s “%(value)s”") % {
        "question": label,
        "test": Test(condition.test).label,
        "value": value,
    }


def value_words(on: Question | None, value: Any) -> str:
    """Return an answer as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if on and on.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        return str({c.key: c.label for c in on.choices}.get(str(value), value))
    return str(value)


def reminder_words(reminder: Reminder) -> str:
    """Return a reminder as a sentence: to whom, how long before or after what."""
    days = abs(reminder.days)
    if reminder.days < 0:
        text = ngettext(
            "%(count)s day before %(occasion)s, to %(audience)s",
            "%(count)s days before %(occasion)s, to %(audience)s",
            days,
        )
    elif reminder.days == 0:
        text = _("on the day: %(occasion)s, to %(audience)s")
    else:
        text = ngettext(
            "%(count)s day after %(occasion)s, to %(audience)s",
            "%(count)s days after %(occasion)s, to %(audience)s",
            days,
        )
    return text % {
        "count": days,
        "occasion": Occasion(reminder.occasion).label,
        "audience": Audience(reminder.audience).label,
    }
