"""Writing a draft."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import File, Form
from ninja.files import UploadedFile
from ninja.responses import Status

from grappe.hub.calls import queries as calls
from grappe.hub.proposals import policies, queries, services
from grappe.hub.proposals.api.router import router
from grappe.hub.proposals.api.schemas import (
    AnswerOut,
    AnswersIn,
    Asking,
    BasicsIn,
    FileOut,
    ProposalWhole,
    StartIn,
    seen,
)
from grappe.hub.proposals.models import Answer, Attachment, Proposal
from grappe.kit.access import require
from grappe.kit.api import Problem

REFUSED: dict[int, Any] = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.post("/", response={201: ProposalWhole, **REFUSED})
def start(request: Asking, body: StartIn) -> Status[Proposal]:
    """Start a draft under an open call for an organisation of yours."""
    call = get_object_or_404(calls.visible_to(request.user), slug=body.call)
    mine = queries.organisations_to_start_for(request.user)
    organisation = get_object_or_404(mine, pk=body.organisation)
    require(policies.may_start, request.user, organisation)
    started = services.start_proposal(
        call=call,
        organisation=organisation,
        title=body.title,
        kind=body.kind,
        by=request.user,
        at=now(),
    )
    return Status(201, started)


@router.patch("/{int:proposal_id}", response={200: ProposalWhole, **REFUSED})
def change_basics(request: Asking, proposal_id: int, body: BasicsIn) -> Proposal:
    """Change some of the basics."""
    proposal = seen(request, proposal_id)
    require(policies.may_edit, request.user, proposal)
    values = body.model_dump(exclude_unset=True)
    return services.set_basics(proposal=proposal, values=values, by=request.user, at=now())


@router.put("/{int:proposal_id}/answers", response={200: list[AnswerOut], **REFUSED})
def put_answers(request: Asking, proposal_id: int, body: AnswersIn) -> list[Answer]:
    """Save answers, all or none. 409 kit.stale holds both texts if somebody else saved first."""
    proposal = seen(request, proposal_id)
    require(policies.may_edit, request.user, proposal)
    saved = services.set_answers(
        proposal=proposal,
        answers={key: one.value for key, one in body.answers.items()},
        revisions={key: one.revision for key, one in body.answers.items()},
        by=request.user,
        at=now(),
    )
    return list(saved.values())


@router.post("/{int:proposal_id}/attachments", response={201: FileOut, **REFUSED})
def attach(
    request: Asking,
    proposal_id: int,
    file: File[UploadedFile],
    question: Form[str] = "",
) -> Status[Attachment]:
    """Attach a file to the proposal, or to one of its questions for files."""
    proposal = seen(request, proposal_id)
    require(policies.may_edit, request.user, proposal)
    kept = services.attach(
        proposal=proposal, file=file, question=question, by=request.user, at=now()
    )
    return Status(201, kept)


@router.delete("/{int:proposal_id}/attachments/{int:file_id}", response={204: None, **REFUSED})
def remove_attachment(request: Asking, proposal_id: int, file_id: int) -> Status[None]:
    """Take an attachment off a draft."""
    proposal = seen(request, proposal_id)
    require(policies.may_edit, request.user, proposal)
    attachment = get_object_or_404(proposal.attachments.filter(removed_at=None), pk=file_id)
    services.remove_attachment(attachment=attachment, by=request.user, at=now())
    return Status(204, None)
