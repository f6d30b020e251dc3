"""What the call asks now: sections and questions, shown and required as the answers have it."""

from dataclasses import dataclass
from typing import Any

from grappe.hub.calls.definition import Definition, Question, Section
from grappe.hub.calls.enums import QuestionKind, StageKey
from grappe.hub.calls.models import CallVersion
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Answer, Attachment, Proposal

_EOI_STATES = frozenset(
    {ProposalState.EOI_DRAFT, ProposalState.EOI_SUBMITTED, ProposalState.NOT_INVITED}
)


@dataclass(frozen=True)
class Asked:
    """A question as it stands for one proposal."""

    question: Question
    value: Any
    shown: bool
    required: bool
    answer: Answer | None = None
    files: tuple[Attachment, ...] = ()

    @property
    def missing(self) -> bool:
        """Say whether an answer is due and not there."""
        empty = not self.value if self.question.kind == QuestionKind.FILE else self.value is None
        return self.shown and self.required and (empty or self.value in ("", []))


def definition_of(proposal: Proposal) -> Definition:
    """Return the definition of the call version that a proposal answers."""
    definition: Definition = proposal.version.definition
    return definition


def newest_version(proposal: Proposal) -> CallVersion:
    """Return the call's newest published version, which a draft may have to take over."""
    newest = (
        CallVersion.objects.filter(call_id=proposal.call_id, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    return newest or proposal.version


def stage_of(proposal: Proposal) -> StageKey:
    """Return the stage that a proposal is in: what is asked and checked."""
    return StageKey.EOI if proposal.state in _EOI_STATES else StageKey.FULL


def sections_of(proposal: Proposal) -> list[Section]:
    """Return the sections asked at the proposal's stage: at the full stage, all of them."""
    stage = stage_of(proposal)
    return list(definition_of(proposal).sections_at(stage))


def files_of(proposal: Proposal) -> list[Attachment]:
    """Return the attachments of a proposal that were not removed."""
    return list(
        proposal.attachments.filter(removed_at=None).select_related("added_by").order_by("id")
    )


def values_of(
    proposal: Proposal, answers: list[Answer] | None = None, files: list[Attachment] | None = None
) -> dict[str, Any]:
    """Return the answers by question; a question for files has the number of its files."""
    answers = list(proposal.answers.all()) if answers is None else answers
    files = files_of(proposal) if files is None else files
    values: dict[str, Any] = {answer.question: answer.value for answer in answers}
    for question in definition_of(proposal).questions().values():
        if question.kind == QuestionKind.FILE:
            count = sum(file.question == question.key for file in files)
            values[question.key] = count or None
    return values


def asked_in(
    proposal: Proposal, section: Section | None = None, files: list[Attachment] | None = None
) -> list[Asked]:
    """Return the questions of a section (or of the whole stage) as they stand."""
    answers = list(proposal.answers.select_related("changed_by"))
    files = files_of(proposal) if files is None else files
    values = values_of(proposal, answers, files)
    by_key = {answer.question: answer for answer in answers}
    definition = definition_of(proposal)
    shown, required = definition.shown(values), definition.required(values)
    sections = [section] if section else sections_of(proposal)
    asked = []
    for question in (q for s in sections for q in s.questions):
        key = question.key
        mine = tuple(file for file in files if file.question == key)
        asked.append(
            Asked(question, values.get(key), key in shown, key in required, by_key.get(key), mine)
        )
    return asked


def controllers(definition: Definition) -> frozenset[str]:
    """Return the questions on whose answers others depend."""
    return frozenset(
        condition.question
        for question in definition.questions().values()
        for condition in (question.shown_when, question.required_when)
        if condition
    )
