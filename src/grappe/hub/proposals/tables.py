"""The list of proposals: its columns on the page and in files."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.enums import Province
from grappe.hub.proposals.models import Proposal
from grappe.kit.bilingual import in_language
from grappe.kit.tables import Column, choice
from grappe.kit.templatetags.kit import pill


def columns() -> list[Column[Any]]:
    """Return the columns of the list of proposals."""
    return [
        Column(
            "reference",
            _("Proposal"),
            cell=_title,
            sort=("reference",),
            export=lambda row: row.reference,
        ),
        Column(
            "title", _("Title"), cell=lambda row: "", export=lambda row: in_language(row, "title")
        ),
        Column(
            "lead",
            _("Lead"),
            cell=lambda row: str(row.lead),
            sort=("lead__legal_name",),
            export=lambda row: row.lead.legal_name,
        ),
        Column("call", _("Call"), cell=lambda row: str(row.call), export=lambda row: str(row.call)),
        Column("sector", _("Sector"), cell=_sector, sort=("sector",), export=_sector),
        Column(
            "province",
            _("Province"),
            cell=lambda row: row.province or "—",
            sort=("province",),
            export=lambda row: str(dict(Province.choices).get(row.province, "")),
        ),
        Column("round", _("Round"), cell=_round, export=_round),
        Column("asked", _("Asked"), kind="money", sort=("asked",), export=lambda row: row.asked),
        Column("cost", _("Eligible costs"), kind="money", export=lambda row: row.cost),
        Column(
            "state",
            _("State"),
            kind="pill",
            cell=lambda row: pill(row.told_state, told_word(row)),
            sort=("told_state",),
            export=told_word,
        ),
        Column(
            "changed_at",
            _("Changed"),
            kind="date",
            sort=("changed_at",),
            export=lambda row: row.changed_at,
        ),
    ]


ON_PAGE = {"reference", "lead", "sector", "province", "asked", "state", "changed_at"}


def told_word(row: Any) -> str:
    """Return in words the state that the reader is told (`queries.with_told_state`)."""
    return choice(row, "state", row.told_state)


def _title(row: Proposal) -> str:
    title = in_language(row, "title") or _("Untitled")
    url = reverse("proposals:proposal", args=[row.pk])
    invented = format_html(" · {}", _("invented")) if row.invented else ""
    return format_html(
        '<a class="strong" href="{}">{}</a><div class="help">{} · {}{}</div>',
        url,
        title,
        row.reference,
        row.call,
        invented,
    )


def _sector(row: Proposal) -> str:
    return choice(row, "sector") or "—"


def _round(row: Proposal) -> str:
    return str(row.round) if row.round else "—"
