"""Handing in: what was ready is frozen byte for byte, and everybody concerned is told."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from grappe.hub.audit.services import record
from grappe.hub.calls import queries as calls
from grappe.hub.calls.enums import StageKey
from grappe.hub.notices.services import queue
from grappe.hub.people.models import User
from grappe.hub.people.queries import holders_of
from grappe.hub.proposals import queries
from grappe.hub.proposals.conflicts import conflicts_for
from grappe.hub.proposals.enums import PROPOSAL_MOVES, ProposalState
from grappe.hub.proposals.errors import BeingDecided, NewerVersion, NotReady, TooLate
from grappe.hub.proposals.models import Proposal, Snapshot
from grappe.hub.proposals.services.consortium import confirm_part
from grappe.hub.proposals.services.moves import draft, locked, move_proposal
from grappe.hub.proposals.services.starting import moment, open_version
from grappe.hub.proposals.services.totals import refresh_totals
from grappe.kit.access import ClusterRole


@transaction.atomic
def submit_proposal(*, proposal: Proposal, by: User, at: datetime) -> Snapshot:
    """Hand in an expression of interest or a full proposal, and freeze it.

    Raise WrongState when it is handed in already, CallNotOpen or TooLate by the clock, NewerVersion,
    or NotReady with every gap; then nothing changes. Who submits confirms the lead's own part.
    """
    proposal = locked(proposal)
    move = "submit_eoi" if proposal.state == ProposalState.EOI_DRAFT else "submit"
    label = queries.told_to_applicants(proposal).label
    PROPOSAL_MOVES.target(move, proposal.state, label=label)
    check_window(proposal, at)
    newest = queries.newest_version(proposal)
    if newest.pk != proposal.version_id:
        raise NewerVersion(number=newest.number)
    if gaps := queries.gaps_of(proposal):
        raise NotReady(
            count=len(gaps),
            first=gaps[0].text,
            gaps=[{"section": g.section, "anchor": g.anchor, "text": g.text} for g in gaps],
        )
    lead = proposal.partners.select_related("organisation", "proposal").get(is_lead=True)
    if lead.confirmed_at is None:
        confirm_part(partner=lead, seen=queries.part_digest(lead), by=by, at=at)
    snapshot = _freeze(proposal, by=by, at=at)
    moved = move_proposal(
        proposal=proposal, move=move, by=by, at=at, sha256=snapshot.sha256, number=snapshot.number
    )
    moved.submitted_at, moved.return_due_at = at, None
    if move == "submit" and moved.round_id is None:
        moved.round = calls.round_for(moved.call, at)
    moved.save(update_fields=["submitted_at", "return_due_at", "round"])
    _tell_submitted(moved, snapshot, by=by, at=at)
    return snapshot


def check_window(proposal: Proposal, at: datetime) -> None:
    """Raise CallNotOpen or TooLate unless the proposal may be handed in at this moment."""
    if proposal.return_due_at is None:
        open_version(proposal.call, at)
    elif at > proposal.return_due_at:
        raise TooLate(due=moment(proposal.return_due_at))


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, reason: str, by: User, at: datetime) -> Proposal:
    """Take a proposal back for good; the consortium is told, and the officers if it was handed in."""
    proposal = locked(proposal)
    sealed = queries.told_to_applicants(proposal) == ProposalState.IN_REVIEW
    if sealed and proposal.state not in PROPOSAL_MOVES.sources("withdraw"):
        raise BeingDecided(reference=proposal.reference)
    moved = move_proposal(proposal=proposal, move="withdraw", by=by, at=at, reason=reason)
    once = f"proposal.withdrawn/{moved.pk}"
    people = list(queries.people_of_proposal(moved))
    if moved.submitted_at is not None:
        people += free_officers(moved, at)
    tell_about("proposal.withdrawn", moved, to=people, by=by, at=at, once=once, reason=reason)
    return moved


@transaction.atomic
def adopt_version(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Let a draft answer the call's newest version; its answers are kept."""
    proposal = draft(proposal)
    newest = queries.newest_version(proposal)
    if newest.pk == proposal.version_id:
        return proposal
    before = proposal.version.number
    proposal.version, proposal.changed_at = newest, at
    proposal.save(update_fields=["version", "changed_at"])
    record("proposal.version_adopted", proposal, by=by, at=at, before=before, after=newest.number)
    return refresh_totals(proposal)


def _freeze(proposal: Proposal, *, by: User, at: datetime) -> Snapshot:
    number = proposal.snapshots.count() + 1
    document = queries.document_of(proposal)
    document |= {"number": number, "taken_at": at, "taken_by": str(by)}
    content = queries.canonical(document)
    return Snapshot.objects.create(
        proposal=proposal,
        number=number,
        stage=queries.stage_of(proposal),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        taken_by=by,
        taken_at=at,
    )


def _tell_submitted(proposal: Proposal, snapshot: Snapshot, *, by: User, at: datetime) -> None:
    once = f"proposal.submitted/{proposal.pk}/{snapshot.number}"
    said = {"sha256": snapshot.sha256, "number": str(snapshot.number), "when": moment(at)}
    people = queries.people_of_proposal(proposal)
    key = "proposal.submitted" if snapshot.stage == StageKey.FULL else "proposal.eoi_submitted"
    url = reverse("proposals:receipt", args=[proposal.pk, snapshot.number])
    queue(key, to=people, at=at, once=once, url=url, proposal=proposal, who=by, **said)
    officers = [one for one in free_officers(proposal, at) if one.pk != by.pk]
    tell_about("proposal.received", proposal, to=officers, by=by, at=at, once=f"{once}/received")


def free_officers(proposal: Proposal, at: datetime) -> list[Any]:
    """Return the programme officers without a conflict of interest with a consortium."""
    officers = list(holders_of(ClusterRole.OFFICER))
    conflicts = conflicts_for(officers, proposal, at)
    return [officer for officer in officers if not conflicts[officer.pk]]


def tell_about(
    key: str,
    proposal: Proposal,
    *,
    to: Any,
    by: User,
    at: datetime,
    once: str,
    reason: str = "",
    due: datetime | None = None,
) -> None:
    """Queue a letter about a proposal."""
    url = reverse("proposals:proposal", args=[proposal.pk])
    queue(
        key,
        to=to,
        at=at,
        once=once,
        url=url,
        proposal=proposal,
        call=proposal.call,
        who=by,
        reason=reason,
        due=due,
    )
