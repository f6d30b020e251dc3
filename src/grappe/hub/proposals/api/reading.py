"""Reading proposals."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404

from grappe.hub.proposals import documents, policies, queries
from grappe.hub.proposals.api.router import router
from grappe.hub.proposals.api.schemas import (
    Asking,
    EligibilityOut,
    FileOut,
    ProposalOut,
    ProposalWhole,
    SnapshotOut,
    seen,
)
from grappe.hub.proposals.models import Attachment, Proposal, Snapshot
from grappe.kit.access import require
from grappe.kit.api import CursorPage, Limit, Problem, cursor_page

GONE: dict[int, Any] = {404: Problem}


@router.get("/", response={200: CursorPage[ProposalOut], 400: Problem})
def proposals(
    request: Asking, state: str = "", call: str = "", cursor: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the proposals that you may see, newest change first."""
    require(policies.may_list, request.user)
    rows = queries.listed(request.user)
    if state:
        rows = rows.filter(told_state=state)
    if call:
        rows = rows.filter(call__slug=call)
    return cursor_page(rows, cursor, limit, order=["-changed_at"])


@router.get("/{int:proposal_id}", response={200: ProposalWhole, **GONE})
def proposal(request: Asking, proposal_id: int) -> Proposal:
    """Return one proposal whole."""
    found = seen(request, proposal_id)
    require(policies.may_view, request.user, found)
    return found


@router.get("/{int:proposal_id}/eligibility", response={200: EligibilityOut, **GONE})
def eligibility(request: Asking, proposal_id: int) -> dict[str, Any]:
    """Return what each rule says now, and what stands between the draft and its submission."""
    found = seen(request, proposal_id)
    require(policies.may_view, request.user, found)
    return {"rules": queries.eligibility_of(found), "gaps": queries.gaps_of(found)}


@router.get("/{int:proposal_id}/attachments", response={200: list[FileOut], **GONE})
def attachments(request: Asking, proposal_id: int) -> list[Attachment]:
    """List the attachments."""
    found = seen(request, proposal_id)
    require(policies.may_view, request.user, found)
    return queries.files_of(found)


@router.get("/{int:proposal_id}/attachments/{int:file_id}", response=GONE)
def download(request: Asking, proposal_id: int, file_id: int) -> Any:
    """Return the content of an attachment."""
    found = seen(request, proposal_id)
    require(policies.may_view, request.user, found)
    file = get_object_or_404(found.attachments.filter(removed_at=None), pk=file_id)
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.get("/{int:proposal_id}/versions", response={200: list[SnapshotOut], **GONE})
def versions(request: Asking, proposal_id: int) -> list[Snapshot]:
    """List the frozen versions, newest first."""
    found = seen(request, proposal_id)
    require(policies.may_view, request.user, found)
    return list(found.snapshots.order_by("-number"))


@router.get("/{int:proposal_id}/versions/{int:number}", response=GONE)
def frozen(request: Asking, proposal_id: int, number: int) -> Any:
    """Return a frozen version byte for byte: its SHA-256 is the fingerprint on the receipt."""
    snapshot = _snapshot(request, proposal_id, number)
    return HttpResponse(bytes(snapshot.content), content_type="application/json")


@router.get("/{int:proposal_id}/versions/{int:number}/receipt", response=GONE)
def receipt(request: Asking, proposal_id: int, number: int) -> Any:
    """Return the receipt of a frozen version as PDF."""
    snapshot = _snapshot(request, proposal_id, number)
    return HttpResponse(documents.receipt(snapshot), content_type="application/pdf")


def _snapshot(request: Asking, proposal_id: int, number: int) -> Snapshot:
    found = seen(request, proposal_id)
    require(policies.may_view, request.user, found)
    return get_object_or_404(found.snapshots, number=number)
