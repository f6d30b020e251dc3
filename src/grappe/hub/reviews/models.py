"""Experts, their conflicts, their assignments, and what they wrote."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.reviews.enums import (
    AssignedBy,
    AssignmentState,
    DeclineReason,
    Expertise,
)


class Reviewer(models.Model):
    """A person's profile as an expert."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewer")
    headline = models.CharField(_("in one line"), max_length=200, blank=True)
    reads_french = models.BooleanField(_("reads French"), default=False)
    reads_english = models.BooleanField(_("reads English"), default=True)
    load_most = models.PositiveSmallIntegerField(_("reviews at a time, at most"), default=5)
    agreed_at = models.DateTimeField(_("agreement accepted at"), null=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.user)


class DeclaredExpertise(models.Model):
    """A field that an expert declares, from 1 (knows of it) to 3 (leads in it)."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="expertise")
    field = models.CharField(max_length=13, choices=Expertise)
    level = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "field"], name="expertise_once"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 3)), name="expertise_level_1_to_3"
            ),
        ]


class PastWork(models.Model):
    """A work that shows expertise, and with whom: joint work makes a conflict for 3 years."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="past_work")
    title = models.CharField(_("work"), max_length=250)
    abstract = models.TextField(_("abstract"), blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    organisation = models.ForeignKey(
        "people.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with"),
    )
    ended_on = models.DateField(_("until"), null=True, blank=True)
    url = models.URLField(_("link"), blank=True)


class Assignment(models.Model):
    """One reviewer's work on one proposal."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=9, choices=AssignmentState, default=AssignmentState.INVITED)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_by = models.CharField(max_length=6, choices=AssignedBy, default=AssignedBy.HAND)
    reason = models.CharField(_("why this reviewer"), max_length=500, blank=True)
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=9, choices=DeclineReason, blank=True)
    decline_note = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    comment = models.TextField(_("overall"), blank=True)
    comment_private = models.TextField(_("for the committee only"), blank=True)
    revision = models.PositiveIntegerField(default=0)  # of the review; counts saves
    score = models.DecimalField(  # weighted, of the review as sent last; kept by the services
        max_digits=6, decimal_places=3, null=True, editable=False
    )
    is_lead = models.BooleanField(_("writes the consensus"), default=False)
    cancel_reason = models.CharField(max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="assignment_once"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=models.Q(is_lead=True),
                name="assignment_one_lead",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="assignment_reviewer")]


class Score(models.Model):
    """A score on one criterion, with its justification."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)
    value = models.SmallIntegerField(null=True)  # None: not chosen yet
    justification = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="score_once")
        ]


class ReviewRevision(models.Model):
    """A review as it was sent, each time it was sent."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sent_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="review_revision_once")
        ]


class DiscussionPost(models.Model):
    """A word among the reviewers of a proposal and the officers."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="discussion")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField()
    at = models.DateTimeField()


class Consensus(models.Model):
    """What the reviewers agree on, written down by one of them or by an officer."""

    proposal = models.OneToOneField("proposals.Proposal", models.PROTECT, related_name="consensus")
    scores = models.JSONField(default=dict)  # criterion -> score
    text_en = models.TextField(blank=True)
    text_fr = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Standing(models.Model):
    """A proposal's weighted score and spread, kept by the services so that lists sort by it."""

    proposal = models.OneToOneField(
        "proposals.Proposal", models.CASCADE, related_name="standing", primary_key=True
    )
    score = models.DecimalField(max_digits=6, decimal_places=3, null=True)  # criteria's scale
    mean = models.DecimalField(max_digits=6, decimal_places=3, null=True)  # of the sent reviews
    by_consensus = models.BooleanField(default=False)  # `score` is the consensus, not the mean
    spread = models.DecimalField(max_digits=6, decimal_places=3, null=True)  # highest - lowest
    reviews_sent = models.PositiveSmallIntegerField(default=0)
    reviews_asked = models.PositiveSmallIntegerField(default=0)
    disputed = models.BooleanField(default=False)  # spread above the call's threshold

    class Meta:
        indexes = [models.Index(fields=["-score"], name="standing_score")]
