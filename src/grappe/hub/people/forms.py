"""Forms of people and organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.enums import (
    AffiliationRole,
    InterestKind,
    Language,
    Sector,
)
from grappe.hub.people.errors import BadBusinessNumber, ParentUnclear, ParentUnknown
from grappe.hub.people.models import Organisation, User
from grappe.hub.people.queries import check_business_number, parent_named
from grappe.hub.people.services.organisations import FIELDS
from grappe.kit.access import ClusterRole
from grappe.kit.money import MoneyFormField

LONG_TEXT = forms.Textarea(attrs={"rows": 4})


class SignupForm(forms.Form):
    """What we ask beside e-mail and password at sign-up."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the language the person reads the page in."""
        user.full_name = self.cleaned_data["full_name"]
        user.language = "fr" if request.LANGUAGE_CODE.startswith("fr") else "en"
        user.save(update_fields=["full_name", "language"])


class ProfileForm(forms.ModelForm[User]):
    """What a person says of themselves."""

    class Meta:
        model = User
        fields = ["full_name", "language", "notice_mode"]


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What will use it."))
    days = forms.IntegerField(
        label=_("Days until it expires"), min_value=1, max_value=365, initial=90
    )


class DayInput(forms.DateInput):
    """A date chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InterestForm(forms.Form):
    """What ties a person to an organisation beside working for it."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=InterestKind)
    reason = forms.CharField(label=_("What it is"), max_length=300, required=False)
    ended_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty when it still lasts. Joint work counts for 3 years after its end."),
    )


class EmployerForm(forms.Form):
    """A past employer."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    title = forms.CharField(label=_("Job title"), max_length=150, required=False)
    started_on = forms.DateField(label=_("From"), required=False, widget=DayInput())
    ended_on = forms.DateField(
        label=_("Until"), widget=DayInput(), help_text=_("Counts for 3 years after this day.")
    )


class OrganisationForm(forms.ModelForm[Organisation]):
    """All that an organisation's people say of it."""

    business_number = forms.CharField(
        label=_("Business number"),
        required=False,
        max_length=20,
        help_text=_("Nine digits, from the Canada Revenue Agency. Checked by its last digit."),
    )
    canadian_controlled = forms.TypedChoiceField(
        label=_("Canadian-controlled"),
        required=False,
        choices=[("", _("not yet known")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    parent_name = forms.CharField(
        label=_("Parent organisation"),
        required=False,
        max_length=200,
        help_text=_("Legal or trade name of the registered organisation that owns this one."),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"), choices=Sector, required=False, widget=forms.CheckboxSelectMultiple
    )
    description_en = forms.CharField(
        label=_("Description (English)"), required=False, max_length=5_000, widget=LONG_TEXT
    )
    description_fr = forms.CharField(
        label=_("Description (French)"), required=False, max_length=5_000, widget=LONG_TEXT
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country of headquarters"),
        initial="CA",
        help_text=_("Two letters: CA, US, FR…"),
        error_messages={"invalid": _("Write the country as two letters, like CA.")},
    )

    class Meta:
        model = Organisation
        fields = [name for name in FIELDS if name != "parent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = self.instance
        known = {True: "yes", False: "no"}
        self.initial["canadian_controlled"] = (
            known.get(bool(one.canadian_controlled), "")
            if one.canadian_controlled is not None
            else ""
        )
        if one.pk:
            self.initial["sectors"] = list(one.sectors.values_list("sector", flat=True))
            self.initial["parent_name"] = str(one.parent) if one.parent else ""

    def clean_business_number(self) -> str:
        """Return nine digits, or say why they cannot be one."""
        try:
            return check_business_number(self.cleaned_data["business_number"])
        except BadBusinessNumber as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused

    def clean_country(self) -> str:
        """Return the country in capitals."""
        return str(self.cleaned_data["country"]).upper()

    def clean_employees(self) -> int | None:
        """Refuse a number that no employer has."""
        employees: int | None = self.cleaned_data["employees"]
        if employees is not None and employees > 5_000_000:
            raise forms.ValidationError(_("No organisation has more than 5,000,000 employees."))
        return employees

    def clean_parent_name(self) -> Organisation | None:
        """Find the parent by its exact name."""
        try:
            return parent_named(self.cleaned_data["parent_name"])
        except (ParentUnknown, ParentUnclear) as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused

    def clean(self) -> dict[str, Any]:
        """Ask why where control is known."""
        data = super().clean() or self.cleaned_data
        if data.get("canadian_controlled") is not None and not data.get("control_reason"):
            self.add_error("control_reason", _("Say why: who holds the shares or the votes."))
        return data

    def validate_unique(self) -> None:
        """Leave it to the service, whose refusal names the other organisation."""

    def validate_constraints(self) -> None:
        """Leave it to the service."""

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = dict(self.cleaned_data)
        data["parent"] = data.pop("parent_name")
        data.pop("sectors")
        return data


class InviteForm(forms.Form):
    """An invitation to an organisation."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), choices=AffiliationRole, initial=AffiliationRole.EDITOR
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language)


class RoleInviteForm(InviteForm):
    """An invitation to a cluster role."""

    role = forms.ChoiceField(label=_("Role"), choices=ClusterRole)


class AffiliationForm(forms.Form):
    """A person's role in an organisation."""

    role = forms.ChoiceField(label=_("Role"), choices=AffiliationRole)
    title = forms.CharField(label=_("Job title"), max_length=150, required=False)


class GrantForm(forms.Form):
    """A cluster role to give."""

    role = forms.ChoiceField(label=_("Role"), choices=ClusterRole)


class MembershipForm(forms.Form):
    """A period of membership and its fee."""

    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(label=_("Until"), widget=DayInput())
    fee = MoneyFormField(label=_("Fee (CAD)"))

    def clean_fee(self) -> Any:
        """Refuse a fee below nothing."""
        if self.cleaned_data["fee"] < 0:
            raise forms.ValidationError(_("A fee cannot be below 0."))
        return self.cleaned_data["fee"]


class AnswerForm(forms.Form):
    """The answer to a question of identity."""

    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
