"""Reading a document as a Definition, and saying in words what is wrong or missing."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from grappe.hub.calls.definition import Definition
from grappe.hub.calls.definition.words import REASONS
from grappe.hub.calls.errors import InvalidDefinition

MOST_CHARACTERS = 600_000  # of one whole definition as JSON


def validated(content: dict[str, Any]) -> Definition:
    """Return the content as a Definition, or raise InvalidDefinition with the first thing wrong."""
    size = len(json.dumps(content, ensure_ascii=False))
    if size > MOST_CHARACTERS:
        problem = str(REASONS["too_large"]) % {"size": size, "most": MOST_CHARACTERS}
        raise InvalidDefinition(place=_("The whole call"), problem=problem)
    try:
        return Definition.model_validate(content)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise InvalidDefinition(
            place=_place(content, first["loc"], first.get("ctx", {})), problem=_problem(first)
        ) from None


def _place(content: Any, where: Sequence[int | str], ctx: dict[str, Any]) -> str:
    """Return the address of a part by the keys of its entries rather than their numbers."""
    steps: list[str] = []
    for step in where:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            content = None
        key = content.get("key") if isinstance(content, dict) else None
        steps.append(str(key or (step + 1 if isinstance(step, int) else step)))
    if not steps and ctx.get("at"):
        return str(ctx["at"])
    return " / ".join(steps) or _("The whole call")


def _problem(error: Any) -> str:
    """Return one error in the reader's language."""
    ctx = error.get("ctx", {})
    if error["type"] in REASONS:
        return str(str(REASONS[error["type"]]) % ctx)
    own = {
        "missing": _("This is required."),
        "string_unicode": str(REASONS["characters"]),
        "extra_forbidden": _("This is not part of a definition. Leave it out."),
        "string_too_long": _("This holds more than %(max_length)s characters. Shorten it."),
        "too_long": _("There are more than %(max_length)s entries here. Remove some."),
        "too_short": _("There must be at least %(min_length)s entry here. Add it."),
        "greater_than_equal": _("This must be at least %(ge)s."),
        "less_than_equal": _("This must be at most %(le)s."),
        "string_pattern_mismatch": _(
            "A key has 1 to 40 small letters, digits and underscores, and begins with a letter."
        ),
        "enum": _("This must be one of: %(expected)s."),
    }
    text: str | None = own.get(error["type"])
    return (
        str(text % ctx) if text else _("This cannot be read (%(type)s).") % {"type": error["type"]}
    )


def gaps(definition: Definition, *, limit: int = 200) -> list[str]:
    """Return what is missing before readers of both languages can use the definition."""
    found: list[str] = []
    if not definition.questions():
        found.append(_("at least one question"))

    def both(text: Any, place: str) -> None:
        for language, name in (("en", _("English")), ("fr", _("French"))):
            if not getattr(text, language).strip():
                found.append(
                    _("the %(language)s of “%(place)s”") % {"language": name, "place": place}
                )

    for section in definition.sections:
        both(section.title, section.key)
        for question in section.questions:
            both(question.label, question.key)
            for choice in question.choices:
                both(choice.label, f"{question.key} / {choice.key}")
    for criterion in definition.criteria:
        both(criterion.title, criterion.key)
        for anchor in criterion.anchors:
            both(anchor.text, f"{criterion.key} / {anchor.score}")
    for category in definition.terms.categories:
        both(category.title, category.key)
    return found[:limit]
