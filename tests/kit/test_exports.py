"""Exports open as what they are, and no cell of theirs runs."""

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from grappe.kit.exports import write_csv, write_json, write_xlsx

HEADER = ["Name", "Amount", "Day"]
ROWS = [["Fée « Élan »", Decimal("1234.50"), date(2026, 11, 23)], [None, -5, None]]


def csv_rows(response):
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_csv_says_that_it_is_utf_8_and_keeps_numbers_plain():
    response = write_csv("rows", HEADER, ROWS)

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(response) == [HEADER, ["Fée « Élan »", "1234.50", "2026-11-23"], ["", "-5", ""]]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rows.csv"'


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1"]
)
def test_csv_writes_a_formula_as_text(cell):
    ((written,),) = csv_rows(write_csv("rows", ["=head"], [[cell]]))[1:]

    assert written == "'" + cell
    assert csv_rows(write_csv("rows", ["=head"], []))[0] == ["'=head"]


def test_xlsx_keeps_types_and_writes_a_formula_as_text():
    response = write_xlsx("rows", HEADER, [*ROWS, ["=1+1", 3, date(2027, 1, 1)]])

    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
    assert sheet.to_python() == [
        HEADER,
        ["Fée « Élan »", 1234.5, date(2026, 11, 23)],
        ["", -5.0, ""],
        ["=1+1", 3.0, date(2027, 1, 1)],
    ]
    assert b"<f>" not in response.content


def test_xlsx_writes_moments_on_the_cluster_s_clock_and_cuts_what_excel_cannot_hold():
    rows = [[datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "x" * 40_000, True]]
    response = write_xlsx("rows", ["a", "b", "c"], rows)

    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
    moment, text, yes = sheet.to_python()[1]
    assert (moment, len(text), yes) == (datetime(2026, 11, 23, 12, 30), 32_767, True)


def test_json_keeps_the_letters_and_the_cents():
    response = write_json("projets d’été", HEADER, ROWS[:1])

    assert json.loads(response.content) == [
        {"Name": "Fée « Élan »", "Amount": "1234.50", "Day": "2026-11-23"}
    ]
    assert "filename*=utf-8''" in response["Content-Disposition"]
