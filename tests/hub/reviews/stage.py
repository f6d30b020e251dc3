"""The stage on which reviews are played: a proposal in review, its reviewers, an officer."""

from __future__ import annotations

from datetime import timedelta

from grappe.hub.calls.models import CallVersion
from grappe.hub.reviews.services import Mark, accept_invitation, invite_reviewer, send_review
from grappe.hub.reviews.services import save_draft as save
from tests.factories import (
    NOON,
    AffiliationFactory,
    AssignmentFactory,
    CallVersionFactory,
    ProposalFactory,
    ReviewerFactory,
    RoundFactory,
    UserFactory,
)

LATER = NOON + timedelta(days=1)


def proposal_in_review(**fields):
    version = fields.pop("version", None) or CallVersionFactory()
    round_ = fields.pop("round", None) or RoundFactory(call=version.call)
    fields.setdefault("state", "in_review")
    return ProposalFactory(
        version=version, round=round_, submitted_at=NOON, summary_en="What it is about.", **fields
    )


def officer():
    return UserFactory(roles=["officer"])


def marks(impact=4, ai=3):
    return {
        "impact": Mark(impact, f"Impact deserves {impact}."),
        "ai": Mark(ai, f"AI deserves {ai}."),
    }


def accepted(proposal=None, **fields):
    return AssignmentFactory(proposal=proposal or proposal_in_review(), **fields)


def draft(assignment, impact=4, ai=3, *, revision=0, comment="", private="", at=NOON):
    return save(
        assignment=assignment,
        marks=marks(impact, ai),
        comment=comment,
        comment_private=private,
        revision=revision,
        by=assignment.reviewer.user,
        at=at,
    )


def sent(proposal=None, impact=4, ai=3, at=NOON, **fields):
    assignment = draft(accepted(proposal, **fields), impact, ai)
    return send_review(assignment=assignment, by=assignment.reviewer.user, at=at)


def invited(proposal=None, reviewer=None):
    return invite_reviewer(
        proposal=proposal or proposal_in_review(),
        reviewer=reviewer or ReviewerFactory(),
        by=officer(),
        at=NOON,
    )


def make_conflict(user, proposal):
    return AffiliationFactory(user=user, organisation=proposal.lead)


def with_reviewing(**numbers):
    version = CallVersionFactory()
    content = {**version.content, "reviewing": {k: str(v) for k, v in numbers.items()}}
    CallVersion.objects.filter(pk=version.pk).update(content=content)
    return CallVersion.objects.get(pk=version.pk)


__all__ = ["accept_invitation"]
