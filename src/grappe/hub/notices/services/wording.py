"""An officer's own words for a letter, checked against what the product can fill in."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from grappe.hub.audit.services import record
from grappe.hub.notices.errors import UnknownLetter, UnknownPlaceholder
from grappe.hub.notices.models import Template
from grappe.hub.notices.registry import LETTERS

FIELDS = ("subject_en", "subject_fr", "body_en", "body_fr")
NAMED = re.compile(r"%\((\w+)\)s")


@transaction.atomic
def save_template(*, key: str, texts: dict[str, str], by: Any, at: datetime) -> Template:
    """Keep an officer's wording of a letter; raise UnknownPlaceholder on what cannot be filled."""
    if key not in LETTERS:
        raise UnknownLetter(key=key[:60])
    check_placeholders(texts.values(), LETTERS[key].sample)
    template, _made = Template.objects.update_or_create(
        key=key,
        defaults={name: texts[name] for name in FIELDS} | {"changed_by": by, "changed_at": at},
    )
    record("template.changed", template, by=by, at=at, label=key)
    return template


@transaction.atomic
def reset_template(*, key: str, by: Any, at: datetime) -> None:
    """Go back to the product's own wording; doing it twice changes nothing."""
    template = Template.objects.filter(key=key).first()
    if template:
        record("template.reset", template, by=by, at=at, label=key)
        template.delete()


def check_placeholders(texts: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a placeholder that nothing fills, and a lone per cent sign."""
    names = set(known)
    for text in texts:
        unknown = [f"%({name})s" for name in NAMED.findall(text) if name not in names]
        lone = "%" in NAMED.sub("", text.replace("%%", ""))
        if unknown or lone:
            raise UnknownPlaceholder(
                unknown=", ".join(unknown) or "%",
                known=", ".join(f"%({name})s" for name in sorted(names)) or "—",
            )
