"""The trace as a list."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grappe.hub.audit.models import Event
from grappe.hub.audit.queries import kinds, state_words, visible_to
from grappe.hub.audit.registry import VERBS, words_of
from grappe.kit.tables import Column, FilterForm, Listing
from grappe.kit.templatetags.kit import moment


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


def trace(request: HttpRequest) -> Listing[Event]:
    """Return the trace, newest first."""
    columns = [
        Column[Event]("sequence", _("Entry"), sort=("sequence",), kind="number"),
        Column("at", _("When"), cell=lambda one: moment(one.at), export=lambda one: one.at),
        Column("actor_name", _("Who")),
        Column("verb", _("Act"), cell=lambda one: words_of(one.verb)),
        Column(
            "label",
            _("Object"),
            link=lambda one: reverse("audit:history", args=[one.kind, one.object_id]),
        ),
        Column(
            "from_state",
            _("From"),
            cell=lambda one: state_words(one.kind, one.from_state),
            export=lambda one: one.from_state,
        ),
        Column(
            "to_state",
            _("To"),
            cell=lambda one: state_words(one.kind, one.to_state),
            export=lambda one: one.to_state,
        ),
        Column("hash", _("Hash"), cell=lambda one: f"{one.hash[:12]}…"),
    ]
    return Listing(
        request,
        visible_to(request.user).order_by(),
        columns,
        filters=TraceFilter,
        search=("actor_name__icontains", "label__icontains", "verb"),
        order="-sequence",
        caption=_("Trace"),
    )
