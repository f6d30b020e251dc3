"""Adding to the trace."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from grappe.hub.audit.models import ChainHead, Event
from grappe.hub.audit.queries import digest_of

__all__ = ["digest_of", "record"]


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
    """Add an entry to the trace, in the caller's transaction: three statements.

    `by` is a person, or None when the clock acts. `data` must hold no secret and no text of a form.
    """
    with transaction.atomic(savepoint=False):
        head = _locked_head()
        event = Event(
            sequence=head.sequence + 1,
            at=at,
            actor=by,
            actor_name=_text(str(by))[:254] if by else "",
            verb=verb,
            kind=obj._meta.label_lower,
            object_id=str(obj.pk),
            label=_text(label or str(obj))[:300],
            from_state=from_state,
            to_state=to_state,
            data=_plain(json.loads(json.dumps(data, cls=DjangoJSONEncoder))),
            previous_hash=head.hash,
        )
        event.hash = digest_of(event)
        event.save(force_insert=True)
        head.sequence, head.hash = event.sequence, event.hash
        head.save(update_fields=["sequence", "hash"])
    return event


def _plain(value: Any) -> Any:
    """Return data that every database gives back as it was: no float, no NUL, no half character."""
    if isinstance(value, dict):
        return {_text(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return repr(value)
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _locked_head() -> ChainHead:
    head, _made = ChainHead.objects.select_for_update().get_or_create(pk=1)
    return head
