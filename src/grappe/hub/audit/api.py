"""The trace for programs of auditors and directors."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from grappe.hub.audit import policies, queries
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page

router = Router(tags=["trace"])
Word = Annotated[str, Field(max_length=60)]


class EventOut(Schema):
    """One entry of the trace."""

    sequence: int
    at: datetime
    actor_id: int | None
    actor_name: str
    verb: str
    kind: str
    object_id: str
    label: str
    from_state: str
    to_state: str
    data: dict[str, Any]
    previous_hash: str
    hash: str


class VerdictOut(Schema):
    """What walking the chain has found."""

    sound: bool
    count: int
    head: str
    broken: int | None
    fault: str | None


@router.get("/events", response=CursorPage[EventOut])
def events(
    request: HttpRequest,
    *,
    verb: Word = "",
    kind: Word = "",
    object_id: Word = "",
    cursor: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List the trace, newest first, narrowed by act, kind of object and object.

    Entries about proposals that the person is in conflict with are left out: their numbers are
    missing, which the verification does not mind.
    """
    require(policies.may_read_trace, request.user)
    given = {"verb": verb, "kind": kind, "object_id": object_id}
    wanted = {name: value.replace("\x00", "") for name, value in given.items() if value}
    found = queries.visible_to(request.user).order_by().filter(**wanted)
    return cursor_page(found, cursor, limit, order=["-sequence"])


@router.get("/verification", response=VerdictOut)
def verification(
    request: HttpRequest,
    expected: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = "",
) -> queries.Verdict:
    """Walk the whole chain; `expected` is a head hash kept elsewhere."""
    require(policies.may_verify_trace, request.user)
    return queries.verify(expected=expected)
