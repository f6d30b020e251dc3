"""Who and what is in the demo: read from the files beside it, and kept at hand while it is built."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from grappe.hub.calls.models import Call, Round
from grappe.hub.people.models import Organisation, User
from grappe.hub.proposals.models import Proposal

DOMAIN = "demo.example"
PASSWORD = "grappe demo 2026"  # noqa: S105  (of invented people, only in a demo)


def read(name: str) -> dict[str, Any]:
    """Read one of the demo's files."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


@dataclass
class Cast:
    """What the stages built so far, by the keys of the files."""

    at: datetime  # now: the story of the demo ends here
    draw: random.Random
    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    proposals: list[tuple[dict[str, Any], Proposal]] = field(default_factory=list)

    def ago(self, days: float) -> datetime:
        """Return a moment of the story, that many days before its end (negative: after)."""
        return self.at - timedelta(days=days)
