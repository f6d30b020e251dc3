"""A formula that failed is named by its cell: it is not an empty one."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.hub.proposals import documents
from grappe.hub.proposals.documents.error_cells import failed_cells
from grappe.hub.proposals.errors import BadBudgetFile
from tests.hub.proposals import stage

pytestmark = pytest.mark.django_db


def workbook(partner):
    held = BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Partner", "Category", "Title", "2027-28 Q1", "2027-28 Q2"])
    sheet.write_row(1, 0, [partner, "labour", "Labour"])
    sheet.write_formula(1, 3, "=500+500", None, 1000)
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    book.add_worksheet().write_formula(0, 0, "=1/0", None, "#REF!")
    book.close()
    held.seek(0)
    return held


def test_only_the_failed_cells_of_the_first_sheet_are_found():
    assert failed_cells(workbook("Anybody")) == {(1, 4): "#DIV/0!"}


def test_a_failed_formula_is_refused_where_it_stands_and_a_good_one_is_read():
    proposal = stage.ready()
    name = proposal.lead.legal_name
    file = SimpleUploadedFile("budget.xlsx", workbook(name).read())

    with pytest.raises(BadBudgetFile) as refused:
        documents.read_budget(proposal, file)

    (problem,) = refused.value.params["problems"]
    assert (problem["column"], problem["row"]) == ("E", 2)
    assert "“#DIV/0!” is not an amount." in problem["text"]
