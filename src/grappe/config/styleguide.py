"""What the style page shows: every component with data of the field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import Refused
from grappe.kit.money import MoneyFormField
from grappe.kit.templatetags.kit import icon_names

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
MEETING = SimpleNamespace(
    state="in_review", get_state_display=lambda: _("in review"), title="P-2026-00042"
)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=_("Title of the project"), max_length=200, help_text=_("As the public will read it.")
    )
    summary = forms.CharField(
        label=_("Public summary"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    asked = MoneyFormField(label=_("Amount asked (CAD)"), help_text=_("Whole dollars are enough."))
    starts = forms.DateField(
        label=_("Starts"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=[("transport", _("Transport and logistics")), ("health", _("Health"))],
    )
    kind = forms.ChoiceField(
        label=_("Kind of project"),
        choices=[("adoption", _("Adoption")), ("commercialisation", _("Commercialisation"))],
        widget=forms.RadioSelect,
    )
    functions = forms.MultipleChoiceField(
        label=_("Supply chain functions"),
        choices=[
            ("planning", _("Planning")),
            ("transport", _("Transport")),
            ("quality", "Qualité"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    plan = forms.FileField(label=_("Work plan"), help_text=_("PDF, at most 25 MB."), required=False)
    agreed = forms.BooleanField(
        label=_("I have read the funding terms of this call"),
        help_text=_("They are frozen with your proposal when it is submitted."),
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Return one of each thing that a component shows."""
    return {
        "icons": sorted(icon_names()),
        "tones": ["quiet", "grape", "info", "ok", "warn", "bad"],
        "amounts": [Decimal("1250000"), Decimal("1234.5"), None],
        "today": date(2026, 11, 23),
        "now": NOON,
        "form": SampleForm(
            initial={"kind": "adoption", "title": "Intelligent crane dispatch", "sector": "health"}
        ),
        "bad_form": SampleForm({"title": "", "asked": "lots", "functions": ["planning"]}),
        "problem": Refused(action="proposal.submit"),
        "tabs": [
            {"label": _("Overview"), "url": request.path, "current": True},
            {"label": _("Budget"), "url": f"{request.path}?budget"},
            {"label": _("Partners"), "url": f"{request.path}?partners", "count": 3},
        ],
        "events": [
            SimpleNamespace(at=NOON, actor_name="Amélie Roy", label=_("submitted"), note=""),
            SimpleNamespace(
                at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
                actor_name="Daniel Okafor",
                label=_("returned for correction"),
                note=_("The in-kind contribution has no evidence yet. Please attach the quotes."),
            ),
            SimpleNamespace(
                at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC), actor_name="Amélie Roy", label="draft"
            ),
        ],
        "rows": [
            ("P-2026-00042", "Intelligent crane dispatch", "in_review", Decimal("1250000"), NOON),
            (
                "P-2026-00041",
                "Prévision de la demande en magasin",
                "draft",
                Decimal("480000"),
                NOON,
            ),
            ("P-2026-00040", "Cold chain anomaly detection", "declined", Decimal("2100500"), NOON),
            (
                "P-2026-00039",
                "Ordonnancement du bloc opératoire",
                "ratified",
                Decimal("900000"),
                NOON,
            ),
        ],
        "meeting": MEETING,
    }
