"""The words of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeliveryState(models.TextChoices):
    """Where one e-mail stands."""

    QUEUED = "queued", _("queued")
    DIGEST = "digest", _("waiting for the daily summary")
    SHOWN = "shown", _("shown in the product")
    SENDING = "sending", _("being sent")
    SENT = "sent", pgettext_lazy("e-mail", "sent")
    UNSURE = "unsure", _("perhaps sent")
    FAILED = "failed", pgettext_lazy("e-mail", "failed")
    SKIPPED = "skipped", _("not wanted")
