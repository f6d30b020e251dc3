"""One pure function for each kind of rule: passed, failed or not yet known, and what changes it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grappe.hub.calls.definition import Definition, Rule
from grappe.hub.calls.enums import RuleKind
from grappe.hub.people.enums import OrganisationKind, Sector
from grappe.hub.proposals.eligibility.facts import Facts, months_between
from grappe.hub.proposals.enums import Outcome, PartnerRole
from grappe.kit.money import format_money

Params = Mapping[str, Any]
Finding = tuple[Outcome, str, str]  # outcome, the reason with its numbers, what would change it
PASSED, FAILED, UNKNOWN = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN


@dataclass(frozen=True)
class Verdict:
    """What one rule says of a proposal, in the reader's language."""

    key: str
    kind: str
    label: str
    outcome: Outcome
    reason: str
    change: str  # what would change it; empty when passed
    clause: str  # where the rule comes from


def check(facts: Facts, definition: Definition, stage: str) -> list[Verdict]:
    """Return what each rule of a stage says, in the order of the rules."""
    return [_verdict(facts, rule, definition.params(rule)) for rule in definition.rules_at(stage)]


def _verdict(facts: Facts, rule: Rule, params: Params) -> Verdict:
    outcome, reason, change = CHECKS[rule.kind](facts, params)
    label = str(RuleKind(rule.kind).label)
    return Verdict(rule.key, rule.kind, label, outcome, reason, change, str(rule.clause))


# Numbers as people read them


def percent(share: Decimal) -> str:
    """Write a share as people do: 40% in English, 40 % in French; at most two decimals."""
    number = (share * 100).quantize(Decimal("0.01"))
    text = f"{number.normalize():f}"
    french = (get_language() or "en").startswith("fr")
    return f"{text.replace('.', ',')}\xa0%" if french else f"{text}%"


def _labels(choices: Any, keys: Iterable[str]) -> str:
    known = dict(choices.choices)
    return ", ".join(str(known.get(key, key)) for key in keys)


# Who takes part


def partners_at_least(facts: Facts, params: Params) -> Finding:
    """At least so many organisations take part, the lead included."""
    least, count = int(params["count"]), len(facts.parts)
    said = {"count": count, "least": least}
    reason = ngettext(
        "%(count)s organisation takes part; at least %(least)s must.",
        "%(count)s organisations take part; at least %(least)s must.",
        count,
    )
    if count >= least:
        return PASSED, reason % said, ""
    return FAILED, reason % said, _("Invite %(more)s more.") % {"more": least - count}


def smes_at_least(facts: Facts, params: Params) -> Finding:
    """At least so many partners have fewer full-time employees than the call's limit."""
    least = int(params["count"])
    below = int(params["below"])
    smes = sum(part.employees is not None and part.employees < below for part in facts.parts)
    unknown = [part.name for part in facts.parts if part.employees is None]
    reason = _(
        "%(count)s of %(all)s partners have fewer than %(below)s full-time employees; "
        "at least %(least)s must."
    ) % {"count": smes, "all": len(facts.parts), "below": below, "least": least}
    if smes >= least:
        return PASSED, reason, ""
    if smes + len(unknown) >= least:
        change = _("Give the number of employees of %(names)s in its profile.")
        return UNKNOWN, reason, change % {"names": ", ".join(sorted(unknown))}
    return FAILED, reason, _("Invite a partner that is an SME.")


def roles_required(facts: Facts, params: Params) -> Finding:
    """Every role of the list is taken by some partner."""
    roles = list(params["roles"])
    missing = [role for role in roles if role not in {part.role for part in facts.parts}]
    said = {"roles": _labels(PartnerRole, roles), "missing": _labels(PartnerRole, missing)}
    if not missing:
        return PASSED, _("These roles are taken: %(roles)s.") % said, ""
    reason = _("The call wants these roles: %(roles)s. Missing: %(missing)s.") % said
    return FAILED, reason, _("Invite a partner in the role: %(missing)s.") % said


def lead_kinds(facts: Facts, params: Params) -> Finding:
    """The lead is an organisation of one of these kinds."""
    kinds = list(params["kinds"])
    if facts.lead is None or not facts.lead.kind:
        return UNKNOWN, _("The kind of the lead is not known."), _("Choose the lead.")
    said = {
        "lead": facts.lead.name,
        "kind": _labels(OrganisationKind, [facts.lead.kind]),
        "kinds": _labels(OrganisationKind, kinds),
    }
    reason = _("%(lead)s leads: %(kind)s. May lead: %(kinds)s.") % said
    if not kinds or facts.lead.kind in kinds:
        return PASSED, reason, ""
    return FAILED, reason, _("Let a partner of one of these kinds lead: %(kinds)s.") % said


