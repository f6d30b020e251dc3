"""`grappe import projects`: what it prints, and what it answers."""

from pathlib import Path

import pytest

import grappe.hub.projects as app
from grappe.cli import main
from grappe.hub.audit.models import Event
from grappe.hub.projects.models import Project
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PUBLISHED = Path(app.__file__).parent / "data" / "published_projects.csv"


def test_it_loads_the_published_projects_and_reports(capsys):
    assert main(["import", "projects", str(PUBLISHED)]) == 0

    out, err = capsys.readouterr()
    assert "published_projects.csv: 25 rows" in out
    assert "projects created        25" in out
    assert "remark kept: row 14, partners: 11 hospitals and organisations in all" in out
    assert "25/25" in err
    assert Project.objects.count() == 25


def test_a_refused_cell_is_named_on_stderr_with_exit_code_2_and_nothing_is_loaded(tmp_path, capsys):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(PUBLISHED.read_bytes().replace(b",35900000,", b",lots,"))

    assert main(["import", "projects", str(bad)]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert "refused: row 5, total_value_cad: “lots” is not an amount" in err
    assert not Project.objects.exists()


def test_a_file_that_is_not_there_is_said_so(capsys):
    assert main(["import", "projects", "/nowhere.csv"]) == 2
    assert "/nowhere.csv cannot be read" in capsys.readouterr().err


def test_the_officer_who_answers_for_it_stands_in_the_trace(capsys):
    officer = UserFactory(roles=["officer"])
    assert main(["import", "projects", str(PUBLISHED), "--by", officer.email.upper()]) == 0
    assert Event.objects.filter(verb="project.imported", actor=officer).count() == 25


@pytest.mark.parametrize("who", ["nobody@example.org", "stranger"])
def test_someone_who_may_not_import_cannot_answer_for_it(who, capsys):
    email = UserFactory().email if who == "stranger" else who
    assert main(["import", "projects", str(PUBLISHED), "--by", email]) == 2
    assert not Project.objects.exists()
