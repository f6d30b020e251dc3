"""What people fill in about reviews."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.definition import Definition
from grappe.hub.people.models import Organisation
from grappe.hub.reviews.enums import DeclineReason, Expertise
from grappe.hub.reviews.errors import ScoreOutside
from grappe.hub.reviews.models import Reviewer
from grappe.hub.reviews.services import Mark

LEVELS = [(0, _("—")), (1, _("knows of it")), (2, _("works in it")), (3, _("leads in it"))]


def whole(raw: str, criterion: Any) -> int | None:
    """Return a score as a whole number, None when not chosen, or raise ScoreOutside."""
    raw = raw.strip()
    if not raw:
        return None
    if not re.fullmatch(r"-?[0-9]{1,6}", raw):
        raise ScoreOutside(
            criterion=criterion.title, least=criterion.least, most=criterion.most, value=raw[:20]
        )
    return int(raw)


def marks_from(post: Mapping[str, str], definition: Definition) -> dict[str, Mark]:
    """Return the scores and justifications of a posted review, by criterion."""
    return {
        one.key: Mark(whole(post.get(f"score_{one.key}", ""), one), post.get(f"why_{one.key}", ""))
        for one in definition.criteria
    }


def scores_from(post: Mapping[str, str], definition: Definition) -> dict[str, int]:
    """Return the scores of a posted consensus, by criterion; those not chosen are left out."""
    found = {one.key: whole(post.get(f"score_{one.key}", ""), one) for one in definition.criteria}
    return {key: value for key, value in found.items() if value is not None}


class DeclineForm(forms.Form):
    """Why a review is declined."""

    reason = forms.ChoiceField(
        label=_("Why do you decline?"), choices=DeclineReason, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Anything the officer should know"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    """The reason for an act."""

    reason = forms.CharField(label=_("Why?"), max_length=500)


class DueForm(forms.Form):
    """A new due date."""

    due = forms.DateField(label=_("Due on"), widget=forms.DateInput(attrs={"type": "date"}))

    def moment(self) -> datetime:
        """Return the last minute of the day that was chosen."""
        return datetime.combine(
            self.cleaned_data["due"], time(23, 59), tzinfo=get_current_timezone()
        )


class ProfileForm(forms.Form):
    """What a reviewer says of themselves."""

    headline = forms.CharField(
        label=_("You in one line"),
        required=False,
        max_length=200,
        help_text=_("For example: forecasting for retail, 12 years in industry."),
    )
    reads_english = forms.BooleanField(label=_("I review proposals in English"), required=False)
    reads_french = forms.BooleanField(label=_("I review proposals in French"), required=False)
    load_most = forms.IntegerField(label=_("Reviews at a time, at most"), min_value=1, max_value=50)

    def __init__(self, *args: Any, reviewer: Reviewer, **kwargs: Any) -> None:
        levels = {one.field: one.level for one in (reviewer.expertise.all() if reviewer.pk else ())}
        kwargs.setdefault(
            "initial",
            {
                "headline": reviewer.headline,
                "reads_english": reviewer.reads_english,
                "reads_french": reviewer.reads_french,
                "load_most": reviewer.load_most,
            },
        )
        super().__init__(*args, **kwargs)
        for key, label in Expertise.choices:
            self.fields[f"level_{key}"] = forms.TypedChoiceField(
                label=str(label).capitalize(),
                choices=LEVELS,
                coerce=int,
                initial=levels.get(key, 0),
                required=False,
                empty_value="",
            )

    def general(self) -> list[forms.BoundField]:
        """Return the fields about the person."""
        return [self[name] for name in ("headline", "reads_english", "reads_french", "load_most")]

    def levels(self) -> list[forms.BoundField]:
        """Return the fields about expertise."""
        return [self[name] for name in self.fields if name.startswith("level_")]

    def expertise(self) -> dict[str, int]:
        """Return the declared levels by field of expertise."""
        return {
            key: self.cleaned_data[f"level_{key}"]
            for key in Expertise.values
            if self.cleaned_data[f"level_{key}"]  # 0 and empty: not declared
        }


def _known() -> Any:
    return Organisation.objects.filter(merged_into=None).order_by("legal_name", "pk")


class PastWorkForm(forms.Form):
    """A work that shows expertise."""

    title = forms.CharField(label=_("Work"), max_length=250)
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2100)
    organisation = forms.ModelChoiceField(
        label=_("Done with"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Working with an organisation is a conflict of interest for 3 years."),
    )
    ended_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty while it goes on."),
    )
    abstract = forms.CharField(
        label=_("Abstract"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(label=_("Link"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = _known()  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """A person who might be invited: known only by address and employers."""

    email = forms.EmailField(label=_("E-mail address"))
    organisations = forms.ModelMultipleChoiceField(
        label=_("Works for, or did in the last 3 years"),
        queryset=Organisation.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = _known()  # type: ignore[attr-defined]


class ConsensusForm(forms.Form):
    """The texts of a consensus; its scores are read with `scores_from`."""

    text_en = forms.CharField(
        label=_("What the reviewers agree on (English)"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "en"}),
    )
    text_fr = forms.CharField(
        label=_("What the reviewers agree on (French)"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "fr"}),
    )
