"""The product's own wording of each notice; an app declares its letters and registers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Letter:
    """One notice in both languages: `%(name)s` stands for a parameter, `sample` previews it."""

    key: str  # "proposal.submitted"
    subject: str | Promise
    body: str | Promise
    sample: Mapping[str, str] = field(default_factory=dict)
    must_act: bool = False  # sent even to those who want no mail


LETTERS: dict[str, Letter] = {}


def register(*letters: Letter) -> None:
    """Make letters known; each key is registered once."""
    for letter in letters:
        if LETTERS.setdefault(letter.key, letter) != letter:
            raise ValueError(f"The letter {letter.key!r} is registered twice.")
