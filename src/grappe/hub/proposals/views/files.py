"""Attachments: added, removed, and given only to those who may read the proposal."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from grappe.hub.calls.enums import QuestionKind
from grappe.hub.proposals import policies, queries, services
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.views.common import Request, found, keeps_text, step, workspace
from grappe.kit.access import require
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


@keeps_text
def files(request: Request, pk: int) -> HttpResponse:
    """Show the attachments."""
    return _show(request, found(request, pk))


@require_POST
@keeps_text
def attach(request: Request, pk: int) -> HttpResponse:
    """Add files."""
    proposal = found(request, pk)
    require(policies.may_edit, request.user, proposal)
    given = request.FILES.getlist("file")
    if not given:
        return _show(request, proposal, status=422, complaint=_("Choose a file first."))
    question = request.POST.get("question", "")
    try:
        for file in given:
            services.attach(
                proposal=proposal, file=file, question=question, by=request.user, at=now()
            )
    except DomainError as refused:
        return _show(request, proposal, problem=refused, status=refused.status)
    messages.success(request, _("Attached: %(count)s.") % {"count": len(given)})
    section = _section_of(proposal, question)
    if section and request.POST.get("from") == "answers":
        return redirect(f"{reverse('proposals:answers', args=[pk, section])}#q-{question}")
    return redirect("proposals:files", pk)


@require_POST
@keeps_text
def remove(request: Request, pk: int, file: int) -> HttpResponse:
    """Take a file off."""
    proposal = found(request, pk)
    require(policies.may_edit, request.user, proposal)
    attachment = get_object_or_404(proposal.attachments.filter(removed_at=None), pk=file)
    services.remove_attachment(attachment=attachment, by=request.user, at=now())
    messages.success(request, _("%(name)s was removed.") % {"name": attachment.name})
    return redirect("proposals:files", pk)


@require_GET
@keeps_text
def download(request: Request, pk: int, file: int) -> Any:
    """Give a file to somebody who may read the proposal: as an attachment, never to be run."""
    proposal = found(request, pk)
    require(policies.may_view, request.user, proposal)
    attachment = get_object_or_404(proposal.attachments.filter(removed_at=None), pk=file)
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _section_of(proposal: Proposal, question: str) -> str:
    for section in queries.sections_of(proposal):
        if any(q.key == question for q in section.questions):
            return section.key
    return ""


def _show(
    request: Request,
    proposal: Proposal,
    *,
    problem: DomainError | None = None,
    status: int = 200,
    complaint: str = "",
) -> HttpResponse:
    from django.conf import settings

    context = workspace(request, proposal, "files")
    questions = queries.definition_of(proposal).questions()
    asked = [
        (q.key, str(q.label))
        for s in queries.sections_of(proposal)
        for q in s.questions
        if q.kind == QuestionKind.FILE
    ]
    context |= {
        "files": [
            {"file": file, "question": questions[file.question].label if file.question else ""}
            for file in queries.files_of(proposal)
            if not file.question or file.question in questions
        ],
        "asked": asked,
        "most_mb": settings.UPLOAD_MAX_MB,
        "problem": problem,
        "complaint": complaint,
        "next": step(context["nav"], "files"),
    }
    return page(request, "proposals/files.html", context, status=status)
