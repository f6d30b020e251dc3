"""What the apps tell the trace: how their acts are called, and what is hidden from whom."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

VERBS: dict[str, str | Promise] = {}


def register_verbs(words: Mapping[str, str | Promise]) -> None:
    """Make the words of some acts known: {"proposal.submitted": _("Proposal submitted")}."""
    for verb, text in words.items():
        if VERBS.setdefault(verb, text) != text:
            raise ValueError(f"The act {verb!r} is registered twice.")


def words_of(verb: str) -> str:
    """Return an act in the reader's language, or its key made readable when nobody named it."""
    known = VERBS.get(verb)
    return str(known) if known else verb.replace(".", ": ").replace("_", " ").capitalize()


# Selects the entries that a reader must not see, such as those on what they are in conflict with.
Veil = Callable[[Any], Q]
VEILS: dict[str, Veil] = {}


def register_veil(key: str, veil: Veil) -> None:
    """Hide entries from readers on every page, list, file and answer of the trace; each key once."""
    if VEILS.setdefault(key, veil) is not veil:
        raise ValueError(f"The veil {key!r} is registered twice.")
