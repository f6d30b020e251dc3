"""PDFs that a screen reader reads, in both languages, from texts that are never markup."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from grappe.kit.documents import PACKAGE, render_pdf

FOLDER = PACKAGE / "kit/templates/kit/documents"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LETTER = {
    "title": "Décision *sur* #votre $proposition$",
    "issuer": "Grappe",
    "to": ["Mme Ève Tremblay", "Élan inc."],
    "date": "23 novembre 2026",
    "reference": "P-2026-00042",
    "greeting": "Madame,",
    "body": "Premier alinéa.\n\nDeuxième @alinéa <ici>.",
    "facts": [["Montant", "1 234,50 $"], ["Ronde", "Hiver"]],
    "closing": "Merci.",
    "signed": ["Paul Roy", "Directeur"],
    "footer": "Émis par Grappe.",
}


def read(pdf):
    return PdfReader(BytesIO(pdf))


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def test_a_letter_says_every_text_as_it_was_written():
    said = words(render_pdf(FOLDER / "letter.typ", LETTER, language="fr", at=AT))

    for text in (LETTER["title"], "Deuxième @alinéa <ici>.", "1 234,50 $", "P-2026-00042"):
        assert text in said.replace("\xa0", " ")


@pytest.mark.parametrize(("language", "tag"), [("en", "en-CA"), ("fr", "fr-CA")])
def test_a_document_is_tagged_titled_and_says_its_language(language, tag):
    root = read(render_pdf(FOLDER / "letter.typ", LETTER, language=language)).trailer["/Root"]

    assert root["/Lang"] == tag
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata


def test_the_same_data_and_moment_give_the_same_bytes():
    first = render_pdf(FOLDER / "letter.typ", LETTER, language="fr", at=AT)

    assert render_pdf(FOLDER / "letter.typ", LETTER, language="fr", at=AT) == first
    assert render_pdf(FOLDER / "letter.typ", LETTER | {"date": "x"}, language="fr", at=AT) != first


def test_a_letter_that_no_font_has_still_makes_a_tagged_document():
    pdf = render_pdf(FOLDER / "letter.typ", LETTER | {"to": ["王小明 🎉"]}, language="en", at=AT)

    assert "/StructTreeRoot" in read(pdf).trailer["/Root"]
    assert "Premier alinéa." in words(pdf)


def test_a_receipt_shows_its_facts_and_its_hash():
    data = {
        "title": "Receipt",
        "issuer": "Grappe",
        "intro": "We have it.",
        "facts": [["Reference", "P-2026-00042"]],
        "hash": "0123456789abcdef" * 4,
        "hash_says": "SHA-256 of what was handed in:",
        "footer": "Keep it.",
    }

    said = words(render_pdf(FOLDER / "receipt.typ", data, language="en", at=AT))

    assert "P-2026-00042" in said
    assert "0123456789abcdef" * 4 in said.replace(" ", "")
