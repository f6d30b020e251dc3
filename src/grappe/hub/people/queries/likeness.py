"""How alike two organisations are, and what speaks for and against their being one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from grappe.hub.people.errors import ParentUnclear, ParentUnknown
from grappe.hub.people.models import Organisation
from grappe.hub.people.queries.ties import PUBLIC_MAIL_HOSTS

ALIKE = 0.88  # names at least so alike are shown; with a second sign, LOOSELY is enough
LOOSELY = 0.60

LEGAL_FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "incorporee",
        "ltd",
        "ltee",
        "limited",
        "limitee",
        "corp",
        "corporation",
        "co",
        "company",
        "compagnie",
        "cie",
        "senc",
        "sencrl",
        "srl",
        "llp",
        "lp",
        "llc",
        "ulc",
        "gmbh",
        "ag",
        "sa",
        "sas",
        "plc",
        "enr",
        "reg",
        "the",
        "le",
        "la",
        "les",
        "l",
        "d",
        "of",
        "de",
        "du",
        "des",
        "et",
        "and",
    ]
)
# One word for both languages.
SAME_WORDS = {
    "universite": "university",
    "groupe": "group",
    "institut": "institute",
    "centre": "center",
    "laboratoire": "laboratory",
    "laboratoires": "laboratory",
    "laboratories": "laboratory",
    "technologies": "technology",
    "technologie": "technology",
    "logistique": "logistics",
    "systemes": "systems",
    "quebecois": "quebec",
    "canadien": "canadian",
    "canadienne": "canadian",
    "internationale": "international",
    "associes": "associates",
    "freres": "brothers",
    "conseil": "council",
    "hopital": "hospital",
    "ville": "city",
}


@dataclass
class Likeness:
    """Two organisations that may be one: how alike (0 to 1), and why, as data."""

    organisation: Organisation
    score: float = 0.0
    evidence: list[dict[str, Any]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """Return the evidence in the reader's language."""
        return words_for(self.evidence)


def normal_name(name: str) -> str:
    """Return a name without accents, case, punctuation and legal form, in one language's words."""
    flat = unicodedata.normalize("NFKD", name.replace("&", " ").casefold())
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    flat = re.sub(r"\b(?:[a-z]\.){2,}", lambda dotted: dotted[0].replace(".", "") + " ", flat)
    words = [SAME_WORDS.get(word, word) for word in re.findall(r"\w+", flat)]
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def likely_matches(
    organisation: Organisation, among: Iterable[Organisation] | None = None
) -> list[Likeness]:
    """Return the registered organisations that may be this one, the most alike first."""
    others = [
        one
        for one in (Organisation.objects.filter(merged_into=None) if among is None else among)
        if one.pk != organisation.pk
    ]
    mine = _names(organisation)
    choices: dict[tuple[int, int], str] = {
        (place, which): name
        for place, one in enumerate(others)
        for which, name in enumerate(_names(one))
    }
    best: dict[int, float] = {}
    for name in mine:
        for _name, score, (place, _which) in process.extract(
            name, choices, scorer=fuzz.token_sort_ratio, score_cutoff=LOOSELY * 100, limit=None
        ):
            best[place] = max(best.get(place, 0.0), score / 100)
    for place, one in enumerate(others):
        if organisation.business_number and one.business_number == organisation.business_number:
            best.setdefault(place, 0.0)
    found = [compare(organisation, others[place], alike) for place, alike in best.items()]
    return sorted((f for f in found if f), key=lambda f: (-f.score, f.organisation.pk))[:10]


