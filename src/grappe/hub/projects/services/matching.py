"""Which organisation a name means: the same name is matched, a like one is only asked about."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz

from grappe.hub.audit.services import record
from grappe.hub.people.enums import OrganisationKind, Provenance
from grappe.hub.people.models import DuplicateQuestion, Organisation

LIKE = 88.0  # of 100; above it, two names are asked about
FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "ltee",
        "limitee",
        "corp",
        "corporation",
        "co",
        "company",
        "cie",
        "llc",
        "llp",
        "lp",
        "ulc",
        "sa",
        "sas",
        "gmbh",
        "the",
        "le",
        "la",
        "les",
    ]
)


def normalised(name: str) -> str:
    """Return a name without accents, capitals, punctuation and double spaces."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", letters))


def bare(name: str) -> str:
    """Return a normalised name without its legal form: “Scale AI, Inc.” and “Scale AI” agree."""
    words = [word for word in normalised(name).split() if word not in FORMS]
    return " ".join(words)


class Register:
    """The organisations known now, found by name; new ones are added as they are named."""

    def __init__(self) -> None:
        self.by_name: dict[str, Organisation] = {}
        for one in Organisation.objects.filter(merged_into=None).order_by("-pk"):
            for name in filter(None, (one.legal_name, one.trade_name)):
                self.by_name[normalised(name)] = one

    def named(
        self, name: str, *, source: str, by: Any, at: datetime
    ) -> tuple[Organisation, bool, list[Organisation]]:
        """Return the organisation of this name, whether it was made, and those it might also be."""
        key = normalised(name)
        if key in self.by_name:
            return self.by_name[key], False, []
        alike = self._alike(name)
        made = Organisation.objects.create(
            legal_name=name,
            kind=OrganisationKind.OTHER,
            provenance=Provenance.PUBLISHED,
            source_url=source,
            created_at=at,
        )
        record("organisation.imported", made, by=by, at=at, source=source)
        for one, score in alike:
            DuplicateQuestion.objects.get_or_create(
                kept=one,
                other=made,
                defaults={
                    "score": round(score / 100, 3),
                    "evidence": {"name": [str(one), name]},
                    "found_at": at,
                },
            )
        self.by_name[key] = made
        return made, True, [one for one, _score in alike]

    def _alike(self, name: str) -> list[tuple[Organisation, float]]:
        mine, found = bare(name), {}
        for key, one in self.by_name.items():
            theirs = bare(key)
            score = 100.0 if mine == theirs else fuzz.token_sort_ratio(mine, theirs)
            if score >= LIKE:
                found[one.pk] = (one, score)
        return sorted(found.values(), key=lambda pair: -pair[1])[:3]
