"""Short ways to write the parts of a definition as data."""

from decimal import Decimal

from grappe.hub.calls.definition import Choice, Condition, Question, Text
from grappe.hub.calls.enums import QuestionKind

Entry = tuple[str, str, str]  # key, English, French


def t(en: str, fr: str) -> Text:
    """Return a text in both languages, with the no-break spaces that French typography asks for."""
    for mark in (":", "»", "%", "$"):
        fr = fr.replace(f" {mark}", f"\xa0{mark}")
    return Text(en=en.replace(" %", "%"), fr=fr.replace("« ", "«\xa0"))


def short(key: str, en: str, fr: str, *, shown_when: Condition | None = None) -> Question:
    """Return a question answered in one line."""
    return Question(
        key=key,
        kind=QuestionKind.SHORT,
        label=t(en, fr),
        required=True,
        shown_when=shown_when,
        words_at_most=30,
    )


def long(
    key: str,
    en: str,
    fr: str,
    help_en: str = "",
    help_fr: str = "",
    *,
    words: int,
    required: bool = True,
    shown_when: Condition | None = None,
) -> Question:
    """Return a question answered in paragraphs."""
    return Question(
        key=key,
        kind=QuestionKind.LONG,
        label=t(en, fr),
        help=t(help_en, help_fr),
        required=required,
        shown_when=shown_when,
        words_at_most=words,
    )


def number(key: str, en: str, fr: str, *, most: int) -> Question:
    """Return a question answered by a number from 0."""
    return Question(
        key=key,
        kind=QuestionKind.NUMBER,
        label=t(en, fr),
        required=True,
        least=Decimal(0),
        most=Decimal(most),
    )


def yes_no(key: str, en: str, fr: str) -> Question:
    """Return a question answered by yes or no."""
    return Question(key=key, kind=QuestionKind.YES_NO, label=t(en, fr), required=True)


def choice(key: str, en: str, fr: str, *entries: Entry, help: Text | None = None) -> Question:
    """Return a question answered by one entry of a list."""
    return _listed(QuestionKind.CHOICE, key, t(en, fr), entries, help)


def choices(key: str, en: str, fr: str, *entries: Entry, help: Text | None = None) -> Question:
    """Return a question answered by several entries of a list."""
    return _listed(QuestionKind.CHOICES, key, t(en, fr), entries, help)


def _listed(
    kind: QuestionKind, key: str, label: Text, entries: tuple[Entry, ...], help: Text | None
) -> Question:
    return Question(
        key=key,
        kind=kind,
        label=label,
        help=help or Text(),
        required=True,
        choices=tuple(Choice(key=k, label=t(en, fr)) for k, en, fr in entries),
    )
