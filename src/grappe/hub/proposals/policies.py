"""Who may do what to a proposal: asked by page, list, file, API and export alike."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet, Value
from django.utils import timezone

from grappe.hub.proposals import queries
from grappe.hub.proposals.conflicts import barred
from grappe.hub.proposals.enums import OPEN_STATES, PROPOSAL_MOVES
from grappe.hub.proposals.models import Partner, Proposal
from grappe.kit.access import SIGNED_IN, ClusterRole, rule

# A cluster role counts only without a conflict of interest with the consortium.
FREE_OFFICER = "officer without conflict"
FREE_DIRECTOR = "director without conflict"
_FREE = {ClusterRole.OFFICER: FREE_OFFICER, ClusterRole.DIRECTOR: FREE_DIRECTOR}

LEAD_EDITORS = {"lead_owner", "lead_editor"}
EDITORS = LEAD_EDITORS | {"partner_owner", "partner_editor"}
PART_WRITERS = {"part_owner", "part_editor", "part_finance", "lead_owner", "lead_editor"}


def relations(user: Any, proposal: Proposal | None) -> frozenset[str]:
    """Return what a person is to a proposal: lead_owner, partner_finance, creator, visible…

    Kept on the person for the length of a request, so that a page asks once.
    """
    if proposal is None or not user.is_authenticated:
        return frozenset()
    known: dict[int, frozenset[str]] = user.__dict__.setdefault("_proposal_relations", {})
    if proposal.pk not in known:
        found = with_conflict(queries.visible_to(user), user).filter(pk=proposal.pk)
        conflicted = found.values_list("conflicted", flat=True).first()  # None: not visible
        known[proposal.pk] = _relations(user, proposal, conflicted)
    return known[proposal.pk]


def with_conflict(proposals: QuerySet[Proposal], user: Any) -> QuerySet[Any]:
    """Return the proposals with `conflicted`: whether the person is in conflict with each."""
    if not _screens(user):
        return proposals.annotate(conflicted=Value(value=True))
    conflict = ExpressionWrapper(barred(user, timezone.now()), output_field=BooleanField())
    return proposals.annotate(conflicted=conflict)


def remember(user: Any, proposal: Any) -> None:
    """Keep what a person is to a visible proposal that was read `with_conflict` for them."""
    known: dict[int, frozenset[str]] = user.__dict__.setdefault("_proposal_relations", {})
    known[proposal.pk] = _relations(user, proposal, proposal.conflicted)


def part_relations(user: Any, partner: Partner | None) -> frozenset[str]:
    """Return what a person is to one partner's part: part_owner…, and to the proposal."""
    if partner is None or not user.is_authenticated:
        return frozenset()
    own = {
        f"part_{role}"
        for organisation, role in queries.roles_by_organisation(user)
        if organisation == partner.organisation_id
    }
    return relations(user, partner.proposal) | own


def organisation_relations(user: Any, organisation: Any) -> frozenset[str]:
    """Return a person's roles in an organisation, as "owner of the organisation"…"""
    if organisation is None or not user.is_authenticated:
        return frozenset()
    return frozenset(
        f"{role} of the organisation"
        for pk, role in queries.roles_by_organisation(user)
        if pk == organisation.pk
    )


def forget(user: Any) -> None:
    """Drop what was kept for the request, after the person changed the consortium."""
    user.__dict__.pop("_proposal_relations", None)
    user.__dict__.pop("_organisation_roles", None)


def _screens(user: Any) -> list[str]:
    return [_FREE[role] for role in _FREE if role in user.cluster_roles]


def _relations(user: Any, proposal: Proposal, conflicted: bool | None) -> frozenset[str]:
    """Return the relations; `conflicted` is None when the proposal is not visible at all."""
    found = {"creator"} if proposal.created_by_id == user.pk else set()
    roles = dict(queries.roles_by_organisation(user))
    parts = dict(proposal.partners.values_list("organisation_id", "is_lead")) if roles else {}
    for organisation, is_lead in parts.items():
        if role := roles.get(organisation):
            found.add(f"{'lead' if is_lead else 'partner'}_{role}")
    if conflicted is not None:
        found.add("visible")
        found.update(() if conflicted else _screens(user))
    return frozenset(found)


may_list = rule("proposal.list", {SIGNED_IN})
may_view = rule("proposal.view", {"visible"}, relations=relations)
may_start = rule(
    "proposal.start",
    {"owner of the organisation", "editor of the organisation"},
    relations=organisation_relations,
)
may_work = rule("proposal.work", EDITORS | {"lead_finance", "partner_finance"}, relations=relations)
may_edit = rule("proposal.edit", EDITORS, when=OPEN_STATES, relations=relations)
may_manage_partners = rule(
    "proposal.manage_partners", LEAD_EDITORS, when=OPEN_STATES, relations=relations
)
may_edit_part = rule("proposal.edit_part", PART_WRITERS, relations=part_relations)
may_confirm_part = rule(
    "proposal.confirm_part", {"part_owner", "part_finance"}, relations=part_relations
)
may_leave = rule("proposal.leave", {"part_owner"}, relations=part_relations)
may_import_budget = rule(
    "proposal.import_budget",
    LEAD_EDITORS | {"lead_finance"},
    when=OPEN_STATES,
    relations=relations,
)
may_submit = rule(
    "proposal.submit",
    LEAD_EDITORS,
    when=PROPOSAL_MOVES.sources("submit") | PROPOSAL_MOVES.sources("submit_eoi"),
    relations=relations,
)
may_withdraw = rule(
    "proposal.withdraw",
    {"lead_owner"},
    when=PROPOSAL_MOVES.sources("withdraw"),
    relations=relations,
)
SCREENERS = {FREE_OFFICER, FREE_DIRECTOR}
may_return = rule(
    "proposal.return",
    SCREENERS,
    when=PROPOSAL_MOVES.sources("return") | PROPOSAL_MOVES.sources("return_eoi"),
    relations=relations,
)
may_invite = rule(
    "proposal.invite", SCREENERS, when=PROPOSAL_MOVES.sources("invite"), relations=relations
)
may_assign_round = rule(
    "proposal.assign_round",
    SCREENERS,
    when={"submitted", "in_review", "reviewed"},
    relations=relations,
)
