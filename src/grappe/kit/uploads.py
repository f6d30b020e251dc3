"""Files that people attach: believed for their content, not for their name."""

import os
import zipfile
from collections.abc import Collection
from typing import IO, Any

import filetype
from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PNG, JPEG, CSV, TXT = "image/png", "image/jpeg", "text/csv", "text/plain"

ENDINGS = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".pptx": PPTX,
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".csv": CSV,
    ".txt": TXT,
}
DOCUMENTS = frozenset({PDF, DOCX, XLSX, PPTX, PNG, JPEG, CSV, TXT})

MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
MOST_PARTS = 10_000
MOST_UNPACKED_MB = 300
MOST_RATIO = 200  # unpacked to packed; a real document stays far below
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class EmptyUpload(DomainError):
    """The file holds nothing."""

    code = "kit.upload_empty"
    status = 422
    message = _("“%(name)s” is empty. Choose the file again, or export it again where it was made.")


class UploadTooLarge(DomainError):
    """The file is larger than may be attached here."""

    code = "kit.upload_too_large"
    status = 422
    message = _(
        "“%(name)s” has %(megabytes)s MB, but at most %(most)s MB may be attached. "
        "Lower the quality of its pictures, or split it."
    )


class UploadNotAllowed(DomainError):
    """A file of this type may not be attached here."""

    code = "kit.upload_not_allowed"
    status = 422
    message = _("“%(name)s” may not be attached here. Save it as one of: %(allowed)s.")


class UploadDisguised(DomainError):
    """The content is not what the name says."""

    code = "kit.upload_disguised"
    status = 422
    message = _(
        "“%(name)s” is called a %(claimed)s file, but its content is not one. "
        "Open it in its program and save it again as %(claimed)s."
    )


class UploadUnsafe(DomainError):
    """The document carries macros, or unpacks to far more than it should."""

    code = "kit.upload_unsafe"
    status = 422
    message = _(
        "“%(name)s” holds macros, is locked by a password, or unpacks to far more than its size. "
        "Save it as PDF, or without macros and password, and attach that."
    )


def check_upload(file: Any, *, allowed: Collection[str] = DOCUMENTS, most_mb: int) -> str:
    """Return the media type of an uploaded file, or refuse it and say why.

    file     with `name`, `size`, `read` and `seek`; it is left at its start.
    allowed  media types; the content must be of one, and of the one that the name's ending says.
    """
    name = os.path.basename(str(file.name or ""))[-100:]
    if not file.size:
        raise EmptyUpload(name=name)
    if file.size > most_mb * 1024 * 1024:
        raise UploadTooLarge(name=name, megabytes=-(-file.size // (1024 * 1024)), most=most_mb)
    ending = os.path.splitext(name)[1].lower()
    claimed = ENDINGS.get(ending)
    if claimed is None or claimed not in allowed:
        endings = ", ".join(end for end, media in ENDINGS.items() if media in allowed)
        raise UploadNotAllowed(name=name, allowed=endings)
    try:
        found = _sniff(file, claimed, name)
    finally:
        file.seek(0)
    if found != claimed:
        raise UploadDisguised(name=name, claimed=ending.removeprefix(".").upper())
    return claimed


def _sniff(file: IO[bytes], claimed: str, name: str) -> str | None:
    file.seek(0)
    head = file.read(8192)
    if claimed in {CSV, TXT}:
        return claimed if _is_text(file) else None
    if head.startswith(OLD_OFFICE) and claimed in MAIN_PARTS.values():
        raise UploadUnsafe(name=name)  # an encrypted document is wrapped in the old format
    if head.startswith(b"PK"):
        return _sniff_office(file, name)
    if claimed == PDF:
        file.seek(-min(2048, file.seek(0, os.SEEK_END)), os.SEEK_END)
        return PDF if head.startswith(b"%PDF-") and b"%%EOF" in file.read() else None
    kind = filetype.guess(head)  # type: ignore[no-untyped-call]
    return kind.mime if kind else None


def _sniff_office(file: IO[bytes], name: str) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts) or 1
            if (
                len(parts) > MOST_PARTS
                or unpacked > MOST_UNPACKED_MB * 1024 * 1024
                or (unpacked > 10 * 1024 * 1024 and unpacked / packed > MOST_RATIO)
                or any(part.flag_bits & 1 for part in parts)
                or any(part.lower().endswith("vbaproject.bin") for part in names)
            ):
                raise UploadUnsafe(name=name)
            if "[Content_Types].xml" not in names:
                return None
            with archive.open("[Content_Types].xml") as part:
                types = part.read(1024 * 1024)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        return None
    if b"macroEnabled" in types:
        raise UploadUnsafe(name=name)
    found = [media for main, media in MAIN_PARTS.items() if main in names]
    return found[0] if len(found) == 1 else None


def _is_text(file: IO[bytes]) -> bool:
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text)
