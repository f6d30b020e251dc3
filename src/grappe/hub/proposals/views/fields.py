"""One field of a section as a template shows it, whatever it holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from grappe.hub.calls.enums import QuestionKind, StageKey
from grappe.hub.proposals.models import Attachment, Proposal
from grappe.hub.proposals.queries import Asked, stage_of
from grappe.kit.errors import DomainError

SEVERAL = {"choices"}


@dataclass
class Field:
    """A question or a field of the basics, with what is stored, typed and refused."""

    key: str
    kind: str  # QuestionKind, or "rate"
    label: str
    help: str = ""
    required: bool = False
    value: Any = ""  # as a control shows it
    base: str = ""  # as it is stored: tells whether it was touched
    revision: int = 0
    choices: list[tuple[str, str]] = field(default_factory=list)
    words_at_most: int | None = None
    controls: bool = False
    who: str = ""
    when: Any = None
    error: str = ""
    conflict: dict[str, Any] | None = None
    files: tuple[Attachment, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of its control."""
        return f"id_{self.key}"

    @property
    def input_type(self) -> str:
        """Return the type of its input element."""
        return "date" if self.kind == "date" else "text"

    @property
    def input_mode(self) -> str:
        """Return which keyboard a telephone shows."""
        return "decimal" if self.kind in {"number", "money", "rate"} else "text"

    @property
    def unit(self) -> str:
        """Return what is counted, to stand beside the control."""
        return {"money": "$ CAD", "rate": "%"}.get(self.kind, "")

    @property
    def words(self) -> int:
        """Return how many words the text has."""
        return len(self.value.split()) if isinstance(self.value, str) else 0

    @property
    def grouped(self) -> bool:
        """Say whether it is a group of boxes, with a legend in place of a label."""
        return self.kind in {"choices", "yes_no", "file"}

    @property
    def described_by(self) -> str:
        """Return the ids of what explains the control."""
        parts = [f"h-{self.key}"] if self.help or self.words_at_most else []
        return " ".join([*parts, f"m-{self.key}"])


def question_field(
    asked: Asked, *, controls: bool, typed: dict[str, Any] | None, problem: Any
) -> Field:
    """Return the field of a question."""
    question, answer = asked.question, asked.answer
    shown = Field(
        key=question.key,
        kind=question.kind.value,
        label=str(question.label),
        help=str(question.help),
        required=asked.required,
        revision=answer.revision if answer else 0,
        choices=[(c.key, str(c.label)) for c in question.choices],
        words_at_most=question.words_at_most,
        controls=controls,
        who=str(answer.changed_by) if answer else "",
        when=answer.changed_at if answer else None,
        files=asked.files,
    )
    if question.kind == QuestionKind.YES_NO:
        shown.choices = [("true", _("Yes")), ("false", _("No"))]
    shown.base = _written(asked.value)
    return _filled(shown, asked.value, typed, problem)


def basics_field(
    proposal: Proposal,
    name: str,
    kind: str,
    *,
    label: str,
    choices: Iterable[tuple[str, str]],
    typed: dict[str, Any] | None,
    problem: Any,
) -> Field:
    """Return the field of one of the basics."""
    revision, _pk, who, _when = proposal.revisions.get(name) or [0, None, "", ""]
    value = getattr(proposal, name)
    if kind == "rate" and value is not None:
        value = f"{(value * 100).normalize():f}"
    needed = {f"title_{proposal.language}", f"summary_{proposal.language}", *_ALWAYS}
    if stage_of(proposal) == StageKey.FULL:
        needed |= _FULL
    shown = Field(
        key=name,
        kind=kind,
        label=label,
        required=name in needed,
        revision=revision,
        choices=[(key, str(text)) for key, text in choices],
        who=who,
    )
    shown.help = _HELP.get(name, lambda: "")()
    shown.base = f"{value} %" if kind == "rate" and value else _written(value)
    return _filled(shown, value, typed, problem)


_ALWAYS = frozenset({"sector", "kind", "language"})
_FULL = frozenset({"functions", "starts_on", "ends_on", "rate"})
_HELP: dict[str, Any] = {
    "summary_en": lambda: _("Published if the project is funded. No secrets here."),
    "summary_fr": lambda: _("Published if the project is funded. No secrets here."),
    "title_en": lambda: _("What changes, for whom. A dozen words."),
    "rate": lambda: _("The share of the eligible costs that you ask the cluster to pay back."),
    "starts_on": lambda: _("The budget goes by the fiscal quarters between start and end."),
    "functions": lambda: _("Where in the supply chain something changes."),
    "language": lambda: _("The language of your answers, your receipt and your letters."),
}


def typed_value(request: HttpRequest, key: str, kind: str) -> Any:
    """Return what was typed into a control."""
    if kind in SEVERAL:
        return request.POST.getlist(key)
    text = request.POST.get(key, "").replace("\r\n", "\n")
    return f"{text} %" if kind == "rate" and text.strip() and "%" not in text else text


def _filled(shown: Field, stored: Any, typed: dict[str, Any] | None, problem: Any) -> Field:
    if typed is not None and shown.key in typed:
        value = typed[shown.key]
        shown.value = value.removesuffix(" %") if shown.kind == "rate" else value
    else:
        shown.value = stored if isinstance(stored, list) else _written(stored)
    if isinstance(problem, DomainError):
        shown.error = str(problem.params.get("why") or problem)
    elif problem:
        shown.conflict = problem | {"theirs_text": _readable(shown, problem["theirs"])}
        shown.revision = problem["revision"]
    return shown


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _readable(shown: Field, value: Any) -> str:
    labels = dict(shown.choices)
    values = value if isinstance(value, list) else [_written(value)]
    return ", ".join(str(labels.get(one, one)) for one in values) or "—"
