"""What changed between two documents of a proposal, as a person reads it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

_GROUPS = ("basics", "answers", "partners", "benefits", "ip", "data", "attachments")
_KEYS = {
    "answers": "question",
    "partners": "organisation",
    "benefits": "name",
    "ip": "title",
    "data": "name",
    "attachments": "name",
}


@dataclass(frozen=True)
class Change:
    """One difference: where, what it was, what it is."""

    group: str
    name: str  # of the field or the entry
    before: str
    after: str


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return what differs between two documents, in reading order; equal entries are left out."""
    changes: list[Change] = []
    for group in _GROUPS:
        old, new = _entries(group, before.get(group)), _entries(group, after.get(group))
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                changes.append(Change(group, name, old.get(name, ""), new.get(name, "")))
    return changes


def _entries(group: str, content: Any) -> dict[str, str]:
    """Return a group's entries by name, each as one readable text."""
    if isinstance(content, dict):
        return {name: _text(value) for name, value in content.items()}
    entries: dict[str, str] = {}
    for position, item in enumerate(content or []):
        name = str(item.get(_KEYS[group]) or position)
        if group == "answers":
            entries[_label(item)] = _text(item.get("value"))
        elif group == "partners":
            entries |= _partner(name, item)
        else:
            key = name if name not in entries else f"{name} ({position + 1})"
            entries[key] = _text({k: v for k, v in item.items() if k != _KEYS[group]})
    return entries


def _label(item: dict[str, Any]) -> str:
    from grappe.kit.bilingual import in_language

    label = item.get("label") or {}
    flat = {f"label_{language}": text for language, text in label.items()}
    return in_language(flat, "label") or str(item.get("question"))


def _partner(name: str, item: dict[str, Any]) -> dict[str, str]:
    plain = ("role", "contribution", "first_time_adopter", "lead")
    entries = {name: _text({key: item.get(key) for key in plain})}
    for cost in item.get("costs") or []:
        entries[f"{name}: {cost['category']}, {cost['quarter']}"] = _text(cost["amount"])
    for line in item.get("funding") or []:
        entries[f"{name}: {line['source']} {line['label']}".strip()] = _text(line["amount"])
    return entries


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, dict):
        parts = (f"{key}: {_text(one)}" for key, one in value.items() if one not in (None, ""))
        return "; ".join(parts)
    return str(value)
