"""What a reviewer reads of a proposal: what was handed in, in the reader's language where it has one."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.hub.proposals.enums import PartnerRole
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.queries import document_of, read_document


@dataclass
class Chapter:
    """A section of the answers: its title, and each question with its answer as text."""

    title: str
    answers: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Partnering:
    """One partner as a reviewer reads of it."""

    name: str
    role: str
    lead: bool
    contribution: str
    asked: Any


@dataclass
class Text:
    """A proposal as one text."""

    chapters: list[Chapter]
    partners: list[Partnering]
    benefits: list[dict[str, Any]]
    ip: list[dict[str, Any]]
    data: list[dict[str, Any]]
    money: dict[str, Any]
    frozen: bool


def text_of(proposal: Proposal) -> Text:
    """Return what was handed in last, or what stands now if nothing was frozen."""
    snapshot = proposal.snapshots.filter(stage="full").order_by("-number").first()
    document = read_document(snapshot) if snapshot else document_of(proposal)
    chapters: dict[str, Chapter] = {}
    for answer in document["answers"]:
        chapter = chapters.setdefault(answer["section"], Chapter(answer["section"]))
        chapter.answers.append((_said(answer["label"]), _value(answer)))
    partners = [
        Partnering(
            name=one["organisation"],
            role=str(PartnerRole(one["role"]).label),
            lead=one["lead"],
            contribution=one["contribution"],
            asked=_amount(one["asked"]),
        )
        for one in document["partners"]
    ]
    return Text(
        chapters=list(chapters.values()),
        partners=partners,
        benefits=document["benefits"],
        ip=document["ip"],
        data=document["data"],
        money={key: _amount(value) for key, value in document["money"].items()},
        frozen=snapshot is not None,
    )


def _amount(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _said(text: dict[str, str]) -> str:
    mine = "fr" if (get_language() or "en").startswith("fr") else "en"
    return text.get(mine) or text.get("en") or text.get("fr") or ""


def _value(answer: dict[str, Any]) -> str:
    value, choices = answer["value"], answer.get("choices") or {}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_said(choices[v]) if v in choices else str(v) for v in value)
    if isinstance(value, str) and value in choices:
        return _said(choices[value])
    return "" if value is None else str(value)
