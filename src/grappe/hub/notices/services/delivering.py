"""Sending what is queued: retried when it surely failed, never twice.

SMTP cannot say whether a message was taken when the line breaks after the text was sent. So a row is
claimed before it is sent, and a row whose sender died, or whose line broke in that moment, is not
sent again by itself: it stands as “perhaps sent”, the person has it in their inbox anyway, and an
officer may send it again. Failures before the text was taken are retried.
"""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, mailers
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.errors import NotToSendAgain
from grappe.hub.notices.models import Notice

WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]  # then it has failed
LEASE = timedelta(minutes=10)  # longer than any sending takes
UNSUBSCRIBE = "grappe.notices.unsubscribe"


class Undeliverable(Exception):
    """The message was surely not taken; another attempt may help."""


Send = Callable[[EmailMessage], None]


def send_mail(message: EmailMessage) -> None:
    """Send one message, or raise Undeliverable when it surely was not taken."""
    mailer = mailers["default"]
    try:
        mailer.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Undeliverable(type(error).__name__) from error
    try:
        mailer.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        raise Undeliverable(type(error).__name__) from error
    finally:
        mailer.close()


def deliver_due(*, at: datetime, most: int = 100, send: Send = send_mail) -> int:
    """Send the notices that are due, oldest first; return how many were sent or shown."""
    give_up_unsure(at=at)
    due = Notice.objects.filter(
        models.Q(next_attempt_at=None) | models.Q(next_attempt_at__lte=at),
        state=DeliveryState.QUEUED,
    )
    count = 0
    for notice in due.select_related("recipient").order_by("created_at", "id")[:most]:
        if settings.DEMO:
            shown = _move(notice, at, state=DeliveryState.SHOWN, sent_at=at)
            count += shown
        else:
            count += _deliver(notice, at, send)
    return count


def _move(notice: Notice, at: datetime, **fields: object) -> int:
    """Change a queued row unless another worker did; the condition is what makes it once."""
    return Notice.objects.filter(
        pk=notice.pk, state=DeliveryState.QUEUED, attempts=notice.attempts
    ).update(**fields)


def _deliver(notice: Notice, at: datetime, send: Send) -> int:
    claimed = _move(
        notice,
        at,
        state=DeliveryState.SENDING,
        attempts=notice.attempts + 1,
        next_attempt_at=at + LEASE,
    )
    if not claimed:
        return 0
    mine = Notice.objects.filter(pk=notice.pk, state=DeliveryState.SENDING)
    try:
        send(message_of(notice))
    except Undeliverable as error:
        wait = WAITS[notice.attempts] if notice.attempts < len(WAITS) else None
        mine.update(
            state=DeliveryState.QUEUED if wait else DeliveryState.FAILED,
            next_attempt_at=at + wait if wait else None,
            error=str(error)[:300],
        )
        return 0
    except (OSError, smtplib.SMTPException) as error:
        mine.update(state=DeliveryState.UNSURE, next_attempt_at=None, error=type(error).__name__)
        return 0
    sent: dict[str, object] = {"state": DeliveryState.SENT, "sent_at": at, "error": ""}
    if notice.recipient is None:  # it may hold a secret, and has done its work
        sent |= {"body": "", "url": ""}
    mine.update(next_attempt_at=None, **sent)
    return 1


def give_up_unsure(*, at: datetime) -> int:
    """Mark what a dead worker was sending as perhaps sent; return how many."""
    dead = Notice.objects.filter(state=DeliveryState.SENDING, next_attempt_at__lte=at)
    return dead.update(state=DeliveryState.UNSURE, next_attempt_at=None, error="WorkerLost")


def send_again(*, notice: Notice, by: Any, at: datetime) -> Notice:
    """Queue a failed or perhaps sent notice again, because an officer says so."""
    again = Notice.objects.filter(
        pk=notice.pk, state__in=[DeliveryState.FAILED, DeliveryState.UNSURE]
    ).update(state=DeliveryState.QUEUED, attempts=0, next_attempt_at=None, error="")
    notice.refresh_from_db()
    if not again or not notice.body:
        raise NotToSendAgain(state=notice.get_state_display())
    record("notice.sent_again", notice, by=by, at=at, label=notice.key)
    return notice


def message_of(notice: Notice) -> EmailMessage:
    """Return the e-mail of a notice: its text, where to act, why it came and how to have fewer."""
    with translation.override(notice.language):
        parts = [notice.body.strip()]
        if notice.url:
            parts.append(absolute(notice.url))
        headers = {
            "Message-ID": f"<notice-{notice.pk}@{_host()}>",
            "Auto-Submitted": "auto-generated",
        }
        if notice.recipient:
            parts.append("-- \n" + _why(notice))
            if not notice.must_act:
                link = unsubscribe_link(notice)
                headers["List-Unsubscribe"] = f"<{link}>"
                headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        to = notice.recipient.email if notice.recipient else notice.email
    return EmailMessage(notice.subject, "\n\n".join(parts), to=[to], headers=headers)


def _why(notice: Notice) -> str:
    if notice.must_act:
        return _(
            "You receive this because you have something to do in Grappe, whatever your choice "
            "of e-mail."
        )
    return _(
        "You receive this because it concerns you in Grappe and your account asks for e-mail. "
        "To have no such mail: %(link)s"
    ) % {"link": unsubscribe_link(notice)}


def unsubscribe_link(notice: Notice) -> str:
    """Return the address at which the recipient ends such mail without signing in."""
    token = signing.dumps(notice.recipient_id, salt=UNSUBSCRIBE)
    return absolute(reverse("notices:unsubscribe", args=[token]))


def absolute(url: str) -> str:
    """Return an address of the product as people reach it from outside."""
    return url if url.startswith(("http://", "https://")) else settings.SITE_URL + url


def _host() -> str:
    return settings.SITE_URL.rpartition("//")[2].partition(":")[0]
