"""Who may do what with reviews: asked by page, list, export and API alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from grappe.hub.proposals.enums import PROPOSAL_MOVES
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import ASSIGNMENT_MOVES, OWED, AssignmentState
from grappe.hub.reviews.models import Assignment, Reviewer
from grappe.kit.access import ClusterRole, rule

# A cluster role counts only without a conflict of interest with the consortium.
FREE_OFFICER = "officer without conflict"
FREE_DIRECTOR = "director without conflict"
MANAGERS = {FREE_OFFICER, FREE_DIRECTOR}
_FREE = {ClusterRole.OFFICER: FREE_OFFICER, ClusterRole.DIRECTOR: FREE_DIRECTOR}
ASKED, WROTE, LEADS, READS = "asked reviewer", "reviewer who sent", "lead reviewer", "reads reviews"


def proposal_relations(user: Any, proposal: Proposal | None) -> frozenset[str]:
    """Return what a person is to the reviews of a proposal.

    Kept on the person for the length of a request, so that a page asks once.
    """
    if proposal is None or not user.is_authenticated:
        return frozenset()
    known: dict[int, frozenset[str]] = user.__dict__.setdefault("_review_relations", {})
    if proposal.pk not in known:
        known[proposal.pk] = _proposal_relations(user, proposal, timezone.now())
    return known[proposal.pk]


def _proposal_relations(user: Any, proposal: Proposal, at: datetime) -> frozenset[str]:
    found = set()
    mine = queries.my_assignments(user, at).filter(proposal=proposal).first()
    owes = mine is not None and mine.state in OWED
    if mine is not None and mine.state in (AssignmentState.ACCEPTED, AssignmentState.INVITED):
        found.add(ASKED)
    if mine is not None and mine.state == AssignmentState.SUBMITTED:
        found |= {WROTE, READS} | ({LEADS} if mine.is_lead else set())
    if queries.seen_by_cluster(user, at).filter(pk=proposal.pk).exists():
        found |= {_FREE[role] for role in _FREE if role in user.cluster_roles}
        found |= set() if owes else {READS}
    # Whoever owes a review manages nothing of it: the page would show the others' work.
    return frozenset(found - MANAGERS if owes else found)


def assignment_relations(user: Any, assignment: Assignment | None) -> frozenset[str]:
    """Return what a person is to one assignment: its reviewer, or what they are to the proposal."""
    if assignment is None or not user.is_authenticated:
        return frozenset()
    found = proposal_relations(user, assignment.proposal) & MANAGERS
    if queries.my_assignments(user, timezone.now()).filter(pk=assignment.pk).exists():
        found |= {"its reviewer"}
    return found


def profile_relations(user: Any, reviewer: Reviewer | None) -> frozenset[str]:
    """Return whether a profile is the person's own."""
    own = reviewer is not None and user.is_authenticated and reviewer.user_id == user.pk
    return frozenset({"its owner"}) if own else frozenset()


STAFF = {ClusterRole.OFFICER, ClusterRole.DIRECTOR}
may_have_profile = rule("review.profile", {ClusterRole.REVIEWER})
may_list_mine = rule("review.list_own", {ClusterRole.REVIEWER})
may_see_pool = rule("review.pool", STAFF | {ClusterRole.AUDITOR})
may_see_board = rule("review.board", STAFF | {ClusterRole.AUDITOR})
may_rank = rule(
    "review.rank", STAFF | {ClusterRole.AUDITOR, ClusterRole.COMMITTEE, ClusterRole.BOARD}
)
may_check_person = rule("review.check_person", STAFF)
may_answer = rule(
    "review.answer",
    {"its reviewer"},
    when=ASSIGNMENT_MOVES.sources("accept"),
    relations=assignment_relations,
)
may_step_back = rule(
    "review.step_back",
    {"its reviewer"},
    when=ASSIGNMENT_MOVES.sources("decline"),
    relations=assignment_relations,
)
may_write = rule(
    "review.write",
    {"its reviewer"},
    when=ASSIGNMENT_MOVES.sources("send"),
    relations=assignment_relations,
)
may_revise = rule(
    "review.revise",
    {"its reviewer"},
    when=ASSIGNMENT_MOVES.sources("revise"),
    relations=assignment_relations,
)
may_remind = rule("review.remind", MANAGERS, when=OWED, relations=assignment_relations)
may_cancel = rule(
    "review.cancel",
    MANAGERS,
    when=ASSIGNMENT_MOVES.sources("cancel"),
    relations=assignment_relations,
)
may_read = rule("review.read", {READS}, relations=proposal_relations)
may_discuss = rule(
    "review.discuss", {WROTE, *MANAGERS}, when={"in_review"}, relations=proposal_relations
)
may_agree = rule(
    "review.consensus", {LEADS, *MANAGERS}, when={"in_review"}, relations=proposal_relations
)
may_assign = rule(
    "review.assign", MANAGERS, when={"submitted", "in_review"}, relations=proposal_relations
)
may_start = rule(
    "review.start",
    MANAGERS,
    when=PROPOSAL_MOVES.sources("start_review"),
    relations=proposal_relations,
)
may_close = rule(
    "review.close",
    MANAGERS,
    when=PROPOSAL_MOVES.sources("close_review"),
    relations=proposal_relations,
)
may_declare = rule(
    "review.declare_conflict", {ASKED, WROTE, READS, *MANAGERS}, relations=proposal_relations
)
