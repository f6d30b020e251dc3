"""The officers' list of calls."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.enums import CallMode, CallState
from grappe.hub.calls.models import Call
from grappe.kit.bilingual import in_language
from grappe.kit.tables import Column, FilterForm
from grappe.kit.templatetags.kit import moment


class CallFilters(FilterForm):
    """What narrows the list."""

    state = forms.ChoiceField(label=_("state"), choices=[("", _("any")), *CallState.choices])
    mode = forms.ChoiceField(
        label=_("way in"), choices=[("", _("both")), *CallMode.choices], required=False
    )


def columns() -> list[Column[Call]]:
    """Return the columns of the list."""
    return [
        Column(
            "title",
            _("Call"),
            cell=lambda call: in_language(call, "title"),
            export=lambda call: in_language(call, "title"),
            link=lambda call: reverse("calls:manage", args=[call.slug]),
        ),
        Column("mode", _("Way in"), cell=lambda call: call.get_mode_display(), sort=("mode",)),
        Column("state", _("State"), kind="pill", sort=("state",)),
        Column(
            "opens_at", _("Opens"), cell=lambda call: moment(call.opens_at), export=_iso("opens_at")
        ),
        Column(
            "closes_at",
            _("Closes"),
            cell=lambda call: moment(call.closes_at),
            export=_iso("closes_at"),
        ),
        Column("created_at", _("Created"), kind="date", sort=("created_at",)),
    ]


def _iso(name: str) -> Any:
    return lambda call: getattr(call, name).isoformat() if getattr(call, name) else None
