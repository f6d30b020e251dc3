"""Addresses inside a definition: "sections/benefits/questions/savings", "criteria", "terms".

Lists whose entries have keys are addressed by key. All functions are pure and work on the JSON.
"""

import copy
import hashlib
import json
from typing import Any


def find(content: Any, path: str) -> Any:
    """Return the part at a path; None if there is none."""
    for step in path.split("/"):
        content = _entry(content, step)
    return content


def put(content: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the document with the part at a path replaced, added (a new key) or removed (None).

    raises   LookupError if the place that should hold the part is not there.
    """
    changed = copy.deepcopy(content)
    *above, last = path.split("/")
    holder = find(changed, "/".join(above)) if above else changed
    if isinstance(holder, dict):
        holder[last] = value
    elif isinstance(holder, list):
        at = _index(holder, last)
        if at is None and value is not None:
            holder.append(value)
        elif at is not None:
            holder[at : at + 1] = [] if value is None else [value]
    else:
        raise LookupError(path)
    return changed


def moved(content: dict[str, Any], path: str, by: int) -> dict[str, Any]:
    """Return the document with one entry of a list moved up (-1) or down (1); ends stay ends."""
    changed = copy.deepcopy(content)
    *above, last = path.split("/")
    holder = find(changed, "/".join(above))
    at = _index(holder, last) if isinstance(holder, list) else None
    if at is None:
        raise LookupError(path)
    entry = holder.pop(at)
    holder.insert(min(max(at + by, 0), len(holder)), entry)
    return changed


def fingerprint(part: Any) -> str:
    """Return a short hash of a part: what an officer saw when the form was opened. Empty: nothing."""
    if part is None:
        return ""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _entry(content: Any, step: str) -> Any:
    if isinstance(content, dict):
        return content.get(step)
    if isinstance(content, list):
        at = _index(content, step)
        return None if at is None else content[at]
    return None


def _index(entries: list[Any], key: str) -> int | None:
    for at, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("key") == key:
            return at
    return None
