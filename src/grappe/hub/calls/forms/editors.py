"""Which editor stands at which path, and the editors of single parts."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.hub.calls.definition import RULE_PARAMS
from grappe.hub.calls.enums import QuestionKind, RuleKind, Test
from grappe.hub.calls.forms import parts
from grappe.hub.calls.forms.editor import Editor, flat, key_from, plain_number, text
from grappe.hub.calls.forms.inputs import as_percent
from grappe.hub.calls.forms.tables import CriteriaEditor, RemindersEditor, TermsEditor


class StagesEditor(Editor):
    title, anchor = gettext_lazy("Stages"), "stages"

    def initial(self) -> dict[str, Any]:
        return {"stages": ",".join(self.value)}

    def make_form(self, **kwargs: Any) -> Any:
        return parts.StagesForm(**kwargs)

    def compose(self) -> Any:
        return self.form.cleaned_data["stages"].split(",")


class SectionEditor(Editor):
    title, anchor = gettext_lazy("Section"), "questions"

    def initial(self) -> dict[str, Any]:
        value = self.value or {}
        return {**flat(value, "title", "help"), "stage": value.get("stage", "full")}

    def make_form(self, **kwargs: Any) -> Any:
        return parts.SectionForm(**kwargs)

    def compose(self) -> Any:
        cleaned = self.form.cleaned_data
        taken = {s.key for s in self.definition.sections}
        own = self.value or {"key": key_from(cleaned["title_en"], taken), "questions": []}
        return {
            "key": own["key"],
            "title": text(cleaned, "title"),
            "help": text(cleaned, "help"),
            "stage": cleaned["stage"],
            "questions": own["questions"],
        }


class QuestionEditor(Editor):
    title, anchor = gettext_lazy("Question"), "questions"
    row_names = {"choice": gettext_lazy("Add a choice")}

    def initial(self) -> dict[str, Any]:
        value = self.value or {}
        plain = {n: value.get(n) for n in ("required", "words_at_most", "least", "most")}
        conditions = {}
        for name, field in (("shown", "shown_when"), ("needed", "required_when")):
            for part, what in (value.get(field) or {}).items():
                shown = (
                    {True: _("yes"), False: _("no")}.get(what, what)
                    if isinstance(what, bool)
                    else what
                )
                conditions[f"{name}_{part}"] = shown
        return {
            **flat(value, "label", "help"),
            **plain,
            **conditions,
            "kind": value.get("kind", "long"),
            "section": self.path.split("/")[1],
        }

    def row_initials(self, prefix: str) -> list[dict[str, Any]]:
        chosen = (self.value or {}).get("choices", [])
        return [{"key": c["key"], **flat(c, "label")} for c in chosen]

    def make_form(self, **kwargs: Any) -> Any:
        own = (self.value or {}).get("key", "")
        return parts.QuestionForm(definition=self.definition, own=own, **kwargs)

    def make_row(self, prefix: str, number: int, **kwargs: Any) -> Any:
        return parts.ChoiceRow(prefix=f"choice-{number}", use_required_attribute=False, **kwargs)

    def is_valid(self) -> bool:
        """Also ask for two choices where the answer is one of a list."""
        valid = super().is_valid()
        kind = self.form.cleaned_data.get("kind")
        if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) and len(self.rows["choice"]) < 2:
            self.form.add_error("kind", _("A list needs at least two choices. Add them below."))
            return False
        return valid

    def compose(self) -> Any:
        cleaned = self.form.cleaned_data
        own = (self.value or {}).get("key")
        listed = cleaned["kind"] in (QuestionKind.CHOICE, QuestionKind.CHOICES)
        return {
            "key": own or key_from(cleaned["label_en"], self.definition.questions()),
            "kind": cleaned["kind"],
            "label": text(cleaned, "label"),
            "help": text(cleaned, "help"),
            "required": cleaned["required"],
            "required_when": self._condition("needed"),
            "shown_when": self._condition("shown"),
            "words_at_most": cleaned["words_at_most"],
            "least": plain_number(cleaned["least"]),
            "most": plain_number(cleaned["most"]),
            "choices": self._choices() if listed else [],
        }

    def _choices(self) -> list[dict[str, Any]]:
        chosen: list[dict[str, Any]] = []
        for row in self.rows["choice"]:
            taken = {c["key"] for c in chosen}
            key = row.cleaned_data["key"] or key_from(row.cleaned_data["label_en"], taken)
            chosen.append({"key": key, "label": text(row.cleaned_data, "label")})
        return chosen

    def _condition(self, name: str) -> dict[str, Any] | None:
        cleaned = self.form.cleaned_data
        if not (on := cleaned[f"{name}_question"]):
            return None
        test, raw = cleaned[f"{name}_test"] or Test.ANSWERED, cleaned[f"{name}_value"].strip()
        value: Any = None if test == Test.ANSWERED else raw
        if self.definition.questions()[on].kind == QuestionKind.YES_NO and value:
            truth = {
                "yes": True,
                "oui": True,
                "true": True,
                "no": False,
                "non": False,
                "false": False,
            }
            value = truth.get(raw.lower(), raw)
        return {"question": on, "test": str(test), "value": value}


ON_TERMS = frozenset(
    {
        RuleKind.COST_BETWEEN,
        RuleKind.RATE_AT_MOST,
        RuleKind.IN_KIND_AT_MOST,
        RuleKind.STACKING_AT_MOST,
    }
)


class RuleEditor(Editor):
    title, anchor = gettext_lazy("Eligibility rule"), "rules"

    @property
    def kind(self) -> RuleKind:
        """Return the kind: of the rule, or the one chosen for a new one."""
        chosen = (self.value or {}).get("kind") or self.params.get("kind", "")
        return RuleKind(chosen) if chosen in RuleKind.values else RuleKind.PARTNERS_AT_LEAST

    def initial(self) -> dict[str, Any]:
        value = self.value or {}
        numbers = dict(value.get("params", {}))
        if "share" in numbers:
            numbers["share"] = as_percent(numbers["share"])
        return {**numbers, **flat(value, "clause"), "stage": value.get("stage", "full")}

    def make_form(self, **kwargs: Any) -> Any:
        self.title = self.kind.label
        if self.kind in ON_TERMS:
            self.note = _("The numbers of this rule stand in the funding terms of the call.")
        return parts.RuleForm(kind=self.kind, **kwargs)

    def compose(self) -> Any:
        cleaned = self.form.cleaned_data
        params = {p.name: cleaned[p.name] for p in RULE_PARAMS.get(self.kind, ())}
        own = (self.value or {}).get("key")
        return {
            "key": own or key_from(self.kind.value, {r.key for r in self.definition.rules}),
            "kind": self.kind.value,
            "params": {n: v if isinstance(v, int | list) else str(v) for n, v in params.items()},
            "clause": text(cleaned, "clause"),
            "stage": cleaned["stage"],
        }


class ReviewingEditor(Editor):
    title, anchor = gettext_lazy("Reviewing and deciding"), "reviewing"

    def initial(self) -> dict[str, Any]:
        return dict(self.value)

    def make_form(self, **kwargs: Any) -> Any:
        return parts.ReviewingForm(**kwargs)

    def compose(self) -> Any:
        cleaned = dict(self.form.cleaned_data)
        return {**cleaned, "disagreement_above": plain_number(cleaned["disagreement_above"])}


EDITORS: tuple[tuple[str, type[Editor]], ...] = (
    (r"stages", StagesEditor),
    (r"sections/[^/]+", SectionEditor),
    (r"sections/[^/]+/questions/[^/]+", QuestionEditor),
    (r"rules/[^/]+", RuleEditor),
    (r"criteria", CriteriaEditor),
    (r"terms", TermsEditor),
    (r"reminders", RemindersEditor),
    (r"reviewing", ReviewingEditor),
)


def editor_for(path: str) -> type[Editor] | None:
    """Return the editor of a path; None if no part stands there."""
    return next((made for shape, made in EDITORS if re.fullmatch(shape, path)), None)
