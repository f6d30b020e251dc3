"""The ranked list and the bars of the balance, drawn lean: a thousand rows in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import DecisionOutcome
from grappe.hub.decisions.models import Meeting
from grappe.hub.decisions.queries import Row, Tally
from grappe.kit.money import format_money
from grappe.kit.templatetags.kit import number, pill

PART_SIZE = 100  # ranks on one page; the figures above them always count every rank


def ranked_body(rows: Iterable[Row], meeting: Meeting, *, editable: bool) -> SafeString:
    """Return the rows of the ranked list; where they may be edited, htmx opens them in place."""
    sectors, provinces, outcomes = queries.labels()
    pills = {value: pill(value, label) for value, label in outcomes.items()}
    aside = pill("quiet", _("set aside"))
    sizes = {"sme": _("SME"), "large": _("large firm"), "": ""}
    say = _words()
    disputed = pill("disputed", _("disputed"))
    base = reverse("decisions:meeting", args=[meeting.round_id])
    out = []
    shown = cache(lambda value: number(value, 2))  # few scores among many rows
    for row in rows:
        url = f"{base}items/{row.reference}/"
        facts = [
            sectors.get(row.sector, ""),
            provinces.get(row.province, ""),
            sizes[row.size],
            say["first"] if row.first_time else "",
        ]
        about = " · ".join(filter(None, facts))
        score = say["sealed"] if row.sealed else "—" if row.score is None else shown(row.score)
        spread = "" if row.spread is None else f"{say['spread']} {shown(row.spread)}"
        counted = (
            f'<br><small class="text-secondary">{spread} '
            f"({row.reviews_sent or 0}/{row.reviews_asked or 0})</small>"
        )
        draft = aside if row.set_aside else pills[row.outcome]
        money = f" {format_money(row.amount)}" if row.funded else ""
        why = _why(row)
        change = (
            f' <a class="btn btn-sm" href="{url}" hx-get="{url}">{say["change"]}'
            f'<span class="visually-hidden"> {row.reference}</span></a>'
            if editable
            else ""
        )
        out.append(
            f'<tr><td class="is-number" data-label="{say["rank"]}">{row.rank or "—"}</td>'
            f'<th scope="row"><div><a href="{url}">{escape(row.title) or row.reference}</a>'
            f'<div class="small text-secondary fw-normal">{row.reference} · {escape(row.lead)}<br>{about}</div></div></th>'
            f'<td class="is-number" data-label="{say["score"]}"><span>{score}'
            f"{f' {disputed}' if row.disputed else ''}"
            f"{'' if row.sealed else counted}</span></td>"
            f'<td class="is-money" data-label="{say["asked"]}"><span>{format_money(row.asked)}'
            f'<br><small class="text-secondary">{format_money(row.asked_so_far)} {say["so_far"]}</small>'
            f"</span></td>"
            f'<td data-label="{say["draft"]}"><span>{draft}{money}{why}{change}</span></td>'
            f'<td class="is-money" data-label="{say["left"]}">{format_money(row.left)}</td></tr>'
        )
    return SafeString("".join(out))


@dataclass(frozen=True)
class RankedPart:
    """Which ranks a page shows of how many, and where the ranks before and after it begin."""

    first: int
    last: int
    all: int
    before: int = 0  # 0: there are none
    after: int = 0

    @property
    def whole(self) -> bool:
        """Say whether every rank is shown."""
        return self.last - self.first + 1 >= self.all


def part_of(
    rows: Sequence[Row], asked: str, *, near: int | None = None
) -> tuple[Sequence[Row], RankedPart]:
    """Return the rows to show: from the rank asked for, "all" of them, or those around an item."""
    count = len(rows)
    if asked == "all":
        return rows, RankedPart(1, count, count)
    rank = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    rank = next((row.rank for row in rows if row.item == near), rank)
    start = (min(max(rank, 1), max(count, 1)) - 1) // PART_SIZE * PART_SIZE
    shown = rows[start : start + PART_SIZE]
    last = start + len(shown)
    before = start - PART_SIZE + 1 if start else 0
    return shown, RankedPart(start + 1, last, count, before, last + 1 if last < count else 0)


def _why(row: Row) -> str:
    """Return why the draft leaves the score line, if it does."""
    if not row.overruled:
        return ""
    return f'<div class="small text-secondary fw-normal">{escape(row.overrule_reason)}</div>'


def _words() -> dict[str, str]:
    """Return what the rows say, in the reader's language, looked up once."""
    return {
        "rank": _("Rank"),
        "score": _("Score"),
        "asked": _("Asked"),
        "draft": _("Draft"),
        "left": _("Left of the envelope"),
        "change": _("Change"),
        "first": _("first-time adopter"),
        "spread": _("spread"),
        "so_far": _("so far"),
        "sealed": _("your review first"),
    }


def spread_of(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the counts and sums above the list."""
    rows = list(rows)
    funded = [row for row in rows if row.funded]
    given = sum((row.amount for row in funded), Decimal(0))
    return {
        "proposals": len(rows),
        "asked": sum((row.asked for row in rows), Decimal(0)),
        "funded": len(funded),
        "given": given,
        "declined": sum(row.outcome == DecisionOutcome.DECLINE for row in rows),
        "reserved": sum(row.outcome == DecisionOutcome.RESERVE for row in rows),
    }


MINUTES_HEADER = (
    "reference",
    "title",
    "lead",
    "score",
    "asked",
    "proposed",
    "amount",
    "committee_for",
    "committee_against",
    "committee_abstain",
    "committee_present",
    "committee_recused",
    "board_for",
    "board_against",
    "board_abstain",
    "board_present",
    "board_recused",
    "decision",
)


def minutes_rows(
    rows: Iterable[Row], committee: dict[int, Tally], board: dict[int, Tally], decisions: Any
) -> list[list[Any]]:
    """Return the minutes as a table, one line an item that the reader may see."""
    _sectors, _provinces, outcomes = queries.labels()
    table = []
    for row in rows:
        line: list[Any] = [row.reference, row.title, row.lead]
        line += [_("your review first") if row.sealed else row.score, row.asked]
        line += [outcomes[row.outcome], row.amount]
        for tallies in (committee, board):
            t = tallies.get(row.item)
            line += [t.votes_for, t.against, t.abstain, t.present, t.recused] if t else [None] * 5
        decision = decisions.get(row.item)
        line.append(str(decision.get_state_display()) if decision else "")
        table.append(line)
    return table
