"""What others' users complain of: each complaint is held by a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "complaints.md"


def test_every_complaint_names_tests_that_exist():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }

    assert len(rows) >= 15
    for row in rows:
        named = set(re.findall(r"`(test_\w+)`", row))
        assert named, row
        assert named <= written, named - written
