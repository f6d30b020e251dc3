"""The cells of a workbook whose formula failed: the reader shows them as empty, which 0 is not."""

import re
import zipfile
from typing import IO

_SHEET = re.compile(rb'<sheet\b[^>]*\br:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_TARGET = re.compile(rb'\bTarget="/?(?:xl/)?([^"]+)"')
_FAILED = re.compile(
    rb'<c\b([^>]*\bt="e"[^>]*)>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?<v>([^<]{1,20})</v>'
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def failed_cells(file: IO[bytes]) -> dict[tuple[int, int], str]:
    """Return what the failed cells of the first sheet show, such as #DIV/0!, by row and column."""
    failed: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(file) as archive:
        for attributes, shown in _FAILED.findall(_first_sheet(archive)):
            if place := _PLACE.search(attributes):
                failed[int(place[2]) - 1, _column(place[1])] = shown.decode("ascii", "replace")
    return failed


def _first_sheet(archive: zipfile.ZipFile) -> bytes:
    names = set(archive.namelist())
    first = _SHEET.search(archive.read("xl/workbook.xml"))
    relations = "xl/_rels/workbook.xml.rels"
    if first is None or relations not in names:
        return b""
    for relation in _RELATION.findall(archive.read(relations)):
        target = _TARGET.search(relation)
        if b'Id="' + first[1] + b'"' in relation and target:
            part = f"xl/{target[1].decode('utf-8', 'replace')}"
            return archive.read(part) if part in names else b""
    return b""


def _column(letters: bytes) -> int:
    """Return the position of a column: A is 0, AA is 26."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1
