"""Telling programs: each act on something their owner may see, signed, retried until answered.

A call may arrive twice when the worker dies between the answer and its note: the receiver tells by
`X-Grappe-Event`, which is the same each time.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction

from grappe.hub.audit.models import Event
from grappe.hub.audit.services import record
from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.errors import TooManyWebhooks
from grappe.hub.notices.models import Mark, Webhook, WebhookCall
from grappe.hub.notices.registry import HEARING, VISIBILITY
from grappe.hub.notices.services.reaching import CallFailed, check_address, post

MOST = 10  # a person
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]
LEASE = timedelta(minutes=5)
MARK = "webhooks"

Post = Callable[[str, bytes, dict[str, str]], int]


@transaction.atomic
def add_webhook(*, owner: Any, url: str, verbs: list[str], at: datetime) -> Webhook:
    """Have a program told of acts; `secret` of the result is shown this once."""
    check_address(url)
    get_user_model().objects.select_for_update().get(pk=owner.pk)
    count = Webhook.objects.filter(owner=owner, ended_at=None).count()
    if count >= MOST:
        raise TooManyWebhooks(count=count)
    webhook = Webhook.objects.create(
        owner=owner,
        url=url,
        secret=secrets.token_hex(32),
        verbs=sorted(set(verbs)),
        created_at=at,
    )
    record("webhook.added", webhook, by=owner, at=at, label=url)
    return webhook


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: Any, at: datetime) -> Webhook:
    """Replace the secret; the old one signs nothing any more."""
    webhook.secret = secrets.token_hex(32)
    webhook.save(update_fields=["secret"])
    record("webhook.secret_renewed", webhook, by=by, at=at, label=webhook.url)
    return webhook


@transaction.atomic
def end_webhook(*, webhook: Webhook, by: Any, at: datetime) -> Webhook:
    """Stop telling a program; what waits is not sent. Twice changes nothing."""
    if webhook.ended_at is None:
        webhook.ended_at = at
        webhook.save(update_fields=["ended_at"])
        webhook.calls.filter(state=DeliveryState.QUEUED).update(state=DeliveryState.SKIPPED)
        record("webhook.ended", webhook, by=by, at=at, label=webhook.url)
    return webhook


@transaction.atomic
def fan_out(*, at: datetime, most: int = 500) -> int:
    """Queue a call for each new act and each webhook whose owner may see it; return how many."""
    mark, made = Mark.objects.select_for_update().get_or_create(name=MARK, defaults={"at": at})
    if made:  # acts before the first start are told to nobody
        last = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        Mark.objects.filter(pk=mark.pk).update(number=last)
        return 0
    events = list(Event.objects.filter(sequence__gt=mark.number).order_by("sequence")[:most])
    if not events:
        return 0
    hooks = list(Webhook.objects.filter(ended_at=None).select_related("owner"))
    calls = [
        WebhookCall(webhook=hook, event_sequence=event.sequence, payload=payload_of(event))
        for event in events
        for hook in hooks
        if wants(hook, event)
    ]
    made_calls = WebhookCall.objects.bulk_create(calls, ignore_conflicts=True)
    Mark.objects.filter(pk=mark.pk).update(at=at, number=events[-1].sequence)
    return len(made_calls)


def wants(hook: Webhook, event: Event) -> bool:
    """Say whether a webhook is told of an act: asked for, since it was added, and visible."""
    return (
        event.at >= hook.created_at
        and (not hook.verbs or event.verb in hook.verbs)
        and may_be_told(hook, event.kind, event.object_id, event.verb)
    )


def may_be_told(hook: Webhook, kind: str, object_id: str, verb: str) -> bool:
    """Say whether the owner of a webhook may see an object today, and be told of this act on it."""
    may_see, may_hear = VISIBILITY.get(kind), HEARING.get(kind)
    if not (may_see and hook.owner.is_active and may_see(hook.owner, object_id)):
        return False
    return may_hear is None or may_hear(hook.owner, object_id, verb)


def payload_of(event: Event) -> dict[str, Any]:
    """Return what a program is told: what happened to what and when, never who or in what words."""
    return {
        "event": event.sequence,
        "verb": event.verb,
        "at": event.at.isoformat(),
        "object": {"kind": event.kind, "id": event.object_id},
        "from": event.from_state,
        "to": event.to_state,
    }


def call_due(*, at: datetime, most: int = 100, send: Post = post) -> int:
    """Make the calls that are due; return how many were answered."""
    due = WebhookCall.objects.filter(
        models.Q(next_attempt_at=None) | models.Q(next_attempt_at__lte=at),
        state=DeliveryState.QUEUED,
    ).select_related("webhook__owner")
    return sum(_call(call, at, send) for call in due.order_by("id")[:most])


def _call(call: WebhookCall, at: datetime, send: Post) -> int:
    mine = WebhookCall.objects.filter(
        pk=call.pk, state=DeliveryState.QUEUED, attempts=call.attempts
    )
    about = call.payload["object"]
    if not may_be_told(call.webhook, about["kind"], about["id"], call.payload["verb"]):
        mine.update(state=DeliveryState.SKIPPED)  # seen when it happened, not any more
        return 0
    if not mine.update(attempts=call.attempts + 1, next_attempt_at=at + LEASE):
        return 0  # another worker has it
    body = json.dumps(call.payload, sort_keys=True, separators=(",", ":")).encode()
    error = ""
    try:
        status = send(call.webhook.url, body, headers_of(call, body, at))
        error = "" if 200 <= status < 300 else f"HTTP {status}"
    except CallFailed as failed:
        error = str(failed)
    rows = WebhookCall.objects.filter(pk=call.pk, state=DeliveryState.QUEUED)
    if not error:
        rows.update(state=DeliveryState.SENT, sent_at=at, next_attempt_at=None, error="")
        return 1
    wait = WAITS[call.attempts] if call.attempts < len(WAITS) else None
    rows.update(
        state=DeliveryState.QUEUED if wait else DeliveryState.FAILED,
        next_attempt_at=at + wait if wait else None,
        error=error[:300],
    )
    return 0


def headers_of(call: WebhookCall, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a call, with its signature over the moment and the body."""
    moment = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Grappe-Webhook/1",
        "X-Grappe-Event": f"{call.webhook_id}-{call.event_sequence}",
        "X-Grappe-Signature": f"t={moment},v1={signature(call.webhook.secret, moment, body)}",
    }


def signature(secret: str, moment: int, body: bytes) -> str:
    """Return HMAC-SHA256 over “moment.body”, in hexadecimal."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
