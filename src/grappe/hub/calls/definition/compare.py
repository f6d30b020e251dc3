"""What changed between two versions, in words, both languages side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.hub.calls.definition.describe import reminder_words, share
from grappe.hub.calls.definition.parts import Reminder
from grappe.hub.calls.enums import PaidEvery, QuestionKind, RuleKind, StageKey, Test
from grappe.kit.money import format_money

NAMES = {
    "stages": gettext_lazy("stages"),
    "sections": gettext_lazy("section"),
    "questions": gettext_lazy("question"),
    "rules": gettext_lazy("eligibility rule"),
    "criteria": gettext_lazy("criterion"),
    "terms": gettext_lazy("funding terms"),
    "categories": gettext_lazy("cost category"),
    "reminders": gettext_lazy("reminder"),
    "reviewing": gettext_lazy("reviewing"),
    "title": gettext_lazy("title"),
    "label": gettext_lazy("question text"),
    "help": gettext_lazy("help"),
    "notes": gettext_lazy("notes"),
    "clause": gettext_lazy("clause"),
    "text": gettext_lazy("text"),
    "kind": gettext_lazy("kind"),
    "required": gettext_lazy("required"),
    "required_when": gettext_lazy("required when"),
    "shown_when": gettext_lazy("shown when"),
    "words_at_most": gettext_lazy("words at most"),
    "least": gettext_lazy("least"),
    "most": gettext_lazy("most"),
    "choices": gettext_lazy("choice"),
    "stage": gettext_lazy("stage"),
    "weight": gettext_lazy("weight"),
    "anchors": gettext_lazy("anchor"),
    "eligible": gettext_lazy("eligible"),
    "most_share": gettext_lazy("largest share of the costs"),
    "rate_most": gettext_lazy("reimbursement rate at most"),
    "rate_least": gettext_lazy("reimbursement rate at least"),
    "cost_least": gettext_lazy("project cost at least"),
    "cost_most": gettext_lazy("project cost at most"),
    "grant_most": gettext_lazy("grant at most"),
    "stacking_most": gettext_lazy("stacking limit"),
    "in_kind_most": gettext_lazy("in-kind share at most"),
    "sme_below": gettext_lazy("an SME has fewer employees than"),
    "paid_every": gettext_lazy("repaid"),
    "join_before_paid": gettext_lazy("must join before the first payment"),
    "reviews_per_proposal": gettext_lazy("reviews per proposal"),
    "days_to_review": gettext_lazy("days to review"),
    "disagreement_above": gettext_lazy("disagreement above"),
    "committee_quorum": gettext_lazy("committee quorum"),
    "board_quorum": gettext_lazy("board quorum"),
    "count": gettext_lazy("at least"),
    "months": gettext_lazy("months"),
    "share": gettext_lazy("share"),
    "date": gettext_lazy("last day"),
    "roles": gettext_lazy("roles"),
    "kinds": gettext_lazy("kinds of organisation"),
    "sectors": gettext_lazy("sectors"),
}
SHARES = frozenset(
    {"rate_most", "rate_least", "stacking_most", "in_kind_most", "most_share", "share"}
)
MONEY = frozenset({"cost_least", "cost_most", "grant_most"})
LABELS: dict[str, dict[str, Any]] = {
    "kind": {str(k): v for enum in (QuestionKind, RuleKind) for k, v in enum.choices},
    "stage": dict(StageKey.choices),
    "stages": dict(StageKey.choices),
    "paid_every": dict(PaidEvery.choices),
    "test": dict(Test.choices),
}


@dataclass(frozen=True)
class Change:
    """One difference. Texts differ per language; for anything else both languages say the same."""

    kind: Literal["added", "removed", "changed", "moved"]
    place: str
    before: tuple[str, str] = ("", "")  # English, French
    after: tuple[str, str] = ("", "")

    @property
    def bilingual(self) -> bool:
        """Say whether the two languages read differently."""
        return self.before[0] != self.before[1] or self.after[0] != self.after[1]


def differences(
    before: Any, after: Any, place: tuple[str, ...] = (), name: str = ""
) -> list[Change]:
    """Return what must be said to someone who knows `before` and reads `after` (JSON parts)."""
    if before == after:
        return []
    if _is_text(before) and _is_text(after):
        return [Change("changed", _where(place), _both(before), _both(after))]
    if isinstance(before, dict) and isinstance(after, dict) and "test" not in before:
        return [
            change
            for key in dict.fromkeys([*before, *after])
            for change in differences(before.get(key), after.get(key), _deeper(place, key), key)
        ]
    if _keyed(before) or _keyed(after):
        return _listed(before or [], after or [], place)
    if name == "reminders":
        return _as_sets(before or [], after or [], place)
    said = [_said(name, value) for value in (before, after)]
    changed = Change("changed", _where(place), (said[0], said[0]), (said[1], said[1]))
    return [changed] if said[0] != said[1] else []  # 0.4 and 0.40 are one share


def _listed(before: list[Any], after: list[Any], place: tuple[str, ...]) -> list[Change]:
    old, new = ({_key(entry): entry for entry in entries} for entries in (before, after))
    changes = [
        Change("removed", _where(place), before=_title(old[key])) for key in old if key not in new
    ]
    changes += [
        Change("added", _where(place), after=_title(new[key])) for key in new if key not in old
    ]
    for key, entry in old.items():
        if key in new:
            changes += differences(
                entry, new[key], (*place, _("“%(name)s”") % {"name": _own_title(new[key])})
            )
    kept = [[key for key in entries if key in old and key in new] for entries in (old, new)]
    if kept[0] != kept[1]:
        orders = [", ".join(map(str, order)) for order in kept]
        changes.append(Change("moved", _where(place), (orders[0],) * 2, (orders[1],) * 2))
    return changes


def _as_sets(before: list[Any], after: list[Any], place: tuple[str, ...]) -> list[Change]:
    old, new = (
        [reminder_words(Reminder.model_validate(entry)) for entry in entries]
        for entries in (before, after)
    )
    return [
        *(Change("removed", _where(place), before=(text, text)) for text in old if text not in new),
        *(Change("added", _where(place), after=(text, text)) for text in new if text not in old),
    ]


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"en", "fr"}


def _keyed(value: Any) -> bool:
    return isinstance(value, list) and any(
        isinstance(e, dict) and ("key" in e or "score" in e) for e in value
    )


def _key(entry: dict[str, Any]) -> Any:
    return entry.get("key", entry.get("score"))


def _title(entry: dict[str, Any]) -> tuple[str, str]:
    for name in ("title", "label", "clause", "text"):
        text: Any = entry.get(name)
        if _is_text(text) and (text["en"] or text["fr"]):
            return _both(text)
    return (str(_key(entry)),) * 2


def _own_title(entry: dict[str, Any]) -> str:
    from django.utils.translation import get_language

    if "score" in entry:
        return str(entry["score"])
    english, french = _title(entry)
    text = (french or english) if (get_language() or "en").startswith("fr") else (english or french)
    return text if len(text) <= 70 else f"{text[:67]}…"


def _both(text: dict[str, str]) -> tuple[str, str]:
    return text["en"], text["fr"]


def _deeper(place: tuple[str, ...], key: str) -> tuple[str, ...]:
    return place if key == "params" else (*place, str(NAMES.get(key, key)))


def _where(place: Iterable[str]) -> str:
    return " › ".join(place)


def _said(name: str, value: Any) -> str:  # noqa: PLR0911 - one line a kind of value
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict) and "test" in value:
        parts = [value["question"], LABELS["test"].get(value["test"], value["test"])]
        return " ".join([*map(str, parts), _said("", value.get("value"))]).removesuffix(" —")
    if isinstance(value, list):
        return ", ".join(_said(name, one) for one in value)
    if name in SHARES:
        return share(value)
    if name in MONEY:
        from decimal import Decimal

        return format_money(Decimal(value))
    return str(LABELS.get(name, {}).get(value, value))
