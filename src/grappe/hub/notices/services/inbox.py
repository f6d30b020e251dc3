"""What people do with what they were told."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing

from grappe.hub.notices.errors import BadLink
from grappe.hub.notices.models import Notice
from grappe.hub.notices.services.delivering import UNSUBSCRIBE


def mark_read(*, notice: Notice, at: datetime) -> Notice:
    """Note that the recipient has opened a notice; the first time counts."""
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
        notice.read_at = at
    return notice


def mark_all_read(*, user: Any, at: datetime) -> int:
    """Note that a person has seen everything in their inbox; return how much was new."""
    return Notice.objects.filter(recipient=user, read_at=None).update(read_at=at)


def person_of_link(token: str) -> Any:
    """Return whose link to end mail this is, or raise BadLink."""
    try:
        pk = signing.loads(token, salt=UNSUBSCRIBE)
        return get_user_model().objects.get(pk=pk)
    except (signing.BadSignature, get_user_model().DoesNotExist) as wrong:
        raise BadLink from wrong


def stop_mail(*, token: str) -> None:
    """Send the owner of a link only what they must act on, from now on."""
    person = person_of_link(token)
    type(person).objects.filter(pk=person.pk).update(notice_mode="none")
