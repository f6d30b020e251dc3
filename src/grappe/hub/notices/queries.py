"""What may be read of notices, and by whom."""

from typing import Any

from django.db.models import QuerySet

from grappe.hub.notices.models import Notice, Webhook

DIGEST = "notices.digest"


def inbox(user: Any, *, show: str = "") -> QuerySet[Notice]:
    """Return what a person was told: all, or only `unread`, or only what they must `act` on."""
    notices = Notice.objects.filter(recipient=user).exclude(key=DIGEST)
    if show == "unread":
        return notices.filter(read_at=None)
    return notices.filter(must_act=True) if show == "act" else notices


def unread_count(user: Any) -> int:
    """Count what a person has not opened: one query, from an index that holds only such rows."""
    return Notice.objects.filter(recipient=user, read_at=None).count()


def outbox(*, state: str = "") -> QuerySet[Notice]:
    """Return every letter that was to go by e-mail, with who gets it."""
    notices = Notice.objects.select_related("recipient").exclude(state="skipped")
    return notices.filter(state=state) if state else notices


def webhooks_of(user: Any) -> QuerySet[Webhook]:
    """Return a person's webhooks that have not ended."""
    return Webhook.objects.filter(owner=user, ended_at=None).order_by("-id")
