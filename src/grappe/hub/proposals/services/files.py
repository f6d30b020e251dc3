"""Attachments: checked by their content, kept outside the web root, never overwritten."""

import hashlib
import unicodedata
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.calls.enums import QuestionKind
from grappe.hub.people.models import User
from grappe.hub.proposals import queries
from grappe.hub.proposals.errors import TooMany, UnknownQuestion
from grappe.hub.proposals.models import Attachment, Proposal
from grappe.hub.proposals.services.answers import touch
from grappe.hub.proposals.services.moves import draft
from grappe.kit.uploads import check_upload

MOST_FILES = 60


@transaction.atomic
def attach(
    *, proposal: Proposal, file: Any, by: User, at: datetime, question: str = ""
) -> Attachment:
    """Keep a file with a proposal, or with one of its questions; refuse one that lies or is large."""
    proposal = draft(proposal)
    asked = queries.definition_of(proposal).questions().get(question)
    if question and (asked is None or asked.kind != QuestionKind.FILE):
        raise UnknownQuestion(question=question[:60])
    if proposal.attachments.filter(removed_at=None).count() >= MOST_FILES:
        raise TooMany(most=MOST_FILES, what=_("attachments"))
    media_type = check_upload(file, most_mb=settings.UPLOAD_MAX_MB)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    name = _name(file.name)
    attachment = Attachment(
        proposal=proposal,
        question=question,
        name=name,
        media_type=media_type,
        size=file.size,
        sha256=digest.hexdigest(),
        added_by=by,
        added_at=at,
    )
    # On the disk the file has a name of our own: what a person typed never becomes a path.
    stored = f"{proposal.reference}-{digest.hexdigest()[:16]}{PurePath(name).suffix.lower()}"
    attachment.file.save(stored, file, save=False)
    attachment.save()
    touch(proposal, at)
    record("proposal.file_added", proposal, by=by, at=at, sha256=attachment.sha256)
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Take a file off a draft; it stays in the store for versions that were handed in with it."""
    proposal = draft(attachment.proposal)
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if attachment.removed_at is not None:
        return
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    touch(proposal, at)
    record("proposal.file_removed", proposal, by=by, at=at, sha256=attachment.sha256)


def _name(raw: str) -> str:
    """Return a name to show and to download under: one line, no path, no control characters."""
    text = unicodedata.normalize("NFC", str(raw)).replace("\\", "/").rpartition("/")[2]
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C").strip()
    stem, ending = PurePath(text).stem, PurePath(text).suffix
    return f"{stem[: 190 - len(ending)]}{ending}" or _("file")
