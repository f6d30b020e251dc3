"""Answers to the call's questions; the later of two savers sees both texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from grappe.hub.people.models import User
from grappe.hub.proposals import queries
from grappe.hub.proposals.errors import StaleAnswer, UnknownQuestion
from grappe.hub.proposals.models import Answer, Proposal
from grappe.hub.proposals.services.cleaning import clean_answer
from grappe.hub.proposals.services.moves import draft
from grappe.hub.proposals.services.starting import moment


def set_answer(
    *,
    proposal: Proposal,
    question: str,
    value: Any,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Answer | None:
    """Save one answer; raise StaleAnswer, with both texts, if somebody else changed it since."""
    revisions = None if revision is None else {question: revision}
    saved = set_answers(
        proposal=proposal, answers={question: value}, revisions=revisions, by=by, at=at
    )
    return saved.get(question)


@transaction.atomic
def set_answers(
    *,
    proposal: Proposal,
    answers: Mapping[str, Any],
    by: User,
    at: datetime,
    revisions: Mapping[str, int] | None = None,
) -> dict[str, Answer]:
    """Save answers by question, all or none; return those that are stored.

    `revisions` are those that the person had before them (0: not answered yet); None saves without
    looking. An answer that somebody else changed meanwhile to something else raises StaleAnswer with
    both texts, and nothing is saved.
    """
    proposal = draft(proposal)
    questions = queries.definition_of(proposal).questions()
    stored = {a.question: a for a in proposal.answers.select_related("changed_by")}
    fresh: list[Answer] = []
    stale: list[dict[str, Any]] = []
    for key, raw in answers.items():
        if key not in questions:
            raise UnknownQuestion(question=key[:60])
        value, answer = clean_answer(questions[key], raw), stored.get(key)
        if (answer.value if answer else None) == value:
            continue
        if answer and revisions is not None and revisions.get(key, 0) != answer.revision:
            stale.append(both(key, value, answer.value, answer.revision, answer))
            continue
        answer = answer or Answer(proposal=proposal, question=key, revision=0)
        answer.value, answer.revision = value, answer.revision + 1
        answer.changed_by, answer.changed_at = by, at
        fresh.append(answer)
    if stale:
        raise StaleAnswer(who=stale[0]["who"], at=stale[0]["at"], conflicts=stale)
    for answer in fresh:
        answer.save()
        stored[answer.question] = answer
    if fresh:
        touch(proposal, at)
    return {key: stored[key] for key in answers if key in stored}


def both(key: str, mine: Any, theirs: Any, revision: int, changed: Any) -> dict[str, Any]:
    """Return both texts of one conflict, who wrote the other, and when."""
    return {
        "question": key,
        "mine": mine,
        "theirs": theirs,
        "revision": revision,
        "who": str(changed.changed_by),
        "at": moment(changed.changed_at),
    }


def touch(proposal: Proposal, at: datetime) -> None:
    """Note that a proposal changed."""
    proposal.changed_at = at
    proposal.save(update_fields=["changed_at"])
