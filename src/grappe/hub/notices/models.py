"""What people are told: in the product, by e-mail, and to programs by webhook."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.enums import DeliveryState


class Template(models.Model):
    """An officer's own wording of a notice; without one, the product's wording is used."""

    key = models.CharField(_("notice"), max_length=60, unique=True)
    subject_en = models.CharField(_("subject (English)"), max_length=200)
    subject_fr = models.CharField(_("subject (French)"), max_length=200)
    body_en = models.TextField(_("text (English)"))
    body_fr = models.TextField(_("text (French)"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()


class Notice(models.Model):
    """Something that concerns a person, in their language, in their inbox."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notices"
    )
    email = models.EmailField(blank=True)  # for those without an account yet
    key = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    must_act = models.BooleanField(default=False)
    once_key = models.CharField(max_length=150, unique=True)  # the same act never tells twice
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_inbox"),
            models.Index(fields=["state", "next_attempt_at"], name="notice_outbox"),
            models.Index(
                fields=["recipient"], name="notice_unread", condition=models.Q(read_at=None)
            ),
        ]


class Mark(models.Model):
    """How far the worker has come with something, and when: one row a name."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()
    number = models.PositiveBigIntegerField(default=0)


class Webhook(models.Model):
    """An address of a program that wants to be told; each call is signed with the secret."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=64, editable=False)
    verbs = models.JSONField(_("acts"), default=list)  # of the trace; empty: all
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class WebhookCall(models.Model):
    """One call of a webhook: retried until answered, never twice once answered."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    event_sequence = models.PositiveBigIntegerField()
    payload = models.JSONField()
    state = models.CharField(max_length=7, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_sequence"], name="webhook_call_once")
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="webhook_call_outbox")]