def canadian_lead(facts: Facts, params: Params) -> Finding:
    """The lead has its headquarters in Canada."""
    if facts.lead is None or not facts.lead.country:
        reason = _("The country of the lead's headquarters is not known.")
        return UNKNOWN, reason, _("Give it in the lead's profile.")
    said = {"lead": facts.lead.name, "country": facts.lead.country}
    if facts.lead.country == "CA":
        return PASSED, _("%(lead)s has its headquarters in Canada.") % said, ""
    reason = _("%(lead)s has its headquarters outside Canada (%(country)s).") % said
    return FAILED, reason, _("Let a partner with headquarters in Canada lead.")


def members_only(facts: Facts, params: Params) -> Finding:
    """The lead is a member of the cluster."""
    if facts.lead is None or facts.lead.member is None:
        return UNKNOWN, _("The lead's membership is not known."), _("Ask a programme officer.")
    said = {"lead": facts.lead.name}
    if facts.lead.member:
        return PASSED, _("%(lead)s is a member of the cluster.") % said, ""
    reason = _("%(lead)s is not a member of the cluster today.") % said
    return FAILED, reason, _("Take up or renew the membership before you submit.")


def first_time_adopter(facts: Facts, params: Params) -> Finding:
    """At least one partner uses AI for the first time."""
    least = 1
    count = sum(part.first_time is True for part in facts.parts)
    unknown = [part.name for part in facts.parts if part.first_time is None]
    reason = _("%(count)s first-time adopters take part; at least %(least)s must.") % {
        "count": count,
        "least": least,
    }
    if count >= least:
        return PASSED, reason, ""
    if count + len(unknown) >= least:
        change = _("Say for %(names)s whether it uses AI for the first time.")
        return UNKNOWN, reason, change % {"names": ", ".join(sorted(unknown))}
    return FAILED, reason, _("Invite an adopter that has not used AI before.")


def contributors_at_least(facts: Facts, params: Params) -> Finding:
    """At least so many partners put in cash."""
    least = int(params["count"])
    count = sum(part.cash > 0 for part in facts.parts)
    reason = _("%(count)s partners put in cash; at least %(least)s must.") % {
        "count": count,
        "least": least,
    }
    if count >= least:
        return PASSED, reason, ""
    if facts.cash + facts.in_kind + facts.public == 0:
        return UNKNOWN, reason, _("Enter who brings in what.")
    return FAILED, reason, _("Let more partners put in cash.")


# What the project is


def sectors(facts: Facts, params: Params) -> Finding:
    """The project's sector is one of the call's."""
    open_to = list(params["sectors"]) or list(facts.sectors)
    if not facts.sector:
        return UNKNOWN, _("The sector of the project is not chosen."), _("Choose it.")
    said = {"sector": _labels(Sector, [facts.sector]), "open": _labels(Sector, open_to)}
    if not open_to:
        return PASSED, _("Every sector is eligible; yours is %(sector)s.") % said, ""
    if facts.sector in open_to:
        return PASSED, _("%(sector)s is among the call's sectors.") % said, ""
    reason = _("%(sector)s is not among the call's sectors: %(open)s.") % said
    return FAILED, reason, _("Choose another sector, or look for a call that takes yours.")


def months_at_most(facts: Facts, params: Params) -> Finding:
    """The project takes no longer than so many months."""
    most = int(params["months"])
    if facts.starts_on is None or facts.ends_on is None:
        return _dates_unknown()
    months = months_between(facts.starts_on, facts.ends_on)
    said = {"months": months, "most": most}
    reason = _("The project takes %(months)s months; at most %(most)s are allowed.") % said
    if months <= most:
        return PASSED, reason, ""
    return FAILED, reason, _("Shorten the project by %(more)s months.") % {"more": months - most}


