"""The trace as a list."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grappe.hub.audit.forms import TraceFilter
from grappe.hub.audit.models import Event
from grappe.hub.audit.queries import events
from grappe.hub.audit.registry import words_of
from grappe.kit.tables import Column, Listing
from grappe.kit.templatetags.kit import moment


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
        Column("from_state", _("From")),
        Column("to_state", _("To")),
        Column("hash", _("Hash"), cell=lambda one: f"{one.hash[:12]}…"),
    ]
    return Listing(
        request,
        events().order_by(),
        columns,
        filters=TraceFilter,
        search=("actor_name__icontains", "label__icontains", "verb"),
        order="-sequence",
        caption=_("Trace"),
    )
