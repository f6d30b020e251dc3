"""Telling people, in the transaction of the act that concerns them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.models import Notice, Template
from grappe.hub.notices.registry import LETTERS, Letter
from grappe.kit.money import format_money


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
        subject, body = written(letter, own, person.language, params)
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


def queue_email(
    key: str,
    *,
    email: str,
    subject: str,
    body: str,
    language: str,
    at: datetime,
    once: str,
) -> Notice:
    """Put a finished letter into the outbox for an address that may have no account.

    For letters that carry a secret (a link to confirm, to reset, to join): nobody's inbox shows
    them, and the text is forgotten once it is sent.
    """
    notice, _made = Notice.objects.get_or_create(
        once_key=once[:150],
        defaults={
            "email": email,
            "key": key,
            "language": language,
            "subject": " ".join(subject.split())[:250],
            "body": body,
            "must_act": True,
            "created_at": at,
        },
    )
    return notice


def written(letter: Letter, own: Template | None, language: str, params: Any) -> tuple[str, str]:
    """Return subject and text of a letter: an officer's wording if it can be filled, else ours."""
    with translation.override(language):
        texts = {name: said(value) for name, value in params.items()}
        subject, body = str(letter.subject) % texts, str(letter.body) % texts
        if own:
            try:
                subject = getattr(own, f"subject_{language}") % texts
                body = getattr(own, f"body_{language}") % texts
            except KeyError:  # a name the product no longer fills: say it in our words
                pass
    return " ".join(subject.split())[:250], body


def said(value: Any) -> str:
    """Write a parameter as the reader's language does: pass dates, amounts and objects as they are."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return format_money(value) if isinstance(value, Decimal) else str(value)


def _channel(person: Any, must_act: bool) -> DeliveryState:
    if must_act or person.notice_mode == "each":
        return DeliveryState.QUEUED
    return DeliveryState.DIGEST if person.notice_mode == "digest" else DeliveryState.SKIPPED
