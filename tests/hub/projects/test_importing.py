"""A file of published projects: all of it, once, or nothing and why."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grappe.hub.projects as app
from grappe.hub.audit.models import Event
from grappe.hub.people.models import DuplicateQuestion, Organisation
from grappe.hub.projects.errors import NotCsv, NotUtf8, TooManyRows, WrongHeader
from grappe.hub.projects.models import Project
from grappe.hub.projects.queries import effective_rate
from grappe.hub.projects.services import import_projects
from grappe.hub.projects.services.reading import COLUMNS, read_rows
from grappe.hub.projects.services.report import Report
from grappe.kit.errors import DomainError
from tests.factories import NOON, OrganisationFactory, UserFactory

PUBLISHED = Path(app.__file__).parent / "data" / "published_projects.csv"
GOOD = {
    "project_name": "Cranes",
    "adopter_or_lead": "Guay",
    "partners": "Vooban",
    "sector": "Aerospace",
    "total_value_cad": "1000",
    "scale_ai_contribution_cad": "400",
    "effective_rate": "0.4",
    "year": "2023",
    "province": "QC",
    "round": "first",
    "source_url": "https://example.org/a",
    "notes": "",
}


def a_file(*rows, columns=COLUMNS):
    lines = [",".join(columns)]
    for row in rows:
        cells = GOOD | row
        lines.append(",".join('"' + cells.get(c, "").replace('"', '""') + '"' for c in columns))
    return "\n".join(lines).encode()


def load(content, by=None, **options):
    return import_projects(content=content, name="projects.csv", by=by, at=NOON, **options)


@pytest.mark.django_db
def test_the_published_projects_are_loaded_with_what_each_source_left_open():
    officer = UserFactory(roles=["officer"])

    report = load(PUBLISHED.read_bytes(), by=officer)

    assert (report.rows, len(report.created), report.refused) == (25, 25, [])
    mccain = Project.objects.get(lead__legal_name="McCain Foods")
    assert (mccain.total, mccain.contribution, mccain.sector, mccain.sector_stated) == (
        Decimal(35_900_000),
        Decimal(8_500_000),
        "agrifood",
        "Food manufacturing",
    )
    assert round(effective_rate(mccain), 4) == Decimal("0.2368")
    silent = Project.objects.get(lead__legal_name="Guay")
    assert (silent.total, silent.contribution, silent.year, silent.province) == (
        None,
        None,
        None,
        "",
    )
    assert Event.objects.filter(verb="project.imported", actor=officer).count() == 25


@pytest.mark.django_db
def test_remarks_among_the_partners_do_not_become_organisations():
    report = load(PUBLISHED.read_bytes())

    assert [note.text for note in report.notes] == [
        "others not seen",
        "11 hospitals and organisations in all",
    ]
    assert not Organisation.objects.filter(legal_name__iregex="others|in all|clients").exists()
    assert Project.objects.get(lead__legal_name="Bombardier").source_note.endswith(
        "[adopter_or_lead: Bombardier (clients)]"
    )


@pytest.mark.django_db
def test_several_provinces_are_said_and_no_province_is_guessed():
    load(PUBLISHED.read_bytes())

    hospital = Project.objects.get(title_en__startswith="Prescribing Operational")
    assert (hospital.province, hospital.several_provinces) == ("", True)
    assert hospital.partners.count() == 9


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing():
    load(PUBLISHED.read_bytes())
    before = list(Project.objects.order_by("pk").values()), Organisation.objects.count()
    events = Event.objects.count()

    report = load(PUBLISHED.read_bytes())

    assert (report.unchanged, report.created, report.updated) == (25, [], [])
    assert before == (list(Project.objects.order_by("pk").values()), Organisation.objects.count())
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_a_corrected_row_brings_its_project_up_to_date_and_keeps_its_address():
    load(a_file({}))
    slug = Project.objects.get().slug

    report = load(
        a_file({"total_value_cad": "2000", "effective_rate": "", "partners": "Other Inc"})
    )

    project = Project.objects.get()
    assert (report.created, report.updated) == ([], ["Cranes"])
    assert (project.slug, project.total) == (slug, Decimal(2000))
    assert [p.organisation.legal_name for p in project.partners.all()] == ["Other Inc"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cell", "column", "says"),
    [
        ({"project_name": " "}, "project_name", "needs a name"),
        ({"project_name": "x" * 251}, "project_name", "251 characters, at most 250"),
        ({"total_value_cad": "lots"}, "total_value_cad", "“lots” is not an amount"),
        ({"total_value_cad": "-5"}, "total_value_cad", "-5 is below zero"),
        ({"total_value_cad": "1e9"}, "total_value_cad", "digits only"),
        ({"total_value_cad": "9" * 30}, "total_value_cad", "more than any budget"),
        ({"scale_ai_contribution_cad": "1001"}, "scale_ai_contribution_cad", "above the total"),
        ({"effective_rate": "40%"}, "effective_rate", "not a share"),
        ({"effective_rate": "1.4"}, "effective_rate", "not a share"),
        ({"year": "23"}, "year", "not a year between 2000 and 2100"),
        ({"year": "٢٠٢٣"}, "year", "not a year"),
        ({"province": "XX"}, "province", "“XX” is no province"),
        ({"source_url": ""}, "source_url", "not a web address"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "not a web address"),
        ({"adopter_or_lead": "x" * 201}, "adopter_or_lead", "at most 200"),
        ({"partners": "ok;" + "x" * 201}, "partners", "too long"),
    ],
)
def test_one_bad_cell_is_named_and_nothing_is_loaded(cell, column, says):
    report = load(a_file({"project_name": "Fine"}, cell))

    assert [(p.row, p.column) for p in report.refused] == [(3, column)]
    assert says in report.refused[0].text
    assert not report.loaded
    assert (Project.objects.count(), Organisation.objects.count(), Event.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.mark.django_db
def test_every_bad_cell_is_reported_at_once():
    report = load(a_file({"year": "x", "province": "ZZ"}, {"project_name": "B", "year": "y"}))

    assert [(p.row, p.column) for p in report.refused] == [
        (2, "year"),
        (2, "province"),
        (3, "year"),
    ]


@pytest.mark.django_db
def test_a_row_twice_in_one_file_is_refused_with_the_first_ones_number():
    report = load(a_file({}, {}))

    assert [(p.row, p.text) for p in report.refused] == [
        (3, "The same as row 2. Remove one of the two.")
    ]


@pytest.mark.django_db
def test_a_rate_that_its_figures_contradict_is_a_warning_with_the_numbers():
    report = load(a_file({"effective_rate": "0.5"}))

    assert [(p.row, p.column) for p in report.warnings] == [(2, "effective_rate")]
    assert "0.5" in report.warnings[0].text
    assert "0.4000" in report.warnings[0].text
    assert effective_rate(Project.objects.get()) == Decimal("0.4")


@pytest.mark.django_db
def test_empty_is_not_zero_and_zero_is_not_empty():
    load(
        a_file(
            {"total_value_cad": "", "scale_ai_contribution_cad": "0", "effective_rate": ""},
        )
    )

    project = Project.objects.get()
    assert (project.total, project.contribution) == (None, Decimal(0))
    assert effective_rate(project) is None


@pytest.mark.django_db
def test_a_total_of_zero_has_no_rate():
    load(a_file({"total_value_cad": "0", "scale_ai_contribution_cad": "0", "effective_rate": ""}))
    assert effective_rate(Project.objects.get()) is None


@pytest.mark.django_db
def test_a_known_organisation_is_matched_whatever_its_accents_and_capitals():
    known = OrganisationFactory(legal_name="9123-4567 Québec inc.", trade_name="Optél Group")

    report = load(a_file({"adopter_or_lead": "OPTEL  group", "partners": ""}))

    assert Project.objects.get().lead == known
    assert report.organisations_matched == ["OPTEL  group"]
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("known", ["Scale AI, Inc.", "Scale A.I. Ltée", "Scale  AIs"])
def test_a_like_name_is_asked_about_and_never_merged(known):
    other = OrganisationFactory(legal_name=known)

    report = load(a_file({"adopter_or_lead": "Scale AI", "partners": ""}))

    assert Project.objects.get().lead != other
    assert [q.column for q in report.questions] == ["adopter_or_lead"]
    assert known in report.questions[0].text
    assert DuplicateQuestion.objects.get().kept == other


@pytest.mark.django_db
def test_what_spreadsheets_save_is_read_alike():
    plain = a_file({})
    semicolons = b"\xef\xbb\xbf" + plain.replace(b'","', b'";"').replace(b",", b";", 11)

    load(semicolons.replace(b"\n", b"\r\n"))
    report = load(plain)

    assert report.unchanged == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("Montréal".encode("cp1252"), NotUtf8),
        ("project_name".encode("utf-16"), NotUtf8),
        (b"a\x00b", NotCsv),
        (b'a,"b\n', NotCsv),
        (b"", WrongHeader),
        (b"project_name,year\nx,2023", WrongHeader),
        ((",".join([*COLUMNS, "year"])).encode(), WrongHeader),
        (b"x" * (10 * 1024 * 1024 + 1), TooManyRows),
    ],
)
def test_a_file_that_is_no_table_of_projects_is_refused_by_name(content, error):
    with pytest.raises(error) as refused:
        load(content)
    assert "projects.csv" in str(refused.value)
    assert refused.value.status == 422


@pytest.mark.django_db
def test_a_row_with_too_few_cells_is_named():
    report = load(a_file({}) + b"\na,b\n")

    assert [(p.row, p.column) for p in report.refused] == [(3, "adopter_or_lead")]


@pytest.mark.django_db
def test_a_failure_half_way_leaves_nothing_behind():
    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(a_file({}, {"project_name": "B"}, {"project_name": "C"}), progress=stop)
    assert (Project.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_progress_is_told_row_by_row():
    told = []
    load(a_file({}, {"project_name": "B"}), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.django_db
def test_a_second_project_of_the_same_name_gets_its_own_address():
    load(a_file({}, {"source_url": "https://example.org/b"}))
    assert sorted(Project.objects.values_list("slug", flat=True)) == ["cranes", "cranes-2"]
    assert NOON + timedelta(0) == Project.objects.first().listed_at


def refusal_of(content):
    """Return why a file is refused as a whole, or nothing."""
    try:
        read_rows(content, Report("x"))
    except DomainError as refused:
        return str(refused)
    return ""


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_bytes_whatever_break_the_reader(content):
    assert refusal_of(content).startswith(("x ", "The first line of x"))


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({column: st.text(max_size=40) for column in COLUMNS}))
def test_no_cell_whatever_breaks_the_reader(cells):
    content = a_file({name: text.replace("\x00", "") for name, text in cells.items()})
    assert refusal_of(content) == ""
