"""What people type into a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.models import Round
from grappe.hub.decisions.enums import DecisionOutcome
from grappe.hub.decisions.models import Item
from grappe.hub.proposals.models import Proposal
from grappe.kit.money import MoneyFormField


def _text(label: Any, most: int = 5000, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ItemForm(forms.Form):
    """What is proposed for one item."""

    outcome = forms.ChoiceField(label=_("Proposed"), choices=DecisionOutcome.choices)
    amount = MoneyFormField(
        label=_("Amount (CAD)"),
        required=False,
        help_text=_("When funded: at most what is asked."),
    )
    reason = forms.CharField(
        label=_("Why not as the score line suggests"),
        required=False,
        max_length=500,
        help_text=_("Needed when you leave the suggestion. The committee reads it."),
    )
    conditions_en = _text(_("Conditions (English)"))
    conditions_fr = _text(_("Conditions (French)"))
    feedback_en = _text(_("Feedback (English)"), help_text=_("Goes into the applicant’s letter."))
    feedback_fr = _text(_("Feedback (French)"))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, item: Item) -> "ItemForm":
        """Return the form filled with an item."""
        form = cls(initial=cls.values(item))
        form._fit(item)
        return form

    @staticmethod
    def values(item: Item) -> dict[str, Any]:
        """Return an item's values as the form names them."""
        names = ("outcome", "conditions_en", "conditions_fr", "feedback_en", "feedback_fr")
        return {
            **{name: getattr(item, name) for name in names},
            "amount": item.amount or item.proposal.asked,
            "reason": item.overrule_reason,
            "revision": item.revision,
        }

    def _fit(self, item: Item) -> None:
        if not item.suggested:
            del self.fields["reason"]


class QuickItemForm(forms.Form):
    """Outcome and amount, in the row of the ranked list."""

    outcome = forms.ChoiceField(label=_("Proposed"), choices=DecisionOutcome.choices)
    amount = MoneyFormField(label=_("Amount (CAD)"), required=False)
    reason = forms.CharField(label=_("Why"), required=False, max_length=500)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LineForm(forms.Form):
    """The score above which to fund."""

    line = forms.DecimalField(
        label=_("Fund from this score up"),
        max_digits=6,
        decimal_places=3,
        min_value=0,
        help_text=_(
            "In order of rank until the envelope is used; the first that no longer fits and those "
            "after it go on the reserve list, those below the line are declined. "
            "This replaces the draft; you can then change every item."
        ),
    )


class ReasonForm(forms.Form):
    """A reason that is kept."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class BoardReasonForm(forms.Form):
    """Why decisions go back, when any does."""

    reason = forms.CharField(
        label=_("Reason, if anything is sent back"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VoteByForm(forms.Form):
    """Until when votes are asked for."""

    vote_by = forms.DateTimeField(
        label=_("Please vote by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=_("Members are reminded the day before. The vote ends when you close it."),
    )


class FeedbackForm(forms.Form):
    """What an applicant reads beside the decision."""

    feedback_en = _text(_("Feedback (English)"), rows=6)
    feedback_fr = _text(_("Feedback (French)"), rows=6)


class MinutesForm(forms.Form):
    """The notes of the meeting."""

    minutes = _text(_("Notes of the meeting"), most=50_000, rows=8)


class SupersedeForm(forms.Form):
    """Why a decision no longer holds, and when its proposal is decided again."""

    to_round = forms.ModelChoiceField(label=_("Decided again in"), queryset=Round.objects.none())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads it."),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_round"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Round.objects.filter(call=proposal.call_id).exclude(
            pk=proposal.round_id or 0
        )