def ends_by(facts: Facts, params: Params) -> Finding:
    """The project ends by a date."""
    if facts.ends_on is None:
        return _dates_unknown()
    last: date = params["date"]
    said = {
        "end": date_format(facts.ends_on, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }
    reason = _("The project ends on %(end)s; it must end by %(last)s.") % said
    if facts.ends_on <= last:
        return PASSED, reason, ""
    return FAILED, reason, _("End the project by %(last)s.") % said


def _dates_unknown() -> Finding:
    return UNKNOWN, _("The dates of the project are not known."), _("Give its start and its end.")


# What it costs and who pays


def _costs_unknown() -> Finding:
    return UNKNOWN, _("The budget is empty."), _("Enter the costs.")


def cost_between(facts: Facts, params: Params) -> Finding:
    """The whole project costs no less and no more than the call allows (CAD)."""
    least = params.get("least")
    most = params.get("most")
    if facts.cost == 0:
        return _costs_unknown()
    said = {
        "cost": format_money(facts.cost),
        "least": format_money(least),
        "most": format_money(most),
    }
    if least is not None and facts.cost < least:
        reason = _("The project costs %(cost)s; it must cost at least %(least)s.") % said
        return FAILED, reason, _("Add %(more)s.") % {"more": format_money(least - facts.cost)}
    if most is not None and facts.cost > most:
        reason = _("The project costs %(cost)s; it may cost at most %(most)s.") % said
        return FAILED, reason, _("Take off %(more)s.") % {"more": format_money(facts.cost - most)}
    return PASSED, _("The project costs %(cost)s, within the call's limits.") % said, ""


def rate_at_most(facts: Facts, params: Params) -> Finding:
    """The rate asked lies within the call's."""
    most = params["most"]
    if facts.rate is None:
        return UNKNOWN, _("The rate is not known."), _("Say which rate you ask for.")
    said = {"rate": percent(facts.rate), "most": percent(most)}
    reason = _("You ask for %(rate)s of the eligible costs; at most %(most)s is paid.") % said
    least: Decimal = params.get("least") or Decimal(0)
    if facts.rate > most:
        return FAILED, reason, _("Ask for %(most)s or less.") % said
    if facts.rate < least:
        said["least"] = percent(least)
        reason = _("You ask for %(rate)s of the eligible costs; the call pays %(least)s or more.")
        return FAILED, reason % said, _("Ask for %(least)s or more.") % said
    return PASSED, reason, ""


def in_kind_at_most(facts: Facts, params: Params) -> Finding:
    """Of what industry brings in, no more than a share is in kind."""
    most = params["most"]
    brought = facts.cash + facts.in_kind
    if brought == 0:
        return UNKNOWN, _("Nobody brings in anything yet."), _("Enter who brings in what.")
    share = facts.in_kind / brought
    said = {
        "in_kind": format_money(facts.in_kind),
        "all": format_money(brought),
        "share": percent(share),
        "most": percent(most),
    }
    reason = (
        _("%(in_kind)s of the industry's %(all)s is in kind: %(share)s; at most %(most)s may be.")
        % said
    )
    if share <= most:
        return PASSED, reason, ""
    if most == 0:
        return FAILED, reason, _("Replace what is in kind by cash.")
    cash = (facts.in_kind / most) - brought
    return FAILED, reason, _("Add %(cash)s in cash.") % {"cash": format_money(_up(cash))}


def stacking_at_most(facts: Facts, params: Params) -> Finding:
    """All public money together pays no more than a share of all costs."""
    most = params["most"]
    if facts.cost == 0:
        return _costs_unknown()
    if facts.asked is None:
        return UNKNOWN, _("The rate is not known."), _("Say which rate you ask for.")
    money = facts.asked + facts.public
    said = {
        "money": format_money(money),
        "cost": format_money(facts.cost),
        "share": percent(money / facts.cost),
        "most": percent(most),
    }
    reason = (
        _(
            "Public money, the cluster's included, pays %(money)s of %(cost)s: %(share)s; "
            "at most %(most)s may be."
        )
        % said
    )
    if money <= most * facts.cost:
        return PASSED, reason, ""
    less = format_money(_up(money - most * facts.cost))
    return (
        FAILED,
        reason,
        _("Ask for %(less)s less, or replace it by money from industry.") % {"less": less},
    )


def partner_share_at_most(facts: Facts, params: Params) -> Finding:
    """No partner receives more than a share of the grant, which goes by eligible costs."""
    most = params["share"]
    if facts.eligible == 0:
        return _costs_unknown()
    part = max(facts.parts, key=lambda one: (one.eligible, one.name))
    said = {
        "name": part.name,
        "share": percent(part.eligible / facts.eligible),
        "most": percent(most),
    }
    reason = (
        _("%(name)s has %(share)s of the eligible costs; at most %(most)s may be one partner's.")
        % said
    )
    if part.eligible <= most * facts.eligible:
        return PASSED, reason, ""
    return FAILED, reason, _("Move costs from %(name)s to other partners.") % said


def _up(amount: Decimal) -> Decimal:
    """Round up to whole cents, so that the amount named suffices."""
    return amount.quantize(Decimal("0.01"), rounding="ROUND_UP")


CHECKS: dict[RuleKind, Callable[[Facts, Params], Finding]] = {
    RuleKind.PARTNERS_AT_LEAST: partners_at_least,
    RuleKind.SMES_AT_LEAST: smes_at_least,
    RuleKind.ROLES_REQUIRED: roles_required,
    RuleKind.LEAD_KINDS: lead_kinds,
    RuleKind.CANADIAN_LEAD: canadian_lead,
    RuleKind.SECTORS: sectors,
    RuleKind.COST_BETWEEN: cost_between,
    RuleKind.MONTHS_AT_MOST: months_at_most,
    RuleKind.ENDS_BY: ends_by,
    RuleKind.RATE_AT_MOST: rate_at_most,
    RuleKind.IN_KIND_AT_MOST: in_kind_at_most,
    RuleKind.STACKING_AT_MOST: stacking_at_most,
    RuleKind.PARTNER_SHARE_AT_MOST: partner_share_at_most,
    RuleKind.CONTRIBUTORS_AT_LEAST: contributors_at_least,
    RuleKind.FIRST_TIME_ADOPTER: first_time_adopter,
    RuleKind.MEMBERS_ONLY: members_only,
}
