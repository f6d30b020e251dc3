"""State machines as data: a table of moves, read by services, policies, pages and tests alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class WrongState(DomainError):
    """The object has moved on, or is not there yet."""

    code = "kit.wrong_state"
    message = _(
        "This is “%(state)s” now, so it cannot do “%(move)s”. Reload the page to see where it stands."
    )


@dataclass(frozen=True)
class Machine:
    """The moves of one kind of object: move name -> (states it may start from, state it ends in)."""

    name: str
    moves: Mapping[str, tuple[frozenset[str], str]]

    @classmethod
    def of(cls, name: str, moves: Mapping[str, tuple[Iterable[str], str]]) -> Self:
        """Build a machine from plain tuples."""
        return cls(name, {m: (frozenset(map(str, a)), str(b)) for m, (a, b) in moves.items()})

    def sources(self, move: str) -> frozenset[str]:
        """Return the states from which a move may start."""
        return self.moves[move][0]

    def target(self, move: str, state: str, *, label: Any = None) -> str:
        """Return the state that a move leads to, or raise WrongState."""
        sources, target = self.moves[move]
        if state not in sources:
            raise WrongState(state=label or state, move=move)
        return target
