"""Content in two columns, `title_en` and `title_fr`: the reader's language first, the other if empty."""

from typing import Any

from django.utils.translation import get_language


def in_language(obj: Any, field: str, language: str | None = None) -> str:
    """Return a bilingual field of an object or a mapping in the reader's language.

    When that language is empty the other is returned: a text in the wrong language beats none.
    """
    mine = "fr" if (language or get_language() or "en").startswith("fr") else "en"
    other = "en" if mine == "fr" else "fr"
    if isinstance(obj, dict):
        return str(obj.get(f"{field}_{mine}") or obj.get(f"{field}_{other}") or "")
    return str(getattr(obj, f"{field}_{mine}", "") or getattr(obj, f"{field}_{other}", "") or "")