def compare(one: Organisation, other: Organisation, alike: float) -> Likeness | None:
    """Weigh what speaks for and against two organisations being one; None when too little does.

    The same name alone never joins firms of two countries: Scale AI of Montréal is not Scale AI,
    Inc. of San Francisco. A shared business number or e-mail domain still asks the question.
    """
    found = Likeness(other)
    names = {"left": str(one), "right": str(other), "percent": round(alike * 100)}
    found.evidence.append({"kind": "name", **names})
    signs = [*_same(one, other)]
    found.evidence += signs
    kinds = {sign["kind"] for sign in signs}
    against = [*_apart(one, other)]
    found.evidence += against
    if "number" in kinds:
        found.score = 1.0
        return found
    apart = {sign["kind"] for sign in against}
    if "apart_number" in apart or ("apart_country" in apart and "domain" not in kinds):
        return None
    if alike < (LOOSELY if kinds else ALIKE):
        return None
    found.score = min(
        0.99, max(alike, 0.8 if kinds else 0.0) + 0.05 * len(kinds) - 0.04 * len(apart)
    )
    return found


def words_for(evidence: Iterable[dict[str, Any]]) -> list[str]:
    """Write pieces of evidence in the reader's language, those for before those against."""
    texts = {
        "name": _("“%(left)s” and “%(right)s” are names alike to %(percent)s %%."),
        "number": _("Both have the business number %(value)s."),
        "domain": _("Both use e-mail addresses at %(value)s."),
        "address": _("Both give the address %(value)s."),
        "apart_number": _("Against: their business numbers differ (%(left)s, %(right)s)."),
        "apart_country": _(
            "Against: their headquarters are in two countries (%(left)s, %(right)s)."
        ),
        "apart_city": _("Against: they are in two cities (%(left)s, %(right)s)."),
        "bank": _("Both are paid to the same bank account."),
        "device": _(
            "Both signed in from the same network with the same kind of browser on %(count)s days."
        ),
        "ownership": _("Both name %(value)s as their parent."),
    }
    return [texts[one["kind"]] % one for one in evidence if one.get("kind") in texts]


def normal_address(organisation: Organisation) -> str:
    """Return a street address that compares: with its postal code, without accents and dots."""
    if not organisation.address.strip():
        return ""
    where = organisation.postal_code or organisation.city
    text = f"{organisation.address} {where}".casefold()
    flat = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"[a-z0-9]+", flat.encode("ascii", "ignore").decode()))


def named_exactly(name: str) -> list[Organisation]:
    """Return the unmerged organisations with this very legal or trade name, whatever its case."""
    named = Q(legal_name__iexact=name.strip()) | Q(trade_name__iexact=name.strip())
    return list(Organisation.objects.filter(named, merged_into=None).order_by("pk")[:5])


def parent_named(name: str) -> Organisation | None:
    """Return the one organisation of this name, or None for no name; raise what is unclear."""
    if not name.strip():
        return None
    found = named_exactly(name)
    if not found:
        raise ParentUnknown(name=name[:60])
    if len(found) > 1:
        raise ParentUnclear(name=name[:60], count=len(found))
    return found[0]


def _names(organisation: Organisation) -> list[str]:
    names = [normal_name(n) for n in (organisation.legal_name, organisation.trade_name) if n]
    return list(dict.fromkeys(name for name in names if name))


def _same(one: Organisation, other: Organisation) -> Iterable[dict[str, Any]]:
    if one.business_number and one.business_number == other.business_number:
        yield {"kind": "number", "value": one.business_number}
    domain = one.email_domain.lower()
    if domain and domain == other.email_domain.lower() and domain not in PUBLIC_MAIL_HOSTS:
        yield {"kind": "domain", "value": domain}
    if normal_address(one) and normal_address(one) == normal_address(other):
        yield {"kind": "address", "value": f"{one.address}, {one.postal_code or one.city}"}


def _apart(one: Organisation, other: Organisation) -> Iterable[dict[str, Any]]:
    fields = {"number": "business_number", "country": "country", "city": "city"}
    for kind, name in fields.items():
        left, right = getattr(one, name), getattr(other, name)
        if left and right and normal_name(left) != normal_name(right):
            yield {"kind": f"apart_{kind}", "left": left, "right": right}
