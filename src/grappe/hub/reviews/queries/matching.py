"""How well a reviewer's declared expertise fits a proposal, said in plain words.

A simple reading for choosing by hand: each field that a proposal touches weighs alike, a declared
level of 3 counts whole, 2 two thirds, 1 one third. The assignment engine brings its own.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from grappe.hub.people.enums import Sector
from grappe.hub.proposals.enums import SupplyChainFunction
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.enums import Expertise
from grappe.hub.reviews.models import Reviewer

E, F, S = Expertise, SupplyChainFunction, Sector

OF_SECTOR = {
    S.RETAIL: E.RETAIL,
    S.MANUFACTURING: E.MANUFACTURING,
    S.AEROSPACE: E.MANUFACTURING,
    S.TRANSPORT: E.TRANSPORT,
    S.HEALTH: E.HEALTH,
    S.CONSTRUCTION: E.CONSTRUCTION,
    S.FINANCE: E.BUSINESS,
    S.DIGITAL: E.ML,
}
OF_FUNCTION = {
    F.PLANNING: E.FORECASTING,
    F.PRODUCTION: E.MANUFACTURING,
    F.MAINTENANCE: E.ML,
    F.WAREHOUSING: E.ROBOTICS,
    F.TRANSPORT: E.OPTIMISATION,
    F.WORKFORCE: E.OPTIMISATION,
    F.CUSTOMER: E.LANGUAGE,
    F.QUALITY: E.VISION,
    F.SOURCING: E.SUPPLY_CHAIN,
    F.RETURNS: E.SUPPLY_CHAIN,
}
# Words of the title and the abstract, in both languages, that name a field of expertise.
WORDS = {
    E.FORECASTING: r"forecast\w*|prévision\w*|predict\w*|prédi\w*",
    E.OPTIMISATION: r"optimi[sz]\w*|schedul\w*|routing|ordonnancement|tournées?|planification",
    E.VISION: r"vision|camera\w*|caméra\w*|images?|inspection",
    E.ROBOTICS: r"robot\w*|autonom\w*|drones?",
    E.LANGUAGE: r"language|langage|chatbots?|documents?|search|recherche sémantique",
    E.DATA: r"data|données|capteurs?|sensors?",
    E.ETHICS: r"bias|biais|privacy|vie privée|explainab\w*|explicab\w*",
    E.HEALTH: r"hospitals?|hôpita\w+|patients?|chirurgi\w*|surger\w*",
    E.IP: r"patents?|brevets?|licen[cs]\w*",
}
PATTERNS = {each: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for each, words in WORDS.items()}


def wanted(proposal: Proposal) -> list[Expertise]:
    """Return the fields that a proposal touches: by its sector, its functions, its own words."""
    fields = [OF_SECTOR.get(Sector(proposal.sector))] if proposal.sector in Sector else []
    fields += [OF_FUNCTION.get(SupplyChainFunction(f)) for f in proposal.functions if f in F]
    text = " ".join(
        (proposal.title_en, proposal.title_fr, proposal.summary_en, proposal.summary_fr)
    )[:20_000]
    fields += [each for each, pattern in PATTERNS.items() if pattern.search(text)]
    return list(dict.fromkeys(each for each in fields if each))


def match(reviewer: Reviewer, proposal: Proposal) -> tuple[int, str]:
    """Return how well a reviewer fits a proposal, from 0 to 100, and why, in the reader's language."""
    fields = wanted(proposal)
    levels = {one.field: one.level for one in reviewer.expertise.all()}
    met = [each for each in fields if each in levels]
    if not fields:
        return 0, _("The proposal names no sector or function to compare with.")
    fit = round(100 * sum(levels[each] for each in met) / (3 * len(fields)))
    missing = [str(each.label) for each in fields if each not in levels]
    if not met:
        return 0, _("Declares none of: %(fields)s.") % {"fields": ", ".join(missing)}
    said = ", ".join(f"{each.label} ({levels[each]}/3)" for each in met)
    if not missing:
        return fit, _("Covers all it touches: %(fields)s.") % {"fields": said}
    return fit, _("Covers %(fields)s; not %(missing)s.") % {
        "fields": said,
        "missing": ", ".join(missing),
    }
