"""Filters of the trace."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """A receipt to compare the chain with."""

    expected = forms.RegexField(
        r"^[0-9a-fA-F]{64}$",
        label=_("Hash kept elsewhere"),
        required=False,
        help_text=_("The head hash noted at an earlier check: 64 characters. May stay empty."),
        error_messages={"invalid": _("A hash has 64 characters, 0 to 9 and a to f.")},
    )

    def clean_expected(self) -> str:
        """Return the hash in lower case."""
        return str(self.cleaned_data["expected"]).lower()
