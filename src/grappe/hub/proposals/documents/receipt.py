"""The receipt of what was handed in, made from the frozen version alone."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from grappe.hub.proposals import queries
from grappe.hub.proposals.enums import PartnerRole
from grappe.hub.proposals.models import Snapshot
from grappe.kit.documents import render_pdf
from grappe.kit.money import format_money
from grappe.kit.templatetags.kit import day, moment

TEMPLATE = Path(__file__).parent.parent / "templates" / "proposals" / "documents" / "receipt.typ"


def receipt(snapshot: Snapshot) -> bytes:
    """Return the PDF receipt of a frozen version, in the proposal's language; always the same bytes."""
    document = queries.read_document(snapshot)
    language = document["basics"]["language"]
    with translation.override(language):
        data = _data(snapshot, document, language)
        return render_pdf(TEMPLATE, data, language=language, at=snapshot.taken_at)


def _data(snapshot: Snapshot, document: dict[str, Any], language: str) -> dict[str, Any]:
    basics, money = document["basics"], document["money"]
    title = basics[f"title_{language}"] or basics["title_en"] or basics["title_fr"]
    full = document["stage"] == "full"
    said = {"reference": document["reference"], "number": document["number"]}
    return {
        "title": _("Receipt: %(reference)s, version %(number)s") % said,
        "issuer": "Grappe",
        "date": moment(snapshot.taken_at),
        "reference": document["reference"],
        "intro": (
            _("This full proposal was received and frozen as it stood.")
            if full
            else _("This expression of interest was received and frozen as it stood.")
        ),
        "facts": [
            [_("Project"), title],
            [_("Call"), document["call"]["title"][language]],
            [_("Version of the call"), str(document["call"]["version"])],
            [_("Submitted by"), document["taken_by"]],
            [_("Project dates"), _dates(basics)],
            [_("Eligible costs"), format_money(Decimal(money["eligible"]))],
            [_("Asked of the cluster"), format_money(Decimal(money["asked"]))],
            [_("Answers"), str(sum(one["value"] is not None for one in document["answers"]))],
            [_("Attachments"), str(len(document["attachments"]))],
        ],
        "partners_title": _("The consortium"),
        "partners_header": [_("Organisation"), _("Role"), _("Costs"), _("Asked")],
        "partners": [_partner(one) for one in document["partners"]],
        "files_title": _("Attachments"),
        "files": [[one["name"], one["sha256"]] for one in document["attachments"]],
        "hash_says": _("SHA-256 fingerprint of the frozen version:"),
        "hash": snapshot.sha256,
        "footer": _("Anybody who holds the frozen version can check it against this fingerprint."),
    }


def _dates(basics: dict[str, Any]) -> str:
    from datetime import date

    ends = [basics["starts_on"], basics["ends_on"]]
    return " – ".join(day(date.fromisoformat(one)) for one in ends if one) or "—"


def _partner(one: dict[str, Any]) -> list[str]:
    costs = sum((Decimal(line["amount"]) for line in one["costs"]), Decimal(0))
    role = str(PartnerRole(one["role"]).label)
    if one["lead"]:
        role = _("%(role)s, lead") % {"role": role}
    return [one["organisation"], role, format_money(costs), format_money(Decimal(one["asked"]))]
