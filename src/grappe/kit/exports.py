"""Tables as files: CSV that Excel opens in the right letters, XLSX, JSON. No cell becomes a formula."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MOST_LETTERS = 32_767  # of a cell, in Excel
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Iterable[Sequence[Any]]


def write_csv(name: str, header: Sequence[Any], rows: Rows) -> HttpResponse:
    """Return a table as CSV in UTF-8, with the mark that tells Excel so."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([_csv_cell(value) for value in header])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return _attached(out.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")


def write_xlsx(name: str, header: Sequence[Any], rows: Rows) -> HttpResponse:
    """Return a table as an Excel workbook: numbers stay numbers, dates dates, all else is text."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 22)
        for column, title in enumerate(header):
            sheet.write_string(0, column, str(title)[:MOST_LETTERS], formats["head"])
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, line, column, value, formats)
    return _attached(out.getvalue(), f"{name}.xlsx", XLSX)


def write_json(name: str, header: Sequence[Any], rows: Rows) -> HttpResponse:
    """Return a table as a JSON list of objects keyed by the header."""
    keys = [str(title) for title in header]
    body = [dict(zip(keys, row, strict=True)) for row in rows]
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return _attached(text.encode(), f"{name}.json", "application/json")


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "json": write_json}


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    text = str(value).replace("\x00", "")
    # A leading apostrophe is what spreadsheets themselves use for "this is text".
    return f"'{text}" if text.lstrip(" \xa0").startswith(FORMULA_STARTS) else text


def _write_cell(sheet: Any, line: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(line, column, value)
        case Decimal():
            sheet.write_number(line, column, value, formats["money"])
        case int() | float():
            sheet.write_number(line, column, value)
        case datetime():
            sheet.write_datetime(line, column, _local(value), formats["moment"])
        case date():
            sheet.write_datetime(line, column, value, formats["date"])
        case _:
            sheet.write_string(line, column, str(value)[:MOST_LETTERS])


def _local(value: datetime) -> datetime:
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def _attached(body: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
