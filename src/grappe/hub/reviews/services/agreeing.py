"""Reviewers and officers talk about a proposal, and write down what they agree on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User
from grappe.hub.proposals.conflicts import conflicts_for
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.errors import (
    Incomplete,
    NothingToSay,
    NotYet,
    ScoreOutside,
    UnknownCriterion,
)
from grappe.hub.reviews.models import Assignment, Consensus, DiscussionPost
from grappe.hub.reviews.services.checks import lock_proposal, text
from grappe.hub.reviews.services.standings import refresh_standing

IN_REVIEW = frozenset({ProposalState.IN_REVIEW})


@transaction.atomic
def post_to_discussion(*, proposal: Proposal, body: str, by: User, at: datetime) -> DiscussionPost:
    """Say something to the reviewers who sent their review and to the officers."""
    proposal = lock_proposal(proposal, within=IN_REVIEW)
    body = text(body, field=_("message"))
    if not body:
        raise NothingToSay
    if not queries.may_read_others(by, proposal, at):
        raise NotYet
    post = DiscussionPost.objects.create(proposal=proposal, author=by, body=body, at=at)
    record("review.posted", post, by=by, at=at, label=f"{proposal.reference} · {by}")
    queue(
        "review.posted",
        to=[one for one in _listening(proposal, at) if one.pk != by.pk],
        at=at,
        once=f"review.posted/{post.pk}",
        url=reverse("reviews:proposal", args=[proposal.pk]),
        reference=proposal.reference,
    )
    return post


@transaction.atomic
def write_consensus(
    *,
    proposal: Proposal,
    scores: Mapping[str, int],
    text_en: str,
    text_fr: str,
    by: User,
    at: datetime,
) -> Consensus:
    """Write down scores and a text in both languages that stand for all reviews of a proposal."""
    proposal = lock_proposal(proposal, within=IN_REVIEW)
    if not queries.may_read_others(by, proposal, at):
        raise NotYet
    definition = proposal.version.definition
    criteria = {criterion.key: criterion for criterion in definition.criteria}
    for key, value in scores.items():
        if key not in criteria:
            raise UnknownCriterion(criterion=str(key)[:40])
        one = criteria[key]
        if not one.least <= value <= one.most:
            raise ScoreOutside(
                criterion=one.title, least=one.least, most=one.most, value=str(value)[:20]
            )
    english = text(text_en, field=_("consensus (English)"))
    french = text(text_fr, field=_("consensus (French)"))
    missing = [
        _("“%(criterion)s” has no score.") % {"criterion": one.title}
        for key, one in criteria.items()
        if key not in scores
    ]
    missing += [] if english else [_("The English text is empty.")]
    missing += [] if french else [_("The French text is empty.")]
    if missing:
        raise Incomplete(count=len(missing), first=missing[0])
    consensus, made = Consensus.objects.update_or_create(
        proposal=proposal,
        defaults={
            "scores": dict(scores),
            "text_en": english,
            "text_fr": french,
            "by": by,
            "at": at,
        },
    )
    verb = "review.consensus_written" if made else "review.consensus_changed"
    record(verb, consensus, by=by, at=at, label=proposal.reference, scores=dict(scores))
    refresh_standing(proposal=proposal, at=at)
    return consensus


@transaction.atomic
def withdraw_consensus(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Take a consensus back: the mean of the reviews counts again."""
    proposal = lock_proposal(proposal, within=IN_REVIEW)
    consensus = Consensus.objects.filter(proposal=proposal).first()
    if consensus is not None:
        record("review.consensus_withdrawn", consensus, by=by, at=at, label=proposal.reference)
        consensus.delete()
        refresh_standing(proposal=proposal, at=at)


def _listening(proposal: Proposal, at: datetime) -> list[User]:
    """Return who may read the discussion: reviewers who sent, and officers, without conflict."""
    sent = Assignment.objects.filter(proposal=proposal, state=AssignmentState.SUBMITTED)
    reviewers = [one.reviewer.user for one in sent.select_related("reviewer__user")]
    conflicts = conflicts_for(reviewers, proposal, at)
    free = [one for one in reviewers if not conflicts[one.pk] and one.is_active]
    return [*free, *queries.free_officers(proposal, at)]
