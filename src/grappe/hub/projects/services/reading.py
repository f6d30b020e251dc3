"""From the bytes of a file to checked rows; knows nothing of the database."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from grappe.hub.people.enums import Province, Sector
from grappe.hub.projects.errors import NotCsv, NotUtf8, TooManyRows, WrongHeader
from grappe.hub.projects.services.report import Problem, Report
from grappe.kit.money import parse_money

COLUMNS = (
    "project_name",
    "adopter_or_lead",
    "partners",
    "sector",
    "total_value_cad",
    "scale_ai_contribution_cad",
    "effective_rate",
    "year",
    "province",
    "round",
    "source_url",
    "notes",
)
MOST_ROWS = 20_000
MOST_MB = 10
FIRST_YEAR, LAST_YEAR = 2000, 2100
RATE_SLACK = Decimal("0.0005")  # a rate printed with three decimals is off by no more
MULTI = "multi"  # the project spans several provinces
SECTORS = {
    "food manufacturing": Sector.AGRIFOOD,
    "agri-food wholesale / logistics": Sector.AGRIFOOD,
    "healthcare": Sector.HEALTH,
    "public health": Sector.HEALTH,
    "minerals and metals": Sector.RESOURCES,
    "waste management / recycling": Sector.ENVIRONMENT,
    "industrial goods and manufacturing": Sector.MANUFACTURING,
    "consumer goods and retail": Sector.RETAIL,
    "transport and logistics": Sector.TRANSPORT,
    "infrastructure and construction": Sector.CONSTRUCTION,
} | {value: Sector(value) for value in Sector.values}
# “others not seen”, “11 hospitals and organisations in all”: said of partners, but no organisation.
REMARK = re.compile(
    r"\b(not seen|others|in all|et al|unknown|various)\b"
    r"|^\d{1,3} .*\b(organi[sz]ations|hospitals|partners|companies|firms)\b",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"[$\d\s\u00a0\u202f.,']*\d[\s\u00a0\u202f$.\d,']*")


@dataclass
class Row:
    """One project as its source states it. None: not stated."""

    number: int
    title: str
    lead: str
    partners: list[str] = field(default_factory=list)
    sector: str = ""
    sector_stated: str = ""
    total: Decimal | None = None
    contribution: Decimal | None = None
    year: int | None = None
    province: str = ""
    several_provinces: bool = False
    round_label: str = ""
    source_url: str = ""
    note: str = ""
    hash: str = ""


def read_rows(content: bytes, report: Report) -> list[Row]:
    """Return the rows of a file, adding to the report what is refused, odd or only a remark.

    raises  NotUtf8, NotCsv, WrongHeader, TooManyRows for what is wrong with the file as a whole.
    """
    if len(content) > MOST_MB * 1024 * 1024:
        raise TooManyRows(name=report.name, most=MOST_ROWS, megabytes=MOST_MB)
    header, records = _records(_text(content, report.name), report.name)
    report.rows = len(records)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(records, start=2):
        if len(cells) != len(header):
            text = _("%(cells)s cells, but the first line has %(columns)s. Check the quotes.")
            said = text % {"cells": len(cells), "columns": len(header)}
            report.refused.append(Problem(number, header[min(len(cells), len(header)) - 1], said))
            continue
        row = _Reader(number, dict(zip(header, cells, strict=True)), report).read()
        if first := seen.get(row.hash):
            said = _("The same as row %(row)s. Remove one of the two.") % {"row": first}
            report.refused.append(Problem(number, "project_name", said))
        seen.setdefault(row.hash, number)
        rows.append(row)
    return rows


def _text(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotUtf8(name=name, encoding="UTF-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise NotUtf8(name=name, encoding="Windows-1252") from broken
    if "\x00" in text:
        raise NotCsv(name=name, why=_("it holds bytes that no text holds"))
    return text


def _records(text: str, name: str) -> tuple[list[str], list[list[str]]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = [r for r in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if r]
    except csv.Error as broken:
        raise NotCsv(name=name, why=str(broken)) from broken
    if len(lines) > MOST_ROWS + 1:
        raise TooManyRows(name=name, most=MOST_ROWS, megabytes=MOST_MB)
    header = [cell.strip().lower() for cell in lines[0]] if lines else []
    missing = [column for column in COLUMNS if column not in header]
    twice = sorted({column for column in header if header.count(column) > 1})
    if missing or twice:
        said = {"missing": ", ".join(missing) or "—", "twice": ", ".join(twice) or "—"}
        raise WrongHeader(name=name, expected=", ".join(COLUMNS), **said)
    return header, [line for line in lines[1:] if any(cell.strip() for cell in line)]


class _Reader:
    """Reads the cells of one row; what it cannot take it adds to the report."""

    def __init__(self, number: int, cells: dict[str, str], report: Report) -> None:
        self.number, self.report = number, report
        self.cells = {column: cells[column].strip() for column in COLUMNS}

    def read(self) -> Row:
        """Return the row, complete as far as its cells could be read."""
        row = Row(self.number, self.short("project_name", 250), "")
        if not row.title:
            self.refuse("project_name", _("A project needs a name."))
        row.note = self.cells["notes"]
        row.lead = self.lead(row)
        row.partners = self.partners(row)
        row.sector_stated = self.short("sector", 100)
        row.sector = self.sector(row.sector_stated)
        row.total = self.amount("total_value_cad")
        row.contribution = self.amount("scale_ai_contribution_cad")
        self.check_rate(row)
        row.year, row.round_label = self.year(), self.short("round", 100)
        row.province, row.several_provinces = self.province()
        row.source_url = self.source()
        body = json.dumps([self.cells[c] for c in COLUMNS], ensure_ascii=False)
        row.hash = hashlib.sha256(body.encode()).hexdigest()
        return row

    def refuse(self, column: str, text: str) -> None:
        """Note a cell that cannot be taken."""
        self.report.refused.append(Problem(self.number, column, text))

    def warn(self, column: str, text: str) -> None:
        """Note a cell that is taken as it stands, but looks odd."""
        self.report.warnings.append(Problem(self.number, column, text))

    def short(self, column: str, most: int) -> str:
        """Return a text that must fit."""
        text = self.cells[column]
        if len(text) > most:
            said = _("%(letters)s characters, at most %(most)s fit. Shorten it.")
            self.refuse(column, said % {"letters": len(text), "most": most})
        return text

    def lead(self, row: Row) -> str:
        """Return the lead's name; what stands in brackets after it goes into the note."""
        stated = self.short("adopter_or_lead", 200)
        name = re.sub(r"\s*\([^()]*\)$", "", stated)
        if name != stated:
            row.note = f"{row.note} [adopter_or_lead: {stated}]".strip()
        return name

    def partners(self, row: Row) -> list[str]:
        """Return the partners that are organisations; keep the rest as remarks."""
        names: list[str] = []
        for part in filter(None, map(str.strip, self.cells["partners"].split(";"))):
            if len(part) > 200:
                self.refuse(
                    "partners", _("“%(name)s…” is too long for a name.") % {"name": part[:40]}
                )
            elif REMARK.search(part):
                self.report.notes.append(Problem(self.number, "partners", part))
                row.note = f"{row.note} [partners: {part}]".strip()
            elif part not in names and part != row.lead:
                names.append(part)
        return names

    def sector(self, stated: str) -> str:
        """Return the sector for filters; one that is not known is filed under “other”."""
        if not stated:
            return ""
        known = SECTORS.get(stated.casefold())
        if known is None:
            text = _("“%(sector)s” is no sector known here: kept as stated, filed under “other”.")
            self.warn("sector", text % {"sector": stated})
        return str(known or Sector.OTHER)

    def amount(self, column: str) -> Decimal | None:
        """Return an amount, None when empty: what was not published is not zero."""
        text = self.cells[column]
        if not text:
            return None
        try:
            amount = parse_money(text)
        except ValidationError as wrong:
            self.refuse(column, " ".join(wrong.messages))
            return None
        if amount < 0:
            self.refuse(column, _("%(amount)s is below zero.") % {"amount": text})
            return None
        if not AMOUNT.fullmatch(text):
            self.refuse(column, _("“%(text)s”: write digits only, like 1234.50.") % {"text": text})
        return amount

    def check_rate(self, row: Row) -> None:
        """Compare the stated rate with contribution ÷ total; the figures win, the odd one is said."""
        text = self.cells["effective_rate"]
        if row.total is not None and row.contribution is not None and row.contribution > row.total:
            said = _("The contribution of %(contribution)s is above the total of %(total)s.")
            figures = {"contribution": row.contribution, "total": row.total}
            self.refuse("scale_ai_contribution_cad", said % figures)
        if not text:
            return
        if not re.fullmatch(r"[01]?(\.\d{1,6})?", text) or Decimal(text) > 1:
            said = _("“%(text)s” is not a share. Write it between 0 and 1, like 0.2368.")
            self.refuse("effective_rate", said % {"text": text[:40]})
            return
        if row.total is None or row.contribution is None or not row.total:
            said = _("A rate of %(rate)s, but not both figures it comes from: not shown.")
            self.warn("effective_rate", said % {"rate": text})
        elif abs(Decimal(text) - row.contribution / row.total) > RATE_SLACK:
            said = _(
                "A rate of %(rate)s, but %(contribution)s ÷ %(total)s is %(computed)s: "
                "the computed one is shown."
            )
            computed = f"{row.contribution / row.total:.4f}"
            figures = {"contribution": row.contribution, "total": row.total}
            self.warn("effective_rate", said % {**figures, "rate": text, "computed": computed})

    def year(self) -> int | None:
        """Return the year of the announcement."""
        text = self.cells["year"]
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            said = _("“%(text)s” is not a year between %(first)s and %(last)s.")
            self.refuse("year", said % {"text": text[:40], "first": FIRST_YEAR, "last": LAST_YEAR})
            return None
        return int(text)

    def province(self) -> tuple[str, bool]:
        """Return the province's code, and whether there are several."""
        text = self.cells["province"]
        if text.casefold() == MULTI:
            return "", True
        if text and text.upper() not in Province.values:
            said = _("“%(text)s” is no province. Write one of %(known)s, or “multi”.")
            known = ", ".join(Province.values)
            self.refuse("province", said % {"text": text[:40], "known": known})
        return text.upper()[:2], False

    def source(self) -> str:
        """Return the address of the source: a published figure needs one."""
        text = self.cells["source_url"]
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            said = _("“%(text)s” is not a web address. Give the page that states the project.")
            self.refuse("source_url", said % {"text": text[:60]})
        if len(text) > 500:
            self.refuse("source_url", _("An address may have 500 characters."))
        return text
