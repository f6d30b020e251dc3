"""Forms of the call itself: creating it, its title and dates, its rounds, its moves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.defaults import PRESETS
from grappe.hub.calls.enums import CallMode
from grappe.hub.calls.forms.inputs import Day, Line, Moment, Paragraph
from grappe.hub.people.enums import Sector
from grappe.kit.money import MoneyFormField


class CallForm(forms.Form):
    """Title, summary and dates."""

    title_en = Line(label=_("title (English)"), max_length=200)
    title_fr = Line(label=_("title (French)"), max_length=200)
    summary_en = Paragraph(label=_("theme and aims (English)"), required=False, rows=5)
    summary_fr = Paragraph(label=_("theme and aims (French)"), required=False, rows=5)
    opens_at = Moment(
        label=_("opens"), required=False, help_text=_("Empty: as soon as you open the call.")
    )
    closes_at = Moment(
        label=_("closes"),
        required=False,
        help_text=_("On the cluster’s clock. Leave it empty for the continuous intake."),
    )


class CreateForm(CallForm):
    """What a new call starts from."""

    mode = forms.ChoiceField(label=_("way in"), choices=CallMode.choices, widget=forms.RadioSelect)
    start = forms.ChoiceField(
        label=_("start from"),
        help_text=_("Everything can be changed before the call opens."),
    )
    sectors = forms.MultipleChoiceField(
        label=_("eligible sectors"),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all sectors."),
    )
    field_order = ("start", "mode", "title_en", "title_fr", "summary_en", "summary_fr")

    def __init__(self, *args: Any, calls: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        start: Any = self.fields["start"]
        start.choices = [
            (_("Published numbers"), [(f"preset:{p.key}", str(p.title)) for p in PRESETS]),
            (_("A copy of"), [(f"call:{call.pk}", str(call)) for call in calls]),
        ]

    def clean(self) -> dict[str, Any]:
        """Keep a deadline away from the continuous intake, beside the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if cleaned.get("mode") == CallMode.CONTINUOUS and closes:
            self.add_error("closes_at", _("The continuous intake never closes. Leave this empty."))
        elif opens and closes and closes <= opens:
            self.add_error("closes_at", _("The call must close after it opens."))
        return cleaned


class RoundForm(forms.Form):
    """A round's titles, dates and envelope."""

    title_en = Line(label=_("title (English)"), max_length=200)
    title_fr = Line(label=_("title (French)"), max_length=200)
    cutoff_at = Moment(label=_("takes what is submitted until"))
    meets_on = Day(label=_("committee meets on"))
    envelope = MoneyFormField(
        label=_("envelope (CAD)"), help_text=_("The most that this round may award.")
    )

    def clean_envelope(self) -> Any:
        """Refuse a negative envelope."""
        envelope = self.cleaned_data["envelope"]
        if envelope is not None and envelope < 0:
            raise forms.ValidationError(_("An envelope cannot be below 0."))
        return envelope


class PublishForm(forms.Form):
    """What changed, in one sentence for applicants."""

    note = forms.CharField(
        label=_("what changed, and why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Applicants with a draft read this."),
    )


class CloseForm(forms.Form):
    """Why a call closes before its time."""

    reason = forms.CharField(label=_("reason"), max_length=300)


class ReopenForm(forms.Form):
    """Until when a call opens again."""

    closes_at = Moment(label=_("closes"), required=False)
