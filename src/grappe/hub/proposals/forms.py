"""Forms of proposals: only what is not asked field by field."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.models import Call, Round
from grappe.hub.people.enums import Province, Sector
from grappe.hub.people.models import Organisation
from grappe.hub.proposals.enums import PartnerRole, ProjectKind, ProposalState
from grappe.kit.tables import FilterForm


class StartForm(forms.Form):
    """For which organisation, under which call, with which title."""

    call = forms.ModelChoiceField(Call.objects.none(), label=_("Call"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Your organisation"),
        help_text=_("It leads the consortium; you can hand the lead over later."),
    )
    title = forms.CharField(label=_("Working title"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of project"),
        choices=ProjectKind.choices,
        widget=forms.RadioSelect,
        initial=ProjectKind.ADOPTION,
    )

    def __init__(
        self,
        *args: Any,
        calls: QuerySet[Call],
        organisations: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (("call", calls), ("organisation", organisations)):
            field: Any = self.fields[name]
            field.queryset = queryset
            if queryset.count() == 1:
                field.initial = queryset.get().pk


class PartnerForm(forms.Form):
    """Which organisation to invite, and for what."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(merged_into=None), widget=forms.HiddenInput
    )
    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole.choices)


class WithdrawForm(forms.Form):
    """Why a proposal is taken back."""

    reason = forms.CharField(
        label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, required=False
    )


class ReturnForm(forms.Form):
    """Why a proposal is returned, and until when it may be handed in again."""

    reason = forms.CharField(
        label=_("What must be corrected?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_("The consortium reads this."),
    )
    due = forms.DateField(
        label=_("Hand in again until"), widget=forms.DateInput(attrs={"type": "date"})
    )


class InviteForm(forms.Form):
    """Until when the full proposal is awaited."""

    due = forms.DateField(
        label=_("Hand in the full proposal until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        help_text=_("Empty: until the call closes."),
    )
    note = forms.CharField(
        label=_("Note to the consortium"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )


class NotInviteForm(forms.Form):
    """Why an expression of interest is not invited further."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_("The consortium reads this."),
    )


class RoundForm(forms.Form):
    """In which round the committee decides on the proposal."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Round"), required=False, empty_label=_("none yet")
    )

    def __init__(self, *args: Any, rounds: QuerySet[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["round"]
        field.queryset = rounds


class ProposalFilters(FilterForm):
    """Filters of the list of proposals."""

    lookups: ClassVar = {"state": "told_state"}  # what the reader is told, not what is

    call = forms.ModelChoiceField(Call.objects.none(), label=_("Call"))
    state = forms.MultipleChoiceField(label=_("State"), choices=ProposalState.choices)
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "—"), *Sector.choices])
    province = forms.ChoiceField(label=_("Province"), choices=[("", "—"), *Province.choices])
    round = forms.ModelChoiceField(Round.objects.none(), label=_("Round"))

    def __init__(self, *args: Any, calls: QuerySet[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (
            ("call", calls),
            ("round", Round.objects.filter(call__in=calls).select_related("call")),
        ):
            field: Any = self.fields[name]
            field.queryset = queryset
