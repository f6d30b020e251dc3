"""From a part's JSON to its form and back, part by part.

Lists grow and shrink by submit buttons (`add`, `drop`), which show the form again without saving,
so that everything works without JavaScript and a draft always holds together.
"""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from grappe.hub.calls.definition import Definition

NEW = "+"
MOST_ROWS = 60


def key_from(text: str, taken: Any) -> str:
    """Make a key from an English text, unlike those taken."""
    base = slugify(text).replace("-", "_")[:34].strip("_") or "entry"
    base = base if base[0].isalpha() else f"q_{base}"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def text(cleaned: dict[str, Any], name: str) -> dict[str, str]:
    return {"en": cleaned.get(f"{name}_en", ""), "fr": cleaned.get(f"{name}_fr", "")}


def flat(value: dict[str, Any], *names: str) -> dict[str, str]:
    return {f"{n}_{lang}": value.get(n, {}).get(lang, "") for n in names for lang in ("en", "fr")}


def plain_number(value: Any) -> Any:
    return None if value is None else f"{value.normalize():f}" if value else "0"


class Editor:
    """Edits the part at one path. Subclasses say which form, which rows, and how to read them."""

    title: Any = ""
    note: Any = ""  # said above the form
    anchor = ""  # where the overview shows the part
    row_names: dict[str, Any] = {}  # prefix -> label of the button that adds a row

    def __init__(self, definition: Definition, path: str, value: Any, params: QueryDict) -> None:
        self.definition, self.path, self.value, self.params = definition, path, value, params
        self.data: QueryDict | None = None
        self.form = self.make_form(initial=self.initial())
        self.rows = {
            p: [self.make_row(p, i, initial=one) for i, one in enumerate(self.row_initials(p))]
            for p in self.row_names
        }

    # What a subclass says

    def initial(self) -> dict[str, Any]:
        return {}

    def row_initials(self, prefix: str) -> list[dict[str, Any]]:
        return []

    def make_form(self, **kwargs: Any) -> Any:
        raise NotImplementedError

    def make_row(self, prefix: str, number: int, **kwargs: Any) -> Any:
        raise NotImplementedError

    def compose(self) -> Any:
        """Return the part's JSON from the valid forms."""
        raise NotImplementedError

    # Reading what was sent

    def read(self, data: QueryDict) -> bool:
        """Bind the forms; return False when a button only asked for a row more or less."""
        self.data = data
        add, drop = data.get("add", ""), data.get("drop", "")
        for prefix in self.row_names:
            numbers = self._numbers(prefix, data)
            if add == prefix and len(numbers) < MOST_ROWS:
                self.rows[prefix] = [
                    *self._unbound(prefix, numbers, data),
                    self._blank(prefix, numbers),
                ]
            elif drop.startswith(f"{prefix}-"):
                numbers = [n for n in numbers if f"{prefix}-{n}" != drop]
                self.rows[prefix] = self._unbound(prefix, numbers, data)
            elif add or drop or "redraw" in data:
                self.rows[prefix] = self._unbound(prefix, numbers, data)
            else:
                self.rows[prefix] = [self.make_row(prefix, n, data=data) for n in numbers]
        if add or drop or "redraw" in data:
            self.form = self.make_form(initial=_values(self.make_form(data=data)))
            return False
        self.form = self.make_form(data=data)
        return True

    def is_valid(self) -> bool:
        """Say whether every form is valid, validating all so that all errors show."""
        valid = [self.form.is_valid()]
        valid += [row.is_valid() for rows in self.rows.values() for row in rows]
        return all(valid) and not self.form.errors

    def twin(self, siblings: list[Any], value: Any) -> Any:
        """Return the entry that says the same as a new one: a second click adds nothing."""
        rest = {name: part for name, part in value.items() if name != "key"}
        for entry in siblings:
            if {name: part for name, part in entry.items() if name != "key"} == rest:
                return entry
        return None

    def path_of(self, value: Any) -> str:
        """Return the address at which the value is stored."""
        return f"{self.path.removesuffix('/' + NEW)}/{value['key']}" if self.is_new else self.path

    @property
    def is_new(self) -> bool:
        """Say whether the part is being added."""
        return self.path.endswith(f"/{NEW}")

    @property
    def groups(self) -> list[tuple[str, Any, list[Any]]]:
        """Return the lists of rows: prefix, label of the add button, rows."""
        return [(prefix, label, self.rows[prefix]) for prefix, label in self.row_names.items()]

    @property
    def every_form(self) -> list[Any]:
        """Return the form and all rows, for the summary of errors."""
        return [self.form, *(row for rows in self.rows.values() for row in rows)]

    def _numbers(self, prefix: str, data: QueryDict) -> list[int]:
        found = {int(n) for n in data.getlist(f"{prefix}-row") if re.fullmatch(r"\d{1,4}", n)}
        return sorted(found)[:MOST_ROWS]

    def _unbound(self, prefix: str, numbers: list[int], data: QueryDict) -> list[Any]:
        return [
            self.make_row(prefix, n, initial=_values(self.make_row(prefix, n, data=data)))
            for n in numbers
        ]

    def _blank(self, prefix: str, numbers: list[int]) -> Any:
        return self.make_row(prefix, max(numbers, default=-1) + 1, initial={})


def _values(form: forms.Form) -> dict[str, Any]:
    """Return what was sent to a form, unread."""
    return {field.name: field.data for field in form}
