"""One form per part of a definition; rows stand for the entries of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.definition import RULE_PARAMS, Definition
from grappe.hub.calls.definition.rules import choices_of
from grappe.hub.calls.enums import (
    Audience,
    Occasion,
    PaidEvery,
    QuestionKind,
    RuleKind,
    StageKey,
    Test,
)
from grappe.hub.calls.forms.inputs import Day, Figure, Line, Paragraph, Percent
from grappe.kit.money import MoneyFormField

STAGE_HELP = _("Asked or checked from this stage on.")


class StagesForm(forms.Form):
    """One stage or two."""

    stages = forms.ChoiceField(
        label=_("stages"),
        choices=[
            ("full", _("One stage: the full proposal at once")),
            ("eoi,full", _("Two stages: a short expression of interest, then by invitation")),
        ],
        widget=forms.RadioSelect,
    )


class SectionForm(forms.Form):
    """A section's title and stage."""

    title_en = Line(label=_("title (English)"))
    title_fr = Line(label=_("title (French)"), required=False)
    help_en = Paragraph(label=_("help (English)"), required=False)
    help_fr = Paragraph(label=_("help (French)"), required=False)
    stage = forms.ChoiceField(label=_("stage"), choices=StageKey.choices, help_text=STAGE_HELP)


class QuestionForm(forms.Form):
    """A question: what is asked, of which kind, within which limits, on which conditions."""

    section = forms.ChoiceField(label=_("section"))
    kind = forms.ChoiceField(label=_("kind of answer"), choices=QuestionKind.choices)
    label_en = Paragraph(label=_("question (English)"), max_length=600, rows=2)
    label_fr = Paragraph(label=_("question (French)"), max_length=600, rows=2, required=False)
    help_en = Paragraph(label=_("help (English)"), required=False, rows=2)
    help_fr = Paragraph(label=_("help (French)"), required=False, rows=2)
    required = forms.BooleanField(label=_("must be answered"), required=False)
    words_at_most = forms.IntegerField(
        label=_("words at most"), min_value=1, max_value=20_000, required=False
    )
    least = Figure(label=_("least"), required=False)
    most = Figure(label=_("most"), required=False)

    def __init__(self, *args: Any, definition: Definition, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self._choose("section", [(s.key, str(s.title)) for s in definition.sections])
        others = [(k, str(q.label)) for k, q in definition.questions().items() if k != own]
        for name, label in (
            ("shown", _("shown only when")),
            ("needed", _("must be answered when")),
        ):
            self.fields[f"{name}_question"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("(always)") if name == "shown" else _("(no condition)")), *others],
            )
            self.fields[f"{name}_test"] = forms.ChoiceField(
                label=_("comparison"), required=False, choices=Test.choices
            )
            self.fields[f"{name}_value"] = forms.CharField(
                label=_("value"),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"list": "known-values"}),
                help_text=_("yes or no, the key of a choice, a number, or a day."),
            )

    def known_values(self) -> list[tuple[str, str]]:
        """Return what a condition may be compared with: key, what it stands for."""
        found = {
            c.key: str(c.label) for q in self.definition.questions().values() for c in q.choices
        }
        return [(str(_("yes")), ""), (str(_("no")), ""), *found.items()]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class Row(forms.Form):
    """An entry of a list, laid out in lines: what is short, then the help, then the anchors."""

    def lines(self) -> list[list[Any]]:
        """Return the visible fields by line, leaving out the anchors."""
        plain = [f for f in self.visible_fields() if not f.name.startswith(("help_", "anchor_"))]
        helps = [f for f in self.visible_fields() if f.name.startswith("help_")]
        return [line for line in (plain, helps) if line]

    def anchors(self) -> list[list[Any]]:
        """Return the fields of the anchors, one line a score."""
        found = [f for f in self.visible_fields() if f.name.startswith("anchor_")]
        return [found[n : n + 2] for n in range(0, len(found), 2)]


class ChoiceRow(Row):
    """One entry of a list to choose from."""

    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=_("key"),
        required=False,
        help_text=_("Empty: made from the English text."),
        error_messages={
            "invalid": _(
                "A key has 1 to 40 small letters, digits and underscores, and begins with a letter."
            )
        },
    )
    label_en = Line(label=_("text (English)"))
    label_fr = Line(label=_("text (French)"), required=False)


class RuleForm(forms.Form):
    """An eligibility rule: the numbers of its kind, and the clause it comes from."""

    clause_en = Paragraph(label=_("clause (English)"), required=False, rows=2)
    clause_fr = Paragraph(label=_("clause (French)"), required=False, rows=2)
    stage = forms.ChoiceField(label=_("stage"), choices=StageKey.choices, help_text=STAGE_HELP)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {param.name: _param_field(param) for param in RULE_PARAMS.get(RuleKind(kind), ())}
        self.fields = made | self.fields


