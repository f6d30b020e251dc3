"""After ratification: letters prepared, released together; a decision superseded by another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from grappe.hub.audit.services import record
from grappe.hub.calls.models import Round
from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import EDITABLE, DecisionOutcome, DecisionState
from grappe.hub.decisions.errors import (
    FeedbackMissing,
    LettersNotReady,
    LettersReleased,
    NotRatified,
    NotStanding,
    RoundTooLate,
)
from grappe.hub.decisions.models import Decision, Letter, Meeting
from grappe.hub.decisions.services.common import day, listed, locked, reason_of
from grappe.hub.notices.services import queue
from grappe.hub.people.models import Affiliation, User
from grappe.hub.projects.services import open_project
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services import move_proposal


@transaction.atomic
def prepare_letters(
    *, meeting: Meeting, rendered: Mapping[int, bytes], by: User, at: datetime
) -> int:
    """Keep the letters of a ratified meeting, by decision, in place of earlier ones.

    They are rendered before this is called (`documents.render_letters`), so that no lock waits for
    a typesetter. Until the release they may be prepared again, as often as needed.
    """
    meeting = _unreleased(meeting)
    old: list[Letter] = []
    for decision in queries.to_be_told(meeting).filter(pk__in=rendered):
        letter = Letter.objects.filter(decision=decision).first() or Letter(decision=decision)
        if letter.pk:
            old.append(Letter(file=letter.file.name))
        content = rendered[decision.pk]
        letter.language, letter.made_at = decision.proposal.language, at
        letter.sha256 = hashlib.sha256(content).hexdigest()
        letter.made_from = queries.texts_hash(decision)
        name = f"{decision.proposal.reference}-{letter.sha256[:12]}.pdf"
        letter.file.save(name, ContentFile(content), save=False)
        letter.save()
    record("letters.prepared", meeting, by=by, at=at, letters=len(rendered))
    for letter in old:
        transaction.on_commit(partial(letter.file.delete, save=False))
    return len(rendered)


@transaction.atomic
def release_letters(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Let every applicant of the meeting read the decision, all in one act; return how many.

    The projects of what is funded are opened in the same act and not before: their directory is
    public, and would tell applicants before their letters do.
    Raises FeedbackMissing or LettersNotReady, and then nothing is released.
    """
    meeting = _unreleased(meeting)
    decisions = list(queries.to_be_told(meeting))
    _check_feedback(decisions)
    _check_letters(decisions)
    queries.letters_of(meeting).update(released_at=at)
    meeting.letters_released_at = at
    meeting.save(update_fields=["letters_released_at"])
    record("letters.released", meeting, by=by, at=at, letters=len(decisions))
    for decision in decisions:
        record(
            "decision.released",
            decision.proposal,
            by=by,
            at=at,
            outcome=decision.outcome,
            letter=decision.letter.sha256,
        )
        if decision.outcome == DecisionOutcome.FUND:
            amount = decision.amount
            open_project(decision_proposal=decision.proposal, amount=amount, by=by, at=at)
        _tell(decision, "decision.released", at)
    return len(decisions)


@transaction.atomic
def supersede(
    *, decision: Decision, to_round: Round, reason: str, by: User, at: datetime
) -> Decision:
    """End a ratified decision with a reason, and put its proposal before a later round.

    The decision itself stays as it was. The next decision taken on the proposal names it as the
    one that it supersedes.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    proposal = Proposal.objects.select_for_update().get(pk=decision.proposal_id)
    reason = reason_of(reason)
    released = Letter.objects.filter(decision=decision, released_at__isnull=False).exists()
    if decision.state != DecisionState.RATIFIED or not released:
        state = DecisionState(decision.state).label
        raise NotStanding(reference=proposal.reference, state=state)
    _check_round(to_round, proposal)
    decision.state, decision.ended_at, decision.ended_reason = DecisionState.SUPERSEDED, at, reason
    decision.save(update_fields=["state", "ended_at", "ended_reason"])
    if proposal.state != ProposalState.REVIEWED:  # a reserve never left it
        proposal = move_proposal(proposal=proposal, move="reopen", by=by, at=at, reason=reason)
    proposal.round = to_round
    proposal.save(update_fields=["round"])
    record(
        "decision.superseded",
        decision,
        by=by,
        at=at,
        from_state=DecisionState.RATIFIED,
        to_state=decision.state,
        label=proposal.reference,
        reason=reason,
        round=to_round.pk,
    )
    _tell(decision, "decision.superseded", at, reason=reason)
    return decision


def _unreleased(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    if meeting.letters_released_at:
        raise LettersReleased(meeting=str(meeting), day=day(meeting.letters_released_at))
    if meeting.ratified_at is None:
        raise NotRatified(meeting=str(meeting))
    return meeting


def _check_feedback(decisions: list[Decision]) -> None:
    lacking = [
        decision.proposal.reference
        for decision in decisions
        if decision.outcome == DecisionOutcome.DECLINE
        and not (decision.item.feedback_en and decision.item.feedback_fr)
    ]
    if lacking:
        raise FeedbackMissing(count=len(lacking), items=listed(lacking))


def _check_letters(decisions: list[Decision]) -> None:
    lacking = [
        decision.proposal.reference
        for decision in decisions
        if getattr(decision, "letter", None) is None
        or decision.letter.made_from != queries.texts_hash(decision)
    ]
    if lacking:
        raise LettersNotReady(count=len(lacking), items=listed(lacking))


def _check_round(to_round: Round, proposal: Proposal) -> None:
    meeting = Meeting.objects.filter(round=to_round).first()
    begun = meeting is not None and (meeting.state not in EDITABLE or meeting.polls.exists())
    if to_round.call_id != proposal.call_id or to_round.pk == proposal.round_id or begun:
        raise RoundTooLate(round=str(to_round))


def _tell(decision: Decision, key: str, at: datetime, **said: str) -> None:
    proposal = decision.proposal
    organisations = proposal.partners.values("organisation")
    current = Affiliation.objects.filter(organisation__in=organisations, ended_on=None)
    people = User.objects.filter(is_active=True, pk__in=current.values("user")) | (
        User.objects.filter(is_active=True, pk=proposal.created_by_id)
    )
    queue(
        key,
        to=people.distinct(),
        at=at,
        once=f"{key}/{decision.pk}",
        url=reverse("decisions:decision", args=[proposal.reference]),
        reference=proposal.reference,
        title=proposal.title_fr if proposal.language == "fr" else proposal.title_en,
        **said,
    )
