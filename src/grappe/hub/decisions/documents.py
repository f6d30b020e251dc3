"""Decision letters and minutes as PDF."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import DecisionOutcome
from grappe.hub.decisions.models import Decision, Meeting
from grappe.hub.proposals.enums import ConflictRule
from grappe.kit.bilingual import in_language
from grappe.kit.documents import PACKAGE, render_pdf
from grappe.kit.money import format_money
from grappe.kit.templatetags.kit import moment, percent

LETTER = PACKAGE / "kit" / "templates" / "kit" / "documents" / "letter.typ"
MINUTES = Path(__file__).resolve().parent / "templates" / "decisions" / "minutes.typ"


def render_letters(meeting: Meeting, at: datetime | None = None) -> dict[int, bytes]:
    """Return the PDF of the letter of every ratified decision of a meeting, by decision.

    Letters are dated `at`, or on the day of ratification.
    """
    dated = at or meeting.ratified_at or meeting.created_at
    return {decision.pk: letter_pdf(decision, dated) for decision in queries.to_be_told(meeting)}


def letter_pdf(decision: Decision, at: datetime) -> bytes:
    """Return a decision's letter in the language of the proposal."""
    language = "fr" if decision.proposal.language == "fr" else "en"
    with translation.override(language):
        return render_pdf(LETTER, _letter(decision, at), language=language, at=at)


def _letter(decision: Decision, at: datetime) -> dict[str, Any]:
    proposal = decision.proposal
    lead = proposal.lead
    ends = {
        "title": in_language(proposal, "title"),
        "reference": proposal.reference,
        "amount": format_money(decision.amount),
    }
    return {
        "issuer": "Grappe",
        "title": _("Decision on “%(title)s”") % ends,
        "to": [
            part
            for part in (lead.legal_name, lead.address, f"{lead.city} {lead.postal_code}".strip())
            if part
        ],
        "date": date_format(localtime(at), "DATE_FORMAT"),
        "reference": proposal.reference,
        "greeting": _("To the consortium,"),
        "body": _body(decision) % ends,
        "facts": _facts(decision),
        "closing": _closing(decision),
        "signed": [_("For the board")],
        "footer": _("Decision of %(day)s on %(reference)s")
        % {"day": _day(decision.ratified_at), "reference": proposal.reference},
    }


def _body(decision: Decision) -> str:
    if decision.outcome == DecisionOutcome.FUND:
        return _(
            "We are pleased to tell you that the investment committee has selected your proposal "
            "and that the board has ratified its decision. The cluster will contribute up to "
            "%(amount)s to the eligible costs of your project.\n\n"
            "The contribution becomes binding when the project agreement is signed."
        )
    if decision.outcome == DecisionOutcome.RESERVE:
        return _(
            "The investment committee has placed your proposal on the reserve list, and the board "
            "has ratified its decision. Should money become available, your proposal will be "
            "decided again, and we will write to you."
        )
    return _(
        "The investment committee has not selected your proposal for funding, and the board has "
        "ratified its decision. We know how much work a proposal asks for, and thank you for it."
    )


def _facts(decision: Decision) -> list[list[str]]:
    if decision.outcome != DecisionOutcome.FUND:
        return []
    facts = [
        [_("Eligible costs"), format_money(decision.proposal.cost)],
        [_("Asked of the cluster"), format_money(decision.proposal.asked)],
        [_("Granted, at most"), format_money(decision.amount)],
    ]
    if decision.rate:
        facts.append([_("Share of eligible costs"), percent(decision.rate, 1)])
    return facts


def _closing(decision: Decision) -> str:
    parts = []
    if conditions := in_language(decision, "conditions"):
        parts.append(_("Conditions") + "\n" + conditions)
    if feedback := in_language(decision.item, "feedback"):
        parts.append(_("What the reviewers and the committee want you to know") + "\n" + feedback)
    parts.append(_("Your programme officer will gladly answer your questions."))
    return "\n\n".join(parts)


def _day(at: datetime | None) -> str:
    return date_format(localtime(at), "DATE_FORMAT") if at else ""


def minutes_pdf(minutes: queries.Minutes, at: datetime) -> bytes:
    """Return the minutes that a reader sees as PDF, in their language."""
    language = "fr" if (translation.get_language() or "en").startswith("fr") else "en"
    meeting = minutes.meeting
    data = {
        "title": _("Minutes: %(meeting)s") % {"meeting": meeting},
        "subtitle": meeting.get_state_display(),
        "facts": [
            [_("Meets on"), date_format(meeting.round.meets_on, "DATE_FORMAT")],
            [_("Envelope"), format_money(meeting.round.envelope)],
            [_("Decided"), _day(meeting.decided_at) or "—"],
            [_("Ratified"), _day(meeting.ratified_at) or "—"],
        ],
        "polls": [_poll(one) for one in minutes.polls],
        "items": [_item(one) for one in minutes.items],
        "notes": meeting.minutes,
        "notes_title": _("Notes of the meeting"),
        "footer": _("Minutes as their reader may see them, made on %(day)s") % {"day": _day(at)},
    }
    return render_pdf(MINUTES, data, language=language, at=at)


def _poll(one: queries.PollMinutes) -> dict[str, Any]:
    poll = one.poll
    names = ", ".join(str(row.member) for row in one.present)
    title = _("Vote of the %(body)s, no. %(number)s")
    return {
        "title": title % {"body": poll.get_body_display(), "number": poll.number},
        "facts": [
            [_("Opened"), moment(poll.opened_at)],
            [_("Closed"), moment(poll.closed_at)],
            [_("Quorum"), str(poll.quorum)],
            [_("Present"), f"{len(one.present)}: {names}" if names else "0"],
        ],
        "lines": [_("What was shown, SHA-256: %(hash)s") % {"hash": poll.shown_sha256}],
    }


def _item(one: queries.ItemMinutes) -> dict[str, Any]:
    row = one.row
    facts = [
        [_("Asked"), format_money(row.asked)],
        [_("Proposed"), f"{DecisionOutcome(row.outcome).label} {_amount(row.amount)}".strip()],
    ]
    facts += [
        [
            _("Vote of the %(body)s, no. %(number)s")
            % {"body": poll.get_body_display(), "number": poll.number},
            counts(tally),
        ]
        for poll, tally, _votes in one.votes
    ]
    if one.decision:
        facts.append([_("Decision"), str(one.decision.get_state_display())])
    lines = [f"{r.member}: {_('recused')} ({ConflictRule(r.rule).label})" for r in one.recusals]
    for _poll_row, _tally, votes in one.votes:
        lines += [
            f"{v.seat.member}: {v.get_ballot_display()}" + (f" – {v.reason}" if v.reason else "")
            for v in votes
        ]
    place = f"{row.rank}. " if row.rank else ""
    return {"title": f"{place}{row.title or row.reference}", "facts": facts, "lines": lines}


def counts(tally: queries.Tally) -> str:
    """Write how an item stands in a vote."""
    return _(
        "%(for)s for, %(against)s against, %(abstain)s abstained; %(present)s present without "
        "recusal, quorum %(quorum)s"
    ) % {
        "for": tally.votes_for,
        "against": tally.against,
        "abstain": tally.abstain,
        "present": tally.present,
        "quorum": tally.quorum,
    }


def _amount(amount: Decimal) -> str:
    return format_money(amount) if amount else ""
