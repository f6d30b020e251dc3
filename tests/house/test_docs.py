"""The reference says what the code does: every setting, every refusal."""

import re
from pathlib import Path

from grappe.cli.reference import errors_page, refusals

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"GRAPPE_[A-Z_]+")


def settings_read():
    """Return every variable that the source reads."""
    read = re.compile(r"(?:env_\w+\(\s*|environ[.\w]*[(\[]\s*)\"(GRAPPE_[A-Z_]+)\"")
    texts = (file.read_text() for file in (ROOT / "src").rglob("*.py"))
    return {name for text in texts for name in read.findall(text)}


def test_every_setting_stands_in_the_reference_and_nothing_else():
    lines = (ROOT / "docs/reference/settings.md").read_text().splitlines()
    rows = [line for line in lines if line.startswith("| `GRAPPE_")]
    documented = [NAME.search(row).group() for row in rows]

    assert len(settings_read()) > 15
    assert sorted(documented) == sorted(settings_read())


def test_the_example_sets_only_what_exists():
    names = set(NAME.findall((ROOT / ".env.example").read_text()))

    assert names <= settings_read()


def test_every_refusal_stands_in_the_reference_as_it_is():
    page = (ROOT / "docs/reference/errors.md").read_text()

    assert page == errors_page(), "run: grappe reference errors > docs/reference/errors.md"


def test_a_code_means_one_status_and_begins_with_its_app_or_the_kit():
    kinds = list(refusals())
    statuses = {(kind.code, kind.status) for kind in kinds}

    assert len(kinds) > 30
    assert len(statuses) == len({code for code, _status in statuses})
    for kind in kinds:
        path = kind.__module__.split(".")
        app = path[2] if path[1] == "hub" else path[1]
        assert kind.code.partition(".")[0] in {app, "kit"}, kind