def _param_field(param: Any) -> forms.Field:
    if chosen := choices_of(param):
        return forms.MultipleChoiceField(
            label=param.label, choices=chosen.choices, widget=forms.CheckboxSelectMultiple
        )
    if param.kind == "share":
        return Percent(label=param.label, help_text=_("In percent."))
    if param.kind == "date":
        return Day(label=param.label)
    most = 50 if param.kind == "count" else 120
    return forms.IntegerField(label=param.label, min_value=1, max_value=most)


class ScaleForm(forms.Form):
    """The scores that every criterion uses."""

    least = forms.IntegerField(label=_("lowest score"), min_value=0, max_value=9)
    most = forms.IntegerField(label=_("highest score"), min_value=1, max_value=10)

    def clean(self) -> dict[str, Any]:
        """Refuse a scale of one score."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("least", 0) >= cleaned.get("most", 11):
            self.add_error("most", _("The highest score must be above the lowest."))
        return cleaned


class CriterionRow(Row):
    """A criterion with its weight and what each score means."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    title_en = Line(label=_("criterion (English)"))
    title_fr = Line(label=_("criterion (French)"), required=False)
    weight = forms.IntegerField(
        label=_("weight (%)"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"data-sum": "weights"}),
    )
    help_en = Paragraph(label=_("help (English)"), required=False, rows=2)
    help_fr = Paragraph(label=_("help (French)"), required=False, rows=2)

    def __init__(self, *args: Any, scale: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for score in scale:
            for language, name in (("en", _("English")), ("fr", _("French"))):
                self.fields[f"anchor_{score}_{language}"] = Paragraph(
                    label=_("%(score)s means (%(language)s)") % {"score": score, "language": name},
                    max_length=600,
                    rows=2,
                    required=False,
                )
        self.scale = scale


class TermsForm(forms.Form):
    """How the cluster pays."""

    rate_most = Percent(
        label=_("reimbursement rate at most (%)"),
        help_text=_("A ceiling: the rate of each project is decided with it."),
    )
    rate_least = Percent(label=_("reimbursement rate at least (%)"))
    cost_least = MoneyFormField(label=_("project cost at least (CAD)"), required=False)
    cost_most = MoneyFormField(label=_("project cost at most (CAD)"), required=False)
    grant_most = MoneyFormField(label=_("grant at most (CAD)"), required=False)
    stacking_most = Percent(
        label=_("stacking limit (%)"), help_text=_("All public money over all costs.")
    )
    in_kind_most = Percent(
        label=_("in kind at most (%)"), help_text=_("Of industry’s contribution.")
    )
    sme_below = forms.IntegerField(
        label=_("an SME has fewer full-time employees than"), min_value=1, max_value=100_000
    )
    paid_every = forms.ChoiceField(label=_("costs are repaid"), choices=PaidEvery.choices)
    join_before_paid = forms.BooleanField(
        label=_("partners join the cluster before the first payment"), required=False
    )
    notes_en = Paragraph(label=_("notes (English)"), required=False)
    notes_fr = Paragraph(label=_("notes (French)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse floors above their ceilings and negative amounts, beside the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("cost_least", "cost_most", "grant_most"):
            amount = cleaned.get(name)
            if amount is not None and not 0 <= amount <= 10**12:
                self.add_error(name, _("This must lie between 0 and 1,000,000,000,000."))
        for least, most in (("rate_least", "rate_most"), ("cost_least", "cost_most")):
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, _("The ceiling must not be below the floor."))
        return cleaned


class CategoryRow(Row):
    """A cost category."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    title_en = Line(label=_("category (English)"))
    title_fr = Line(label=_("category (French)"), required=False)
    help_en = Paragraph(label=_("help (English)"), required=False, rows=2)
    help_fr = Paragraph(label=_("help (French)"), required=False, rows=2)
    eligible = forms.BooleanField(label=_("eligible"), required=False)
    most_share = Percent(label=_("at most (% of eligible costs)"), required=False)


class ReminderRow(Row):
    """A reminder before or an escalation after a date."""

    days = forms.IntegerField(label=_("days"), min_value=0, max_value=365)
    side = forms.ChoiceField(
        label=_("when"), choices=[("before", _("before")), ("after", _("after"))]
    )
    occasion = forms.ChoiceField(label=_("occasion"), choices=Occasion.choices)
    audience = forms.ChoiceField(label=_("to"), choices=Audience.choices)


class ReviewingForm(forms.Form):
    """How proposals are reviewed and decided."""

    reviews_per_proposal = forms.IntegerField(
        label=_("reviews per proposal"), min_value=1, max_value=12
    )
    days_to_review = forms.IntegerField(label=_("days to review"), min_value=1, max_value=365)
    disagreement_above = Figure(
        label=_("flag disagreement above"),
        min_value=0,
        max_value=100,
        help_text=_("Highest minus lowest weighted score, on the criteria’s scale."),
    )
    committee_quorum = forms.IntegerField(label=_("committee quorum"), min_value=1, max_value=50)
    board_quorum = forms.IntegerField(label=_("board quorum"), min_value=1, max_value=50)
