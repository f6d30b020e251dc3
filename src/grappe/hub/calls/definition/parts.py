"""The parts of a definition that pages show one by one."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from grappe.hub.calls.definition.conditions import Condition
from grappe.hub.calls.definition.words import Amount, Key, Number, Part, Share, Text, refuse
from grappe.hub.calls.enums import (
    Audience,
    Occasion,
    PaidEvery,
    QuestionKind,
    StageKey,
)


class Choice(Part):
    """One entry of a list."""

    key: Key
    label: Text


LISTED = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})


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
    least: Number | None = None
    most: Number | None = None
    choices: tuple[Choice, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind in LISTED and len(self.choices) < 2:
            raise refuse("few_choices")
        once([choice.key for choice in self.choices])
        if self.least is not None and self.most is not None and self.least > self.most:
            raise refuse("least_above_most", least=str(self.least), most=str(self.most))
        return self


class Section(Part):
    """Questions that are read and saved together."""

    key: Key
    title: Text
    help: Text = Text()
    stage: StageKey = StageKey.FULL  # asked from this stage on
    questions: tuple[Question, ...] = Field(default=(), max_length=60)


class Anchor(Part):
    """What a score means, so that two reviewers mean the same."""

    score: int = Field(ge=0, le=100)
    text: Text


class Criterion(Part):
    """What reviewers score, with its weight."""

    key: Key
    title: Text
    help: Text = Text()
    weight: int = Field(ge=1, le=100)
    anchors: tuple[Anchor, ...] = Field(max_length=11)

    @model_validator(mode="after")
    def _has_a_scale(self) -> Self:
        if len({anchor.score for anchor in self.anchors}) < 2:
            raise refuse("few_anchors")
        return self

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
    sme_below: int = Field(default=500, ge=1, le=100_000)  # full-time employees
    paid_every: PaidEvery = PaidEvery.QUARTER
    join_before_paid: bool = True  # members of the cluster before the first payment, not before
    notes: Text = Text()
    categories: tuple[Category, ...] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _floors_below_ceilings(self) -> Self:
        for least, most in (
            (self.rate_least, self.rate_most),
            (self.cost_least, self.cost_most),
        ):
            if least is not None and most is not None and least > most:
                raise refuse("least_above_most", least=str(least), most=str(most))
        return self


class Reminder(Part):
    """A notice before (negative days) or after (positive days: an escalation) a date."""

    occasion: Occasion
    days: int = Field(ge=-365, le=365)
    audience: Audience


class Reviewing(Part):
    """How proposals are reviewed and decided."""

    reviews_per_proposal: int = Field(default=3, ge=1, le=12)
    days_to_review: int = Field(default=21, ge=1, le=365)
    # spread of weighted scores, on the criteria's scale
    disagreement_above: Annotated[Decimal, Field(ge=0, le=100)] = Decimal("1.5")
    committee_quorum: int = Field(default=3, ge=1, le=50)
    board_quorum: int = Field(default=3, ge=1, le=50)


def once(keys: list[str]) -> None:
    """Refuse a key that is used twice."""
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise refuse("used_twice", key=twice[0])
