"""PDF from a Typst template and data: tagged for screen readers, kept for archives, made offline."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

PACKAGE = Path(__file__).resolve().parent.parent
# PDF/UA-1 (readable by assistive technology) and PDF/A-2a (readable in decades) at once.
STANDARDS = ["ua-1", "a-2a"]


def render_pdf(
    template: Path, data: dict[str, Any], *, language: str, at: datetime | None = None
) -> bytes:
    """Return the PDF of a Typst template of this package, filled with data.

    template  a .typ file inside the package; it may import /kit/templates/kit/documents/layout.typ.
    data      JSON-like; the template reads it as `data` from the layout. Texts are never markup.
    language  "en" or "fr": set on the document, and `language` in the layout.
    at        when the document was made; the same data and moment give the same bytes.
    """
    inputs = {"data": json.dumps(data, cls=DjangoJSONEncoder), "language": language}
    compiler = typst.Compiler(template, root=PACKAGE, ignore_system_fonts=True, sys_inputs=inputs)
    try:
        return _compiled(compiler, at, STANDARDS)
    except typst.TypstError as refused:
        if "could not be displayed" not in refused.message:
            raise
        # A letter that no shipped font has (some names need one): the standards forbid the gap,
        # a person would rather have the document. Tags stay.
        return _compiled(compiler, at, [])


def _compiled(compiler: Any, at: datetime | None, standards: list[str]) -> bytes:
    second = at.replace(microsecond=0) if at else None
    pdf: bytes = compiler.compile(format="pdf", pdf_standards=standards, timestamp=second)
    return pdf
