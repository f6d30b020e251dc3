"""Filters of the trace."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.hub.audit.queries import kinds
from grappe.hub.audit.registry import VERBS, words_of
from grappe.kit.tables import FilterForm


class Day(forms.DateInput):
    """A date chosen in the browser's own calendar."""

    input_type = "date"


class TraceFilter(FilterForm):
    """Filters by act, kind of object, object, and days."""

    lookups = {"since": "at__date__gte", "until": "at__date__lte"}
    verb = forms.ChoiceField(label=_("Act"))
    kind = forms.ChoiceField(label=_("Kind of object"))
    object_id = forms.CharField(label=_("Number of the object"), max_length=40)
    since = forms.DateField(label=_("From"), widget=Day())
    until = forms.DateField(label=_("Until"), widget=Day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        acts = sorted(((verb, words_of(verb)) for verb in VERBS), key=lambda one: one[1].casefold())
        self.fields["verb"].choices = [*every, *acts]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [*every, *kinds()]  # type: ignore[attr-defined]


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
