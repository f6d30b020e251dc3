"""All that the product may refuse, found in the code: for the help page and the reference."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import grappe
from grappe.kit.api.problems import GENERAL
from grappe.kit.errors import DomainError

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
HOMES: dict[str, str | Promise] = {
    "people": _("Organisations and accounts"),
    "calls": _("Calls"),
    "proposals": _("Proposals"),
    "reviews": _("Reviews"),
    "decisions": _("Decisions"),
    "projects": _("Funded projects"),
    "notices": _("Letters and webhooks"),
    "audit": _("Trace"),
    "desk": _("My desk"),
    "kit": _("In every part"),
}


@dataclass
class Code:
    """A code with its status and what it may say."""

    code: str
    status: int
    says: list[str] = field(default_factory=list)


@cache
def refusals() -> tuple[type[DomainError], ...]:
    """Return every refusal of the product, its modules loaded first."""
    for module in pkgutil.walk_packages(grappe.__path__, "grappe."):
        if ".migrations" not in module.name and not module.name.endswith(("__main__", "wsgi")):
            importlib.import_module(module.name)
    return (DomainError, *_below(DomainError))


def _below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("grappe.") and "code" in vars(child):
            yield child
        yield from _below(child)


def by_home() -> list[tuple[str | Promise, list[Code]]]:
    """Return the codes of each part of the product, in the language of now; numbers are dots."""
    found = {code: Code(code, status, [str(words)]) for code, (status, words) in GENERAL.items()}
    for kind in sorted(refusals(), key=lambda kind: (kind.code, str(kind.message))):
        entry = found.setdefault(kind.code, Code(kind.code, kind.status))
        says = PLACEHOLDER.sub("…", str(kind.message)).replace("%%", "%")
        if says not in entry.says:
            entry.says.append(says)
    return [
        (name, sorted(codes, key=lambda entry: entry.code))
        for home, name in HOMES.items()
        if (codes := [entry for entry in found.values() if entry.code.split(".")[0] == home])
    ]
