"""Telling people, in the transaction of the act that concerns them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation

from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.models import Notice, Template
from grappe.hub.notices.registry import LETTERS


def queue(
    key: str, *, to: Iterable[Any], at: datetime, once: str, url: str = "", **params: Any
) -> list[Notice]:
    """Put a notice into the inbox and outbox of each person, in their language.

    key   of a registered Letter; the params fill its `%(name)s`.
    once  names the act, e.g. "proposal.submitted/42/3": the same act never tells a person twice.
    """
    letter, own = LETTERS[key], Template.objects.filter(key=key).first()
    notices = []
    for person in {p.pk: p for p in to}.values():
        subject, body = _written(letter, own, person.language, params)
        notice, made = Notice.objects.get_or_create(
            once_key=f"{once}/{person.pk}"[:150],
            defaults={
                "recipient": person,
                "key": key,
                "language": person.language,
                "subject": subject,
                "body": body,
                "url": url,
                "must_act": letter.must_act,
                "created_at": at,
                "state": _channel(person, letter.must_act),
            },
        )
        if made:
            notices.append(notice)
    return notices


def _written(letter: Any, own: Template | None, language: str, params: Any) -> tuple[str, str]:
    with translation.override(language):
        subject = str(getattr(own, f"subject_{language}", "") or letter.subject)
        body = str(getattr(own, f"body_{language}", "") or letter.body)
        texts = {name: str(value) for name, value in params.items()}
        return (subject % texts)[:250], body % texts


def _channel(person: Any, must_act: bool) -> DeliveryState:
    if must_act or person.notice_mode == "each":
        return DeliveryState.QUEUED
    return DeliveryState.DIGEST if person.notice_mode == "digest" else DeliveryState.SKIPPED
