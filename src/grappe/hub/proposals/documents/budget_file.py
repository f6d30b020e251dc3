"""The budget as a table that a spreadsheet program edits, and its way back: all of it, or nothing."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from grappe.hub.proposals import queries
from grappe.hub.proposals.documents.error_cells import failed_cells
from grappe.hub.proposals.errors import BadBudgetFile
from grappe.hub.proposals.models import Proposal
from grappe.kit.errors import Unreadable
from grappe.kit.fiscal import quarter_of
from grappe.kit.money import MOST, parse_money
from grappe.kit.uploads import CSV, XLSX, check_upload

MOST_MB, MOST_ROWS, MOST_PROBLEMS = 5, 5_000, 200
LEAD_COLUMNS = 3  # partner, category, title
_QUARTER = re.compile(r"^(\d{4})[-–/](?:\d{2}|\d{4})\s*[QT]([1-4])$", re.IGNORECASE)

Costs = dict[int, dict[tuple[str, date], Any]]  # partner's id -> (category, quarter) -> amount


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be read, named as the spreadsheet program names it."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.column}{self.row}: {self.text}"


def budget_table(proposal: Proposal) -> tuple[list[str], list[list[Any]]]:
    """Return the budget as a header and rows: partner × category by quarter, amounts as numbers."""
    grid = queries.grid_of(proposal)
    quarters = [queries.quarter_label(quarter) for quarter in grid.quarters]
    header = [_("Partner"), _("Category"), _("Title"), *quarters]
    rows = [
        [
            block.partner.organisation.legal_name,
            row.category.key,
            str(row.category.title),
            *(cell.amount for cell in row.cells),
        ]
        for block in grid.blocks
        for row in block.rows
    ]
    return header, rows


def read_budget(proposal: Proposal, file: Any) -> Costs:
    """Return the costs of every partner named in a CSV or Excel file.

    Raise BadBudgetFile with every cell that cannot be read, or Unreadable when it is no table.
    """
    media_type = check_upload(file, allowed={CSV, XLSX}, most_mb=MOST_MB)
    rows = _csv_rows(file) if media_type == CSV else _xlsx_rows(file)
    while rows and not any(str(cell or "").strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise Unreadable(name=file.name, why=_("it has no rows below its header"))
    if len(rows) > MOST_ROWS:
        raise Unreadable(name=file.name, why=_("it has more than 5,000 rows"))
    problems: list[Problem] = []
    quarters = _quarters(rows[0], problems)
    costs = _costs(proposal, rows[1:], quarters, problems)
    if problems:
        shown = problems[:MOST_PROBLEMS]
        raise BadBudgetFile(
            count=len(problems),
            name=file.name,
            first=str(shown[0]),
            problems=[{"row": p.row, "column": p.column, "text": p.text} for p in shown],
        )
    return costs


def _csv_rows(file: Any) -> list[list[Any]]:
    text = file.read().decode("utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # French Excel writes semicolons
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as wrong:
        raise Unreadable(name=file.name, why=str(wrong)) from None


def _xlsx_rows(file: Any) -> list[list[Any]]:
    try:
        held = io.BytesIO(file.read())
        sheet = CalamineWorkbook.from_filelike(held).get_sheet_by_index(0)
        rows = [list(row) for row in sheet.to_python()]
        failed = failed_cells(held)
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise Unreadable(name=file.name, why=_("its first sheet cannot be opened")) from None
    top, left = sheet.start or (0, 0)
    for (row, column), shown in failed.items():
        if 0 <= row - top < len(rows) and 0 <= column - left < len(rows[row - top]):
            rows[row - top][column - left] = shown
    return rows


def _quarters(header: Sequence[Any], problems: list[Problem]) -> dict[int, date]:
    quarters: dict[int, date] = {}
    for position, title in enumerate(header[LEAD_COLUMNS:], start=LEAD_COLUMNS):
        if not str(title or "").strip():
            continue
        quarter = _quarter(title)
        if quarter is None or quarter in quarters.values():
            text = _("“%(title)s” is not a quarter, or stands twice. Write it like 2027-28 Q1.")
            problems.append(Problem(1, _letter(position), text % {"title": str(title)[:30]}))
        else:
            quarters[position] = quarter
    return quarters


def _quarter(title: Any) -> date | None:
    if isinstance(title, datetime | date):
        return quarter_of(date(title.year, title.month, title.day))
    if not (found := _QUARTER.match(str(title).strip())):
        return None
    year, number = int(found[1]), int(found[2])
    if not 1990 <= year <= 2100:
        return None
    return date(year + 1, 1, 1) if number == 4 else date(year, 1 + 3 * number, 1)


def _costs(
    proposal: Proposal,
    rows: list[list[Any]],
    quarters: dict[int, date],
    problems: list[Problem],
) -> Costs:
    partners = _partners(proposal)
    categories = _categories(proposal)
    inside = set(queries.grid_of(proposal).quarters)
    costs: Costs = {}
    seen: set[tuple[int, str]] = set()
    for line, row in enumerate(rows, start=2):
        cells = [*row, *[""] * (LEAD_COLUMNS - len(row))]
        if not any(str(cell or "").strip() for cell in cells):
            continue
        partner = partners.get(_word(cells[0]))
        category = categories.get(_word(cells[1])) or categories.get(_word(cells[2]))
        if partner is None:
            text = _("“%(name)s” is not a partner of this proposal.")
            problems.append(Problem(line, "A", text % {"name": str(cells[0])[:60]}))
        if category is None:
            text = _("“%(name)s” is not a cost category of this call.")
            problems.append(Problem(line, "B", text % {"name": str(cells[1])[:60]}))
        if partner is None or category is None:
            continue
        if (partner, category) in seen:
            text = _("This partner and category stand on two rows. Keep one.")
            problems.append(Problem(line, "B", text))
        seen.add((partner, category))
        mine = costs.setdefault(partner, {})
        for position, quarter in quarters.items():
            raw = cells[position] if position < len(cells) else ""
            amount = _amount(raw, line, _letter(position), problems)
            if amount and quarter not in inside:
                text = _("%(quarter)s lies outside the dates of the project.")
                said = {"quarter": queries.quarter_label(quarter)}
                problems.append(Problem(line, _letter(position), text % said))
            mine[category, quarter] = amount
    return costs


def _amount(raw: Any, line: int, column: str, problems: list[Problem]) -> Decimal:
    text = str(raw if raw is not None else "").strip().removeprefix("'")
    if text in ("", "-", "–", "—"):
        return Decimal(0)
    try:
        if isinstance(raw, float | int) and not isinstance(raw, bool):
            amount = Decimal(str(raw)).quantize(Decimal("0.01"))
        else:
            amount = parse_money(text)
        if not 0 <= amount <= MOST:
            raise ValidationError(_("an amount of 0 or more is expected here."))
    except ValidationError as wrong:
        problems.append(Problem(line, column, " ".join(wrong.messages)))
    except ArithmeticError:
        problems.append(Problem(line, column, _("an amount of 0 or more is expected here.")))
    else:
        return amount
    return Decimal(0)


def _partners(proposal: Proposal) -> dict[str, int]:
    names: dict[str, int] = {}
    for partner in proposal.partners.select_related("organisation"):
        for name in (partner.organisation.legal_name, partner.organisation.trade_name):
            if name:
                names[_word(name)] = partner.pk
    return names


def _categories(proposal: Proposal) -> dict[str, str]:
    names: dict[str, str] = {}
    for category in queries.definition_of(proposal).terms.categories:
        for name in (category.key, category.title.en, category.title.fr):
            if name:
                names[_word(name)] = category.key
    return names


def _word(raw: Any) -> str:
    return " ".join(str(raw or "").removeprefix("'").split()).casefold()


def _letter(position: int) -> str:
    """Return the name of a column as spreadsheet programs write it: A, B, … Z, AA."""
    name, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
