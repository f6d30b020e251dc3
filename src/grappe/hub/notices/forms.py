"""What officers and programmers type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.models import Template


class TemplateForm(forms.ModelForm[Template]):
    """An officer's wording of a letter, in both languages."""

    class Meta:
        model = Template
        fields = ["subject_en", "body_en", "subject_fr", "body_fr"]
        widgets = {
            "body_en": forms.Textarea(attrs={"rows": 9, "lang": "en"}),
            "body_fr": forms.Textarea(attrs={"rows": 9, "lang": "fr"}),
            "subject_en": forms.TextInput(attrs={"lang": "en"}),
            "subject_fr": forms.TextInput(attrs={"lang": "fr"}),
        }


class WebhookForm(forms.Form):
    """An address to call, and of what."""

    url = forms.URLField(label=_("address"), max_length=500, assume_scheme="https")
    verbs = forms.MultipleChoiceField(
        label=_("acts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them. You are told only of what you may see."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verbs"].choices = choices  # type: ignore[attr-defined]
