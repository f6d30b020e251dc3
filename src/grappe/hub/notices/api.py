"""The inbox and the webhooks of the person whose token is sent."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from grappe.hub.notices import policies, queries, services
from grappe.hub.notices.models import Notice, Webhook
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, cursor_page

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """Something that the person was told."""

    id: int
    key: str
    subject: str
    body: str
    url: str
    must_act: bool
    created_at: datetime
    read_at: datetime | None


class WebhookIn(Schema):
    """An address to call; without verbs, of every act that its owner may see."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"url": "https://example.org/grappe", "verbs": ["proposal.submitted"]}
        }
    )
    url: str = Field(max_length=500)
    verbs: list[str] = Field(default_factory=list, max_length=200)


class WebhookOut(Schema):
    """A webhook, without its secret."""

    id: int
    url: str
    verbs: list[str]
    created_at: datetime


class WebhookMade(WebhookOut):
    """A new webhook: the only answer that holds its secret."""

    secret: str


@router.get("/inbox", response=CursorPage[NoticeOut])
def inbox(
    request: HttpRequest, show: str = "", cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List what the person was told, newest first; `show` is `unread`, `act`, or empty for all."""
    require(policies.may_read_own, request.user)
    return cursor_page(queries.inbox(request.user, show=show), cursor, limit, order=["-created_at"])


@router.post("/inbox/{int:notice_id}/read", response=NoticeOut)
def read(request: HttpRequest, notice_id: int) -> Notice:
    """Mark a notice as read; the first time counts."""
    require(policies.may_read_own, request.user)
    found = get_object_or_404(queries.inbox(request.user), pk=notice_id)
    return services.mark_read(notice=found, at=now())


@router.get("/webhooks", response=CursorPage[WebhookOut])
def webhooks(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the person's webhooks, newest first."""
    require(policies.may_hook, request.user)
    return cursor_page(queries.webhooks_of(request.user), cursor, limit)


@router.post("/webhooks", response={201: WebhookMade})
def add(request: HttpRequest, payload: WebhookIn) -> Status[Webhook]:
    """Have an address called. The answer holds the secret, this once."""
    require(policies.may_hook, request.user)
    made = services.add_webhook(owner=request.user, url=payload.url, verbs=payload.verbs, at=now())
    return Status(201, made)


@router.delete("/webhooks/{int:webhook_id}", response={204: None})
def end(request: HttpRequest, webhook_id: int) -> Status[None]:
    """End a webhook: what waits is not sent."""
    require(policies.may_hook, request.user)
    found = get_object_or_404(queries.webhooks_of(request.user), pk=webhook_id)
    services.end_webhook(webhook=found, by=request.user, at=now())
    return Status(204, None)
