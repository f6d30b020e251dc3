"""Meetings, recusals, votes, decisions and letters."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.decisions.enums import (
    Ballot,
    Body,
    DecisionOutcome,
    DecisionState,
    MeetingState,
)
from grappe.kit.money import MoneyField


class Meeting(models.Model):
    """The committee on one round: what it was shown, what it voted, what the board made of it."""

    round = models.OneToOneField("calls.Round", models.PROTECT, related_name="meeting")
    state = models.CharField(max_length=8, choices=MeetingState, default=MeetingState.PREPARED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    shown = models.JSONField(default=dict)  # frozen when the vote opens: list, scores, balances
    shown_sha256 = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    ratified_at = models.DateTimeField(null=True)
    letters_released_at = models.DateTimeField(null=True)
    minutes = models.TextField(_("minutes"), blank=True)


class Item(models.Model):
    """One proposal before the committee, with what is proposed for it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="items")
    outcome = models.CharField(
        _("proposed"), max_length=7, choices=DecisionOutcome, default=DecisionOutcome.RESERVE
    )
    amount = MoneyField(_("amount (CAD)"), default=0)
    conditions_en = models.TextField(_("conditions (English)"), blank=True)
    conditions_fr = models.TextField(_("conditions (French)"), blank=True)
    feedback_en = models.TextField(_("feedback (English)"), blank=True)
    feedback_fr = models.TextField(_("feedback (French)"), blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "proposal"], name="item_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="item_not_below_0"),
        ]


class Recusal(models.Model):
    """A member who takes no part in one item, by a found conflict or of their own accord."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.CharField(max_length=9, choices=Body)
    rule = models.CharField(max_length=20)  # a ConflictRule, or "declared"
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member", "body"], name="recusal_once")
        ]


class Vote(models.Model):
    """A member's vote on one item; changed until the vote closes, then never."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.CharField(max_length=9, choices=Body)
    ballot = models.CharField(max_length=7, choices=Ballot)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member", "body"], name="vote_once")]


class Decision(models.Model):
    """What was decided of a proposal. Once ratified it is superseded by another, never edited."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="decisions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="decisions")
    outcome = models.CharField(max_length=7, choices=DecisionOutcome)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.TAKEN)
    amount = MoneyField(_("amount (CAD)"), default=0)
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    conditions_en = models.TextField(blank=True)
    conditions_fr = models.TextField(blank=True)
    feedback_en = models.TextField(blank=True)
    feedback_fr = models.TextField(blank=True)
    tally = models.JSONField(default=dict)  # both bodies: for, against, abstain, recused, quorum
    taken_at = models.DateTimeField()
    ratified_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )
    reason = models.CharField(_("why it supersedes"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=models.Q(state__in=["taken", "ratified"]),
                name="decision_one_standing",
            )
        ]


class Letter(models.Model):
    """A decision letter as PDF, in the applicant's language, released together with the others."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters")
    language = models.CharField(max_length=2)
    file = models.FileField(upload_to="letters/%Y/%m")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
