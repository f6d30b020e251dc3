"""What a call asks, checks, scores and pays: one versioned document, edited in the browser.

A `Definition` is data: opening a different call needs no code. It is stored as JSON with the version
of the call, and a submitted proposal keeps the version that it answered.
"""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from grappe.hub.calls.enums import (
    Audience,
    Occasion,
    QuestionKind,
    RuleKind,
    StageKey,
    Test,
)

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), decimal_places=2)]


class Part(BaseModel):
    """A part of the definition: unknown words are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """A text in both languages."""

    en: str = ""
    fr: str = ""

    def __str__(self) -> str:
        from django.utils.translation import get_language

        french = (get_language() or "en").startswith("fr")
        return (self.fr or self.en) if french else (self.en or self.fr)


class Condition(Part):
    """Another question's answer compared with a value."""

    question: Key
    test: Test
    value: str | bool | Decimal | None = None


class Choice(Part):
    """One entry of a list."""

    key: Key
    label: Text


class Question(Part):
    """One question of the form."""

    key: Key
    kind: QuestionKind
    label: Text
    help: Text = Text()
    required: bool = False
    required_when: Condition | None = None
    shown_when: Condition | None = None
    words_at_most: int | None = Field(default=None, ge=1, le=20_000)
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[Choice, ...] = ()


class Section(Part):
    """Questions that are read and saved together."""

    key: Key
    title: Text
    help: Text = Text()
    stage: StageKey = StageKey.FULL  # asked from this stage on
    questions: tuple[Question, ...] = ()


class Rule(Part):
    """One eligibility rule: its kind, its numbers, and the clause that it comes from."""

    key: Key
    kind: RuleKind
    params: dict[str, Any] = {}
    clause: Text = Text()
    stage: StageKey = StageKey.FULL  # checked from this stage on


class Anchor(Part):
    """What a score means, so that two reviewers mean the same."""

    score: int
    text: Text


class Criterion(Part):
    """What reviewers score, with its weight."""

    key: Key
    title: Text
    help: Text = Text()
    weight: int = Field(ge=1, le=100)
    anchors: tuple[Anchor, ...] = Field(min_length=2)

    @property
    def least(self) -> int:
        """Return the lowest score."""
        return min(anchor.score for anchor in self.anchors)

    @property
    def most(self) -> int:
        """Return the highest score."""
        return max(anchor.score for anchor in self.anchors)


class Category(Part):
    """A cost category of the budget."""

    key: Key
    title: Text
    help: Text = Text()
    eligible: bool = True
    most_share: Share | None = None  # of the project's eligible costs


class Terms(Part):
    """How the cluster pays: the numbers of the call, never of the code."""

    rate_most: Share = Decimal("0.40")
    rate_least: Share = Decimal(0)
    cost_least: Amount | None = None  # CAD, whole project
    cost_most: Amount | None = None
    grant_most: Amount | None = None
    stacking_most: Share = Decimal(1)  # all public money over all costs
    in_kind_most: Share = Decimal(1)  # of industry's contribution
    sme_below: int = 500  # full-time employees
    categories: tuple[Category, ...] = Field(min_length=1)


class Reminder(Part):
    """A notice before (negative days) or after (positive days: an escalation) a date."""

    occasion: Occasion
    days: int = Field(ge=-365, le=365)
    audience: Audience


class Reviewing(Part):
    """How proposals are reviewed and decided."""

    reviews_per_proposal: int = Field(default=3, ge=1, le=12)
    days_to_review: int = Field(default=21, ge=1, le=365)
    disagreement_above: Decimal = Decimal(
        "1.5"
    )  # spread of weighted scores, on the criteria's scale
    committee_quorum: int = Field(default=3, ge=1, le=50)
    board_quorum: int = Field(default=3, ge=1, le=50)


class Definition(Part):
    """The whole of a call's rules."""

    stages: tuple[StageKey, ...] = (StageKey.FULL,)
    sections: tuple[Section, ...] = ()
    rules: tuple[Rule, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    terms: Terms
    reminders: tuple[Reminder, ...] = ()
    reviewing: Reviewing = Reviewing()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        questions = [q for section in self.sections for q in section.questions]
        keys = [q.key for q in questions]
        _once("question", keys)
        _once("section", [s.key for s in self.sections])
        _once("rule", [r.key for r in self.rules])
        _once("criterion", [c.key for c in self.criteria])
        _once("category", [c.key for c in self.terms.categories])
        if StageKey.FULL not in self.stages:
            raise ValueError("The last stage must be the full proposal.")
        if sum(c.weight for c in self.criteria) != 100:
            total = sum(c.weight for c in self.criteria)
            raise ValueError(f"The weights of the criteria add to {total}. Make them add to 100.")
        for question in questions:
            _check_question(question, set(keys))
        return self

    def questions(self) -> dict[str, Question]:
        """Return every question by its key, in order."""
        return {q.key: q for section in self.sections for q in section.questions}


def _once(what: str, keys: list[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"The {what} key {twice[0]!r} is used twice. Give each its own.")


def _check_question(question: Question, keys: set[str]) -> None:
    for condition in (question.shown_when, question.required_when):
        if condition and condition.question not in keys - {question.key}:
            raise ValueError(
                f"Question {question.key!r} depends on {condition.question!r}, which is not there."
            )
    listed = {QuestionKind.CHOICE, QuestionKind.CHOICES}
    if question.kind in listed and len(question.choices) < 2:
        raise ValueError(f"Question {question.key!r} needs at least two choices.")
