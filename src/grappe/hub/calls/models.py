"""Calls, their versions, and the rounds in which their proposals are decided."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grappe.hub.calls.definition import Definition
from grappe.hub.calls.enums import CallMode, CallState
from grappe.kit.money import MoneyField


class Call(models.Model):
    """A way in: a dated call for proposals, or the continuous intake."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    mode = models.CharField(_("way in"), max_length=10, choices=CallMode)
    state = models.CharField(_("state"), max_length=8, choices=CallState, default=CallState.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty for the continuous intake.")
    )
    sectors = models.JSONField(_("eligible sectors"), default=list, blank=True)  # empty: all
    invented = models.BooleanField(default=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("call")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None)
                | models.Q(opens_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="call_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        from grappe.kit.bilingual import in_language

        return in_language(self, "title")


class CallVersion(models.Model):
    """The definition of a call at one time. Version 1 is published when the call opens."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # a Definition
    revision = models.PositiveIntegerField(default=1)  # counts saves of an unpublished version
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # None: still being edited
    note = models.CharField(_("what changed, and why"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="call_version_once"),
            models.UniqueConstraint(
                fields=["call"],
                condition=models.Q(published_at=None),
                name="call_one_draft_version",
            ),
        ]

    @cached_property
    def definition(self) -> Definition:
        """Return the content as a Definition."""
        return Definition.model_validate(self.content)

    @property
    def whole(self) -> dict[str, Any]:
        """Return the content with every default filled in, whatever an older release left out."""
        return self.definition.model_dump(mode="json")


class Round(models.Model):
    """A batch of proposals of a call that a committee decides together, within an envelope."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    cutoff_at = models.DateTimeField(_("takes what is submitted until"))
    meets_on = models.DateField(_("committee meets on"))
    envelope = MoneyField(_("envelope (CAD)"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="round_once"),
            models.CheckConstraint(
                condition=models.Q(envelope__gte=0), name="round_envelope_not_below_0"
            ),
        ]

    def __str__(self) -> str:
        from grappe.kit.bilingual import in_language

        return in_language(self, "title")
