"""What other apps' pages show of proposals."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from grappe.hub.people.models import Organisation
from grappe.hub.proposals.models import Partner
from grappe.hub.proposals.queries.telling import with_told_state
from grappe.hub.proposals.queries.visibility import visible_to

MOST = 20  # on the page of an organisation


def panel_of_organisation(user: Any, organisation: Organisation) -> dict[str, Any]:
    """Return the latest proposals of an organisation that a person may know of, for its page."""
    part = Partner.objects.filter(proposal=OuterRef("pk"), organisation=organisation)
    theirs = visible_to(user).filter(Q(lead=organisation) | Exists(part))
    rows = with_told_state(theirs, user).select_related("call").order_by("-changed_at", "-pk")
    found = list(rows[: MOST + 1])
    return {
        "organisation": organisation,
        "proposals": found[:MOST],
        "more": len(found) > MOST,
        "most": MOST,
    }
