"""Forms of people and organisations."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.models import User


class SignupForm(forms.Form):
    """What we ask beside e-mail and password at sign-up."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the language the person reads the page in."""
        user.full_name = self.cleaned_data["full_name"]
        user.language = "fr" if request.LANGUAGE_CODE.startswith("fr") else "en"
        user.save(update_fields=["full_name", "language"])
