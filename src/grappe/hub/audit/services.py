"""Adding to the trace."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from grappe.hub.audit.models import ChainHead, Event


def digest_of(event: Event) -> str:
    """Return the hash of an entry: over its fields and the hash of the entry before."""
    body = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.verb,
        event.kind,
        event.object_id,
        event.label,
        event.from_state,
        event.to_state,
        event.data,
        event.previous_hash,
    ]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Any,
    at: datetime,
    from_state: str = "",
    to_state: str = "",
    label: str = "",
    **data: Any,
) -> Event:
    """Add an entry to the trace, in the caller's transaction.

    `by` is a person, or None when the clock acts. `data` must hold no secret and no text of a form.
    """
    with transaction.atomic():
        head = _locked_head()
        event = Event(
            sequence=head.sequence + 1,
            at=at,
            actor=by,
            actor_name=str(by) if by else "",
            verb=verb,
            kind=obj._meta.label_lower,
            object_id=str(obj.pk),
            label=(label or str(obj))[:300],
            from_state=from_state,
            to_state=to_state,
            data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
            previous_hash=head.hash,
        )
        event.hash = digest_of(event)
        event.save(force_insert=True)
        head.sequence, head.hash = event.sequence, event.hash
        head.save(update_fields=["sequence", "hash"])
    return event


def _locked_head() -> ChainHead:
    head, _made = ChainHead.objects.select_for_update().get_or_create(pk=1)
    return head
