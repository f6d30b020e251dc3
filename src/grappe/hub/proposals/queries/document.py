"""A proposal as one document: what is frozen when it is handed in."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from grappe.hub.proposals.models import Proposal, Snapshot
from grappe.hub.proposals.queries.budget import grid_of, money_of
from grappe.hub.proposals.queries.facts import eligibility_of, facts_of
from grappe.hub.proposals.queries.questions import (
    asked_in,
    definition_of,
    files_of,
    sections_of,
    stage_of,
)

FORMAT = "grappe.proposal/1"


def canonical(document: dict[str, Any]) -> bytes:
    """Return a document as canonical JSON: sorted keys, no spaces, UTF-8; the same bytes always."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def read_document(snapshot: Snapshot) -> dict[str, Any]:
    """Return the document that a snapshot froze."""
    document: dict[str, Any] = json.loads(bytes(snapshot.content))
    return document


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def document_of(proposal: Proposal) -> dict[str, Any]:
    """Return everything that a proposal says now, with the call version that it answers."""
    facts = facts_of(proposal)
    money = money_of(proposal, facts)
    with translation.override(proposal.language):
        verdicts = eligibility_of(proposal, facts)
    return {
        "format": FORMAT,
        "reference": proposal.reference,
        "stage": stage_of(proposal),
        "call": {
            "slug": proposal.call.slug,
            "title": {"en": proposal.call.title_en, "fr": proposal.call.title_fr},
            "version": proposal.version.number,
        },
        "basics": _basics(proposal),
        "answers": _answers(proposal),
        "partners": _partners(proposal),
        "money": {
            "cost": facts.cost,
            "eligible": facts.eligible,
            "asked": money.asked,
            "cash": facts.cash,
            "in_kind": facts.in_kind,
            "public": facts.public,
        },
        "benefits": list(
            proposal.benefits.values("name", "function", "baseline", "target", "unit", "by")
        ),
        "ip": ip_of(proposal),
        "data": data_of(proposal),
        "attachments": _attachments(proposal),
        "eligibility": [
            {"rule": v.key, "outcome": v.outcome, "reason": v.reason, "clause": v.clause}
            for v in verdicts
        ],
    }


def _basics(proposal: Proposal) -> dict[str, Any]:
    return {
        name: getattr(proposal, name)
        for name in (
            "title_en",
            "title_fr",
            "summary_en",
            "summary_fr",
            "language",
            "kind",
            "sector",
            "functions",
            "transversal",
            "starts_on",
            "ends_on",
            "rate",
        )
    }


def _answers(proposal: Proposal) -> list[dict[str, Any]]:
    place = {q.key: s for s in sections_of(proposal) for q in s.questions}
    return [
        {
            "section": str(place[asked.question.key].title),
            "question": asked.question.key,
            "kind": asked.question.kind,
            "label": asked.question.label.model_dump(),
            "value": asked.value,
            "choices": {c.key: c.label.model_dump() for c in asked.question.choices},
        }
        for asked in asked_in(proposal)
        if asked.shown
    ]


def _partners(proposal: Proposal) -> list[dict[str, Any]]:
    grid = grid_of(proposal)
    titles = {c.key: c.title.model_dump() for c in definition_of(proposal).terms.categories}
    partners = []
    for block in grid.blocks:
        partner, organisation = block.partner, block.partner.organisation
        partners.append(
            {
                "organisation": organisation.legal_name,
                "business_number": organisation.business_number,
                "kind": organisation.kind,
                "employees": organisation.employees,
                "country": organisation.country,
                "province": organisation.province,
                "lead": partner.is_lead,
                "role": partner.role,
                "contribution": partner.contribution,
                "first_time_adopter": partner.first_time_adopter,
                "confirmed_at": partner.confirmed_at,
                "confirmed_by": str(partner.confirmed_by or ""),
                "asked": block.asked,
                "costs": [
                    {
                        "category": cell.category,
                        "title": titles[cell.category],
                        "quarter": cell.quarter,
                        "amount": cell.amount,
                    }
                    for row in block.rows
                    for cell in row.cells
                    if cell.amount
                ],
                "funding": [
                    {"source": line.source, "label": line.label, "amount": line.amount}
                    for line in block.funding
                    if line.amount
                ],
            }
        )
    return partners


def ip_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Return the IP plan of a proposal."""
    return [
        {
            "kind": item.kind,
            "title": item.title,
            "owner": item.owner.organisation.legal_name,
            "licences": item.licences,
            "encumbrances": item.encumbrances,
        }
        for item in proposal.ip_items.select_related("owner__organisation")
    ]


def data_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Return the data plan of a proposal."""
    return [
        {
            "name": asset.name,
            "owner": asset.owner.organisation.legal_name,
            "sensitivity": asset.sensitivity,
            "use": asset.use,
        }
        for asset in proposal.data_assets.select_related("owner__organisation")
    ]


def _attachments(proposal: Proposal) -> list[dict[str, Any]]:
    return [
        {
            "name": file.name,
            "question": file.question,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
        }
        for file in files_of(proposal)
    ]
