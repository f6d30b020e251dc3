"""The words of the trace."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """What is wrong with the first broken entry of the chain."""

    REMOVED = "removed", _("is missing: it was removed")
    ALTERED = "altered", _("does not match its hash: it was altered")
    REORDERED = "reordered", _("does not follow the entry before it: one was moved or replaced")
    CUT = "cut", _("is missing at the end: the tail was cut")
    HEAD = "head", _("does not match the head of the chain: the head or the end was replaced")
    RECEIPT = "receipt", _("is not in the chain: the history before that receipt was rewritten")
