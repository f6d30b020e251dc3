"""What a reader is told of a proposal's state: its own people hear of a decision by its letter."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value, When

from grappe.hub.audit.models import Event
from grappe.hub.proposals.enums import ProposalState
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.queries.visibility import own_side, visible_to

S = ProposalState
# What its own people read as "in review" until the letter of a standing decision is released.
HELD_BACK = frozenset({S.IN_REVIEW, S.REVIEWED, S.SELECTED, S.DECLINED, S.RATIFIED})
# Acts that its own people do not hear of before the letter.
SEALED_VERBS = frozenset(
    {
        "proposal.review_closed",
        "proposal.selected",
        "proposal.declined",
        "proposal.ratified",
        "proposal.sent_back",
    }
)
RELEASED = "decision.released"
_TOLD = Q(decisions__letter__released_at__isnull=False)
_KIND = "proposals.proposal"


def released() -> Exists:
    """Select the proposals whose standing decision was told by its letter."""
    told = Proposal.objects.filter(
        pk=OuterRef("pk"),
        decisions__state="ratified",
        decisions__letter__released_at__isnull=False,
    )
    return Exists(told)


def with_told_state(proposals: QuerySet[Proposal], user: Any) -> QuerySet[Any]:
    """Return the proposals with `told_state`: the state that this person may know of each.

    On one's own side a proposal is "in review" until its letter, whatever else one is; lists,
    filters, sorting, files and programs use it in place of `state`.
    """
    sealed = Q(state__in=HELD_BACK) & own_side(user) & ~Q(released())
    told = Case(
        When(sealed, then=Value(S.IN_REVIEW.value)),
        default=F("state"),
        output_field=CharField(max_length=13),
    )
    return proposals.annotate(told_state=told)


def told_state(user: Any, proposal: Proposal) -> str:
    """Return the state that a person may know; a proposal read with `with_told_state` knows it."""
    if proposal.state not in HELD_BACK:
        return proposal.state
    one = with_told_state(Proposal.objects.filter(pk=proposal.pk), user)
    return str(one.values_list("told_state", flat=True).get())


def told_to_applicants(proposal: Proposal) -> ProposalState:
    """Return the state that its own people may know, whoever asks: refusals name this one."""
    state = S(proposal.state)
    if state in HELD_BACK and not Proposal.objects.filter(released(), pk=proposal.pk).exists():
        return S.IN_REVIEW
    return state


def has_letter(proposal: Proposal) -> bool:
    """Say whether a decision on a proposal was ever told by a letter."""
    known: bool | None = getattr(proposal, "lettered", None)  # read with `with_letter`
    if known is not None:
        return known
    return Proposal.objects.filter(_TOLD, pk=proposal.pk).exists()


def with_letter(proposals: QuerySet[Any]) -> QuerySet[Any]:
    """Return the proposals with `lettered`: whether a decision was ever told by a letter."""
    told = Exists(Proposal.objects.filter(_TOLD, pk=OuterRef("pk")))
    lettered: QuerySet[Any] = proposals.annotate(lettered=told)
    return lettered


def told_events(proposal: Proposal) -> QuerySet[Event]:
    """Return the trace of a proposal as its own people may read it: sealed acts after the letter."""
    events = Event.objects.filter(kind=_KIND, object_id=str(proposal.pk))
    last = events.filter(verb=RELEASED).aggregate(last=Max("sequence"))["last"] or 0
    return events.exclude(verb__in=SEALED_VERBS, sequence__gt=last)


def sees_proposal(user: Any, pk: str) -> bool:
    """Say whether a person may know of a proposal, for programs that are told of it."""
    return pk.isdecimal() and visible_to(user).filter(pk=int(pk)).exists()


def hears(user: Any, pk: str, verb: str) -> bool:
    """Say whether a person may be told now of an act on a proposal that they may know of."""
    if verb not in SEALED_VERBS:
        return True
    own = Proposal.objects.filter(own_side(user), pk=int(pk))
    return not own.exists() or own.filter(released()).exists()
