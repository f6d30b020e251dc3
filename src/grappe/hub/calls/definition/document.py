"""The whole document: what must hold between its parts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from pydantic import Field, model_validator

from grappe.hub.calls.definition.conditions import Condition
from grappe.hub.calls.definition.parts import (
    LISTED,
    Criterion,
    Question,
    Reminder,
    Reviewing,
    Section,
    Terms,
    once,
)
from grappe.hub.calls.definition.rules import Rule
from grappe.hub.calls.definition.words import Part, refuse
from grappe.hub.calls.enums import QuestionKind, RuleKind, StageKey, Test

ORDERED = frozenset({QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.DATE})
MOST_QUESTIONS = 250
STAGES = (StageKey.EOI, StageKey.FULL)


class Definition(Part):
    """The whole of a call's rules."""

    stages: tuple[StageKey, ...] = (StageKey.FULL,)
    sections: tuple[Section, ...] = Field(default=(), max_length=40)
    rules: tuple[Rule, ...] = Field(default=(), max_length=60)
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=20)
    terms: Terms
    reminders: tuple[Reminder, ...] = Field(default=(), max_length=40)
    reviewing: Reviewing = Reviewing()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        once(list(self.stages))
        if StageKey.FULL not in self.stages:
            raise refuse("last_stage")
        if self.stages[-1] != StageKey.FULL:
            raise refuse("first_stage")
        once([s.key for s in self.sections])
        once([q.key for section in self.sections for q in section.questions])
        if (count := len(self.questions())) > MOST_QUESTIONS:
            raise refuse("too_many", count=count, most=MOST_QUESTIONS)
        once([r.key for r in self.rules])
        once([c.key for c in self.criteria])
        once([c.key for c in self.terms.categories])
        if (total := sum(c.weight for c in self.criteria)) != 100:
            raise refuse("weights", total=total)
        first = self.criteria[0]
        for criterion in self.criteria:
            if (criterion.least, criterion.most) != (first.least, first.most):
                scale = f"{first.least}–{first.most}"
                raise refuse("scores_differ", first=first.key, scale=scale, key=criterion.key)
        _check_conditions(self)
        return self

    def questions(self) -> dict[str, Question]:
        """Return every question by its key, in order."""
        return {q.key: q for section in self.sections for q in section.questions}

    def sections_at(self, stage: str) -> tuple[Section, ...]:
        """Return the sections that are asked at a stage: those of it and of the stages before."""
        upto = STAGES.index(StageKey(stage))
        return tuple(s for s in self.sections if STAGES.index(s.stage) <= upto)

    def rules_at(self, stage: str) -> tuple[Rule, ...]:
        """Return the rules that are checked at a stage: those of it and of the stages before."""
        upto = STAGES.index(StageKey(stage))
        return tuple(r for r in self.rules if STAGES.index(r.stage) <= upto)

    def shown(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Return the keys of the questions that these answers call for.

        A question whose condition rests on a question that is itself not shown is not shown either.
        """
        questions = self.questions()
        memo: dict[str, bool] = {}

        def visible(key: str) -> bool:
            if key not in memo:
                on = questions[key].shown_when
                memo[key] = on is None or (visible(on.question) and on.holds(answers))
            return memo[key]

        return frozenset(key for key in questions if visible(key))

    def required(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Return the keys of the shown questions that must be answered."""
        shown, questions = self.shown(answers), self.questions()
        return frozenset(
            key
            for key in shown
            if questions[key].required
            or (
                (on := questions[key].required_when) is not None
                and on.question in shown
                and on.holds(answers)
            )
        )

    def params(self, rule: Rule) -> dict[str, Any]:
        """Return the numbers that a rule is checked with: its own, or those of the funding terms."""
        terms = self.terms
        match rule.kind:
            case RuleKind.COST_BETWEEN:
                return {"least": terms.cost_least, "most": terms.cost_most}
            case RuleKind.RATE_AT_MOST:
                return {"least": terms.rate_least, "most": terms.rate_most}
            case RuleKind.IN_KIND_AT_MOST:
                return {"most": terms.in_kind_most}
            case RuleKind.STACKING_AT_MOST:
                return {"most": terms.stacking_most}
            case RuleKind.SMES_AT_LEAST:
                return {**rule.numbers(), "below": terms.sme_below}
        return rule.numbers()

    def criterion(self, key: str) -> Criterion:
        """Return one criterion by its key; KeyError if there is none."""
        return {c.key: c for c in self.criteria}[key]


def _check_conditions(definition: Definition) -> None:
    stage_of = {q.key: s.stage for s in definition.sections for q in s.questions}
    questions = definition.questions()
    for question in questions.values():
        for condition in (question.shown_when, question.required_when):
            if condition is None:
                continue
            on = questions.get(condition.question)
            if on is None:
                raise refuse("depends_on_nothing", at=question.key, on=condition.question)
            if stage_of[question.key] == StageKey.EOI and stage_of[on.key] == StageKey.FULL:
                raise refuse("depends_on_later", at=question.key, on=on.key)
            _check_comparison(condition, on)
    _check_circles(questions)


def _check_circles(questions: Mapping[str, Question]) -> None:
    """Refuse conditions that lead back to where they began; each question is looked at once."""
    cleared: set[str] = set()

    def follow(path: tuple[str, ...]) -> None:
        question = questions[path[-1]]
        for condition in (question.shown_when, question.required_when):
            if condition is None or condition.question in cleared:
                continue
            if condition.question in path:
                circle = path[path.index(condition.question) :]
                raise refuse("depends_on_itself", path=" → ".join((*circle, condition.question)))
            follow((*path, condition.question))
        cleared.add(path[-1])

    for key in questions:
        if key not in cleared:
            follow((key,))


def _check_comparison(condition: Condition, on: Question) -> None:
    """Refuse a comparison that the other question's answers can never meet."""
    test, value = condition.test, condition.value
    if test == Test.ANSWERED:
        return
    if on.kind == QuestionKind.FILE:
        raise refuse("depends_on_file", on=on.key)
    wrong = {
        Test.INCLUDES: on.kind != QuestionKind.CHOICES,
        Test.AT_LEAST: on.kind not in ORDERED,
        Test.AT_MOST: on.kind not in ORDERED,
    }
    if wrong.get(test, on.kind == QuestionKind.CHOICES):
        raise refuse("wrong_test", test=test.value, on=on.key)
    fits = True
    if on.kind in LISTED:
        fits = value in {choice.key for choice in on.choices}
    elif on.kind == QuestionKind.YES_NO:
        fits = isinstance(value, bool)
    elif on.kind in ORDERED:
        fits = Condition(question=on.key, test=Test.EQUALS, value=value).holds(
            {on.key: value}
        ) and (_is_date(value) if on.kind == QuestionKind.DATE else _is_number(value))
    if not fits or value in (None, ""):
        raise refuse("wrong_value", value=str(value), on=on.key)


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
