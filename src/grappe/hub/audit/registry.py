"""How acts are called: each app registers the words of its own verbs."""

from collections.abc import Mapping

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
