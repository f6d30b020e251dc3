"""Meetings, polls, recusals, votes, decisions and letters.

What no decision may lack is held by the database: a ratified decision carries the counts of both
bodies, each with its quorum and more votes for than against.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grappe.hub.decisions.enums import (
    Ballot,
    Body,
    DecisionOutcome,
    DecisionState,
    MeetingState,
)
from grappe.kit.money import MoneyField

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """The committee and the board on one round."""

    round = models.OneToOneField("calls.Round", models.PROTECT, related_name="meeting")
    state = models.CharField(max_length=8, choices=MeetingState, default=MeetingState.PREPARED)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    line = models.DecimalField(  # the score above which funding was last suggested
        _("score line"), max_digits=6, decimal_places=3, null=True
    )
    decided_at = models.DateTimeField(null=True)
    ratified_at = models.DateTimeField(null=True)
    letters_released_at = models.DateTimeField(null=True)
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        verbose_name = _("meeting")

    def __str__(self) -> str:
        return f"{self.round.call} – {self.round}"


class Item(models.Model):
    """One proposal before the committee, with what is proposed for it.

    `suggested` is what the score line says; a draft that differs from it carries the reason.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="items")
    outcome = models.CharField(
        _("proposed"), max_length=7, choices=DecisionOutcome, default=DecisionOutcome.RESERVE
    )
    amount = MoneyField(_("amount (CAD)"), default=0)
    conditions_en = models.TextField(_("conditions (English)"), blank=True, max_length=5000)
    conditions_fr = models.TextField(_("conditions (French)"), blank=True, max_length=5000)
    feedback_en = models.TextField(_("feedback (English)"), blank=True, max_length=5000)
    feedback_fr = models.TextField(_("feedback (French)"), blank=True, max_length=5000)
    suggested = models.CharField(max_length=7, choices=DecisionOutcome, blank=True)
    suggested_amount = MoneyField(default=0)
    overrule_reason = models.CharField(_("why not as the line says"), max_length=500, blank=True)
    set_aside_at = models.DateTimeField(null=True)  # not voted on: left for a later meeting
    set_aside_reason = models.CharField(_("why it is set aside"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "proposal"], name="item_once"),
            models.CheckConstraint(
                condition=Q(outcome="fund", amount__gt=0) | (~Q(outcome="fund") & Q(amount=0)),
                name="item_money_if_funded",
            ),
        ]


class Poll(models.Model):
    """One vote of one body on a meeting's items, with what it was shown, frozen when it opened."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="polls")
    body = models.CharField(max_length=9, choices=Body)
    number = models.PositiveSmallIntegerField()  # of this body on this meeting
    quorum = models.PositiveSmallIntegerField()  # members without recusal, for each item
    vote_by = models.DateTimeField(_("please vote by"), null=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    shown = models.JSONField(default=dict)
    shown_sha256 = models.CharField(max_length=64)
    reminded_at = models.DateTimeField(null=True)
    told_undecided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "body", "number"], name="poll_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(closed_at=None), name="poll_one_open"
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="poll_quorum_at_least_1"),
        ]


class Attendance(models.Model):
    """A member who takes part in a poll."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "member"], name="attendance_once")]


class Recusal(models.Model):
    """A member who takes no part in one item, by a found conflict or of their own accord."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    body = models.CharField(max_length=9, choices=Body)
    rule = models.CharField(max_length=20)  # a ConflictRule
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="recusal_once")]


class Seat(models.Model):
    """The one body in which a person votes on an item: nobody sits in both."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="seats")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    body = models.CharField(max_length=9, choices=Body)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="seat_in_one_body")]


class Vote(models.Model):
    """A member's vote on one item; changed until the poll closes, then never."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    ballot = models.CharField(max_length=7, choices=Ballot)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "seat"], name="vote_once")]


def _carried(body: str) -> Q:
    return Q(
        **{
            f"{body}_quorum__gte": 1,
            f"{body}_present__gte": F(f"{body}_quorum"),
            f"{body}_for__gt": F(f"{body}_against"),
        }
    )


class Decision(models.Model):
    """What was decided of a proposal. Once ratified it is superseded by another, never edited."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="decisions")
    item = models.ForeignKey(Item, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=7, choices=DecisionOutcome)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.TAKEN)
    amount = MoneyField(_("amount (CAD)"), default=0)
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # of eligible costs
    conditions_en = models.TextField(blank=True)
    conditions_fr = models.TextField(blank=True)
    committee_poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    committee_for = models.PositiveSmallIntegerField()
    committee_against = models.PositiveSmallIntegerField()
    committee_abstain = models.PositiveSmallIntegerField()
    committee_present = models.PositiveSmallIntegerField()  # without those recused
    committee_recused = models.PositiveSmallIntegerField()
    committee_quorum = models.PositiveSmallIntegerField()
    board_poll = models.ForeignKey(Poll, models.PROTECT, null=True, related_name="+")
    board_for = models.PositiveSmallIntegerField(default=0)
    board_against = models.PositiveSmallIntegerField(default=0)
    board_abstain = models.PositiveSmallIntegerField(default=0)
    board_present = models.PositiveSmallIntegerField(default=0)
    board_recused = models.PositiveSmallIntegerField(default=0)
    board_quorum = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField()
    ratified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # sent back, or superseded
    ended_reason = models.CharField(max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )
    reason = models.CharField(_("why it supersedes"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("decision")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state__in=["taken", "ratified"]),
                name="decision_one_standing",
            ),
            models.CheckConstraint(
                condition=_carried("committee"), name="decision_carried_by_committee"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ratified", "superseded"])
                | (Q(board_poll__isnull=False, ratified_at__isnull=False) & _carried("board")),
                name="decision_ratified_by_board",
            ),
            models.CheckConstraint(
                condition=Q(outcome="fund", amount__gt=0) | (~Q(outcome="fund") & Q(amount=0)),
                name="decision_money_if_funded",
            ),
        ]


class Letter(models.Model):
    """A decision letter as PDF, in the applicant's language, released together with the others."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter")
    language = models.CharField(max_length=2)
    file = models.FileField(upload_to="letters/%Y/%m")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_from = models.CharField(max_length=64)  # hash of the texts: stale when they change
    released_at = models.DateTimeField(null=True)
