"""The smallest parts of a definition: keys, shares, amounts, texts in both languages."""

from decimal import Decimal
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

LONGEST = 4_000  # characters of one text in one language

# What a definition may be refused for, by code: said to officers in their language.
REASONS: dict[str, str | Promise] = {
    "characters": _("It holds characters that cannot be stored. Paste it again as plain text."),
    "used_twice": _("The key “%(key)s” is used twice. Give each its own."),
    "weights": _("The weights of the criteria add to %(total)s. Make them add to 100."),
    "last_stage": _("The last stage must be the full proposal. Add it."),
    "first_stage": _(
        "The expression of interest comes before the full proposal. Change the order."
    ),
    "depends_on_nothing": _(
        "It depends on the question “%(on)s”, which is not there. Choose another."
    ),
    "depends_on_itself": _("The conditions go round in a circle: %(path)s. Remove one of them."),
    "depends_on_later": _(
        "It is asked in the expression of interest but depends on “%(on)s”, "
        "which is asked only in the full proposal. Move one of them."
    ),
    "depends_on_file": _(
        "It compares the file of “%(on)s” with a value. A file can only be “answered”."
    ),
    "wrong_test": _("“%(test)s” cannot be asked of “%(on)s”. Choose another comparison."),
    "wrong_value": _("“%(value)s” is not an answer that “%(on)s” can have. Choose one that is."),
    "few_choices": _("A list needs at least two choices. Add them."),
    "least_above_most": _("The least (%(least)s) is above the most (%(most)s). Swap them."),
    "few_anchors": _("A criterion needs anchors for at least two scores. Add them."),
    "scores_differ": _(
        "“%(first)s” is scored from %(scale)s, “%(key)s” is not. Give all criteria the same scale."
    ),
    "no_such_param": _("The rule does not know “%(name)s”. Leave it out."),
    "param_missing": _("The rule needs “%(name)s”. Give it."),
    "param_wrong": _("“%(value)s” does not fit “%(name)s”. %(hint)s"),
    "too_many": _("It has %(count)s questions; at most %(most)s fit. Remove some."),
    "too_large": _("It holds %(size)s characters; at most %(most)s fit. Shorten its texts."),
}


def refuse(code: str, **params: Any) -> PydanticCustomError:
    """Return the error of one reason, with its numbers."""
    return PydanticCustomError(code, code, params)


def _storable(text: str) -> str:
    """Refuse what a database cannot hold: NUL and halves of characters."""
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise refuse("characters")
    return text


Words = Annotated[str, Field(max_length=LONGEST), AfterValidator(_storable)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6)]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), decimal_places=2)]
Number = Annotated[Decimal, Field(ge=Decimal("-1e15"), le=Decimal("1e15"), max_digits=24)]


class Part(BaseModel):
    """A part of the definition: unknown words are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """A text in both languages."""

    en: Words = ""
    fr: Words = ""

    def __str__(self) -> str:
        french = (get_language() or "en").startswith("fr")
        return (self.fr or self.en) if french else (self.en or self.fr)

    def __bool__(self) -> bool:
        return bool(self.en or self.fr)
