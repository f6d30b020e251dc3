"""What people fill in about the directory of projects."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """Takes a file of published projects."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8, at most 10 MB. With one bad cell nothing is loaded."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
