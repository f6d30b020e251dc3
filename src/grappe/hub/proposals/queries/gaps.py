"""What stands between a draft and its submission, each gap with the place that mends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grappe.hub.calls.enums import QuestionKind, StageKey
from grappe.hub.proposals.eligibility import Verdict
from grappe.hub.proposals.eligibility.rules import percent
from grappe.hub.proposals.enums import Outcome
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.queries.budget import grid_of, money_of
from grappe.hub.proposals.queries.facts import eligibility_of, facts_of
from grappe.hub.proposals.queries.questions import (
    Asked,
    asked_in,
    definition_of,
    newest_version,
    sections_of,
    stage_of,
)
from grappe.kit.money import format_money

BASICS, PARTNERS, BUDGET, FUNDING = "basics", "consortium", "budget", "funding"
BENEFITS, IP, ELIGIBILITY, VERSION = "benefits", "ip", "eligibility", "version"


@dataclass(frozen=True)
class Gap:
    """One thing to mend: in which section, at which field, and what."""

    section: str  # a fixed section, or "answers/<key>"
    anchor: str
    text: str


def gaps_of(proposal: Proposal) -> list[Gap]:
    """Return everything that stands between a draft and its submission, in reading order."""
    full = stage_of(proposal) == StageKey.FULL
    facts = facts_of(proposal)
    gaps = [*_version(proposal), *_basics(proposal, full=full), *_answers(proposal)]
    gaps += _partners(proposal)
    if full:
        gaps += [*_budget(proposal, facts), *_plans(proposal)]
    gaps += _eligibility(eligibility_of(proposal, facts))
    return gaps


def _version(proposal: Proposal) -> Iterator[Gap]:
    newest = newest_version(proposal)
    if newest.pk != proposal.version_id:
        text = _("The call was changed (version %(number)s): take over the changes.")
        yield Gap(VERSION, "", text % {"number": newest.number})


def _basics(proposal: Proposal, *, full: bool) -> Iterator[Gap]:
    language = proposal.language
    if not getattr(proposal, f"title_{language}"):
        yield Gap(BASICS, f"title_{language}", _("Give the project a title."))
    if not getattr(proposal, f"summary_{language}"):
        yield Gap(BASICS, f"summary_{language}", _("Write the public summary."))
    if not proposal.sector:
        yield Gap(BASICS, "sector", _("Choose the sector."))
    if not full:
        return
    if not proposal.functions:
        yield Gap(BASICS, "functions", _("Choose the supply chain functions that change."))
    if proposal.starts_on is None or proposal.ends_on is None:
        yield Gap(BASICS, "starts_on", _("Give the start and the end of the project."))
    if proposal.rate is None:
        yield Gap(BASICS, "rate", _("Say which reimbursement rate you ask for."))


def _answers(proposal: Proposal) -> Iterator[Gap]:
    place = {q.key: s.key for s in sections_of(proposal) for q in s.questions}
    for asked in asked_in(proposal):
        section = f"answers/{place[asked.question.key]}"
        label = str(asked.question.label)
        if asked.missing:
            text = _("Answer “%(label)s”.") % {"label": label}
            yield Gap(section, asked.question.key, text)
        elif asked.shown and (over := _words_over(asked)):
            text = _("Shorten “%(label)s” by %(over)s words.") % {"label": label, "over": over}
            yield Gap(section, asked.question.key, text)


def _words_over(asked: Asked) -> int:
    most = asked.question.words_at_most
    if not most or not isinstance(asked.value, str) or asked.question.kind == QuestionKind.FILE:
        return 0
    return max(len(asked.value.split()) - most, 0)


def _partners(proposal: Proposal) -> Iterator[Gap]:
    for partner in proposal.partners.select_related("organisation"):
        said = {"name": str(partner.organisation)}
        anchor = f"part-{partner.pk}"
        if not partner.contribution.strip():
            yield Gap(PARTNERS, anchor, _("Say what %(name)s does in the project.") % said)
        elif partner.confirmed_at is None and not partner.is_lead:
            text = _("%(name)s has not confirmed its part and budget.")
            yield Gap(PARTNERS, anchor, text % said)


def _budget(proposal: Proposal, facts: Any) -> Iterator[Gap]:
    if facts.cost == 0:
        yield Gap(BUDGET, "", _("Enter the costs of the project."))
        return
    grid = grid_of(proposal)
    if grid.outside:
        yield Gap(BUDGET, "", _("Some costs lie outside the dates of the project: move them."))
    for category in definition_of(proposal).terms.categories:
        if category.most_share is None or not category.eligible or facts.eligible == 0:
            continue
        rows = (row for block in grid.blocks for row in block.rows)
        cost = sum((row.total for row in rows if row.category.key == category.key), Decimal(0))
        if cost > category.most_share * facts.eligible:
            text = _("“%(category)s” is %(share)s of the eligible costs; at most %(most)s may be.")
            said = {
                "category": str(category.title),
                "share": percent(cost / facts.eligible),
                "most": percent(category.most_share),
            }
            yield Gap(BUDGET, "", text % said)
    if short := money_of(proposal, facts).short:
        text = _("%(short)s of the costs are not yet paid by anybody: name who brings them in.")
        yield Gap(FUNDING, "", text % {"short": format_money(short)})


def _plans(proposal: Proposal) -> Iterator[Gap]:
    if not proposal.benefits.exists():
        yield Gap(BENEFITS, "", _("Name at least one expected benefit, with baseline and target."))
    if not proposal.ip_items.exists():
        yield Gap(IP, "", _("Say who owns what: the IP plan has no entry yet."))


def _eligibility(verdicts: list[Verdict]) -> Iterator[Gap]:
    for verdict in verdicts:
        if verdict.outcome != Outcome.PASSED:
            yield Gap(ELIGIBILITY, f"rule-{verdict.key}", f"{verdict.reason} {verdict.change}")
