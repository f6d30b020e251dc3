"""The trace: who did what, when, from which state to which; chained by hash, never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.audit.registry import words_of


class Event(models.Model):
    """One entry of the trace. `hash` covers every field and the hash of the entry before."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=True
    )
    actor_name = models.CharField(max_length=254)  # as it was on the day
    verb = models.CharField(_("act"), max_length=60)  # "proposal.submitted"
    kind = models.CharField(max_length=60)  # "proposals.proposal"
    object_id = models.CharField(max_length=40)
    label = models.CharField(max_length=300)  # how the object was called on the day
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["kind", "object_id", "-sequence"], name="event_object")]

    @property
    def verb_label(self) -> str:
        """Return the act in the reader's language."""
        return words_of(self.verb)


class ChainHead(models.Model):
    """The last entry's number and hash: one row, locked while an entry is added."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
