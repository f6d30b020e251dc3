"""One summary a day, for those who want one."""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.models import Notice
from grappe.hub.notices.services.delivering import absolute

DIGEST = "notices.digest"
HOUR = 7  # on the cluster's clock


def write_digests(at: datetime) -> int:
    """Gather each person's waiting notices into one summary a day; return how many were written."""
    if timezone.localtime(at).hour < HOUR:
        return 0
    waiting = Notice.objects.filter(state=DeliveryState.DIGEST).values_list(
        "recipient_id", flat=True
    )
    return sum(_write(person, at) for person in waiting.order_by("recipient_id").distinct())


@transaction.atomic
def _write(person_id: int, at: datetime) -> int:
    day = timezone.localtime(at).date()
    notices = list(
        Notice.objects.select_for_update(of=("self",))
        .filter(recipient_id=person_id, state=DeliveryState.DIGEST)
        .select_related("recipient")
        .order_by("created_at", "id")
    )
    if not notices:
        return 0
    person = notices[0].recipient
    language = person.language if person else "en"
    with translation.override(language):
        count = len(notices)
        subject = ngettext(
            "%(count)s thing since yesterday", "%(count)s things since yesterday", count
        )
        _summary, made = Notice.objects.get_or_create(
            once_key=f"{DIGEST}/{day.isoformat()}/{person_id}",
            defaults={
                "recipient": person,
                "key": DIGEST,
                "language": language,
                "subject": subject % {"count": count},
                "body": _body(notices),
                "created_at": at,
                "read_at": at,  # the things themselves are in the inbox
            },
        )
    if not made:
        return 0  # today's has gone; these wait for tomorrow's
    Notice.objects.filter(pk__in=[n.pk for n in notices], state=DeliveryState.DIGEST).update(
        state=DeliveryState.SENT, sent_at=at
    )
    return 1


def _body(notices: list[Notice]) -> str:
    parts = [_("What happened that concerns you:")]
    for day, those in groupby(notices, key=lambda n: timezone.localtime(n.created_at).date()):
        parts.append(date_format(day, "DATE_FORMAT"))
        parts += [f"• {n.subject}" + (f"\n  {absolute(n.url)}" if n.url else "") for n in those]
    return "\n\n".join(parts)
