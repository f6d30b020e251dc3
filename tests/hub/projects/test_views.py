"""The public directory, its map, its files, a project's page, and the officer's upload."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

import grappe.hub.projects as app
from grappe.hub.projects.models import Project
from grappe.hub.projects.services import import_projects
from tests.factories import NOON, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PUBLISHED = Path(app.__file__).parent / "data" / "published_projects.csv"
DIRECTORY = "/projects/"


def text_of(response):
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def a_project(n=0, **fields):
    defaults = {
        "slug": f"p{n}",
        "title_en": f"Project {n}",
        "provenance": "published",
        "source_url": "https://example.org/a",
        "listed_at": NOON,
        "lead": OrganisationFactory(),
    }
    return Project.objects.create(**defaults | fields)


@pytest.fixture
def published():
    import_projects(content=PUBLISHED.read_bytes(), name="p.csv", by=None, at=NOON)


def test_anyone_reads_the_directory_of_published_projects(client, published):
    response = client.get(DIRECTORY)

    assert response.status_code == 200
    assert "25 results" in text_of(response)
    assert "$35,900,000" in text_of(response)


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("?province=QC", 9),
        ("?province=multi", 1),
        ("?province=none", 14),
        ("?sector=aerospace", 2),
        ("?year=2020", 9),
        ("?provenance=invented", 0),
        ("?q=coveo", 3),
        ("?q=coveo&year=2025", 1),
        ("?year=1999", 25),
    ],
)
def test_filters_narrow_the_list_the_map_and_the_sectors_together(
    client, published, address, count
):
    context = client.get(DIRECTORY + address).context

    found = context["map"]
    assert context["listing"].count == count
    assert sum(a.count for a in found.areas) + found.several + found.unplaced == count


def test_the_map_shades_by_share_of_the_largest_and_links_only_where_there_is_a_project(
    client, published
):
    response = client.get(DIRECTORY)
    areas = {area.code: area for area in response.context["map"].areas}

    assert (areas["QC"].count, areas["QC"].shade, areas["ON"].shade, areas["YT"].shade) == (
        9,
        4,
        1,
        0,
    )
    html = response.content.decode()
    assert 'aria-label="Quebec: 9 projects"' in html
    assert 'aria-label="Ontario: 1 project"' in html
    assert 'aria-label="Yukon' not in html
    assert len(areas) == 13


def test_projects_without_a_province_are_counted_and_said(client, published):
    assert "Of 14 projects no province was published." in text_of(client.get(DIRECTORY))


@pytest.mark.parametrize(
    ("kind", "ending"), [("csv", ".csv"), ("xlsx", ".xlsx"), ("json", ".json")]
)
def test_a_file_holds_what_is_shown(client, published, kind, ending):
    response = client.get(f"{DIRECTORY}?sector=aerospace&export={kind}")

    assert response.status_code == 200
    assert f"projects{ending}" in response["Content-Disposition"]


def test_a_file_tells_an_unpublished_figure_from_zero_and_names_the_source(client, published):
    rows = json.loads(client.get(f"{DIRECTORY}?q=guay&export=json").content)

    assert [(r["title"], r["lead"], r["total"], r["contribution"], r["year"]) for r in rows] == [
        ("Optimisation of Crane Allocation (phases 1 & 2)", "Guay", None, None, None)
    ]
    assert rows[0]["source_url"].startswith("https://www.oecd.org/")


def test_cards_show_the_same_projects(client, published):
    response = client.get(f"{DIRECTORY}?view=cards&q=coveo")

    assert response.content.decode().count("<article") == 3
    assert "total not published" in text_of(response)


def test_the_directory_costs_as_many_queries_with_three_projects_as_with_one(
    client, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_project(1)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(DIRECTORY)
    a_project(2)
    a_project(3)
    with CaptureQueriesContext(connection) as three:
        client.get(DIRECTORY)

    assert len(one) == len(three)
    assert len(one) <= 6


def test_a_project_shows_its_rate_with_the_formula_only_when_both_figures_are_known(client):
    both = a_project(1, total=Decimal(1000), contribution=Decimal(400), year=2023)
    one = a_project(2, contribution=Decimal(400))

    with_rate = text_of(client.get(reverse("projects:project", args=[both.slug])))
    without = text_of(client.get(reverse("projects:project", args=[one.slug])))

    assert "40%" in with_rate
    assert "$400 ÷ $1,000" in with_rate
    assert "%" not in without.replace("100%", "")
    assert "only when both the total and the contribution were published" in without


def test_every_figure_names_its_source_and_an_absent_one_is_said_to_be_unpublished(client):
    project = a_project(1, total=Decimal(1000), year=2023)

    html = client.get(reverse("projects:project", args=[project.slug])).content.decode()

    assert html.count('href="https://example.org/a"') == 2  # beside the total, and in short
    assert "not published" in html


def test_an_invented_project_says_so(client):
    project = a_project(1, provenance="invented")
    said = text_of(client.get(reverse("projects:project", args=[project.slug])))
    assert "Invented for the demo" in said


def test_a_title_in_the_other_language_only_is_marked_and_said(client):
    project = a_project(1, title_en="Cranes", title_fr="")
    client.cookies["grappe_language"] = "fr"

    listed = client.get(DIRECTORY).content.decode()
    shown = client.get(reverse("projects:project", args=[project.slug])).content.decode()

    assert '<span lang="en">Cranes</span>' in listed
    assert "Titre en anglais seulement" in shown


def test_a_project_that_does_not_exist_is_not_found(client):
    assert client.get("/projects/nothing/").status_code == 404


def upload(client, content, name="projects.csv"):
    return client.post(reverse("projects:load"), {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def officer(client):
    user = UserFactory(roles=["officer"])
    client.force_login(user)
    return user


def test_an_officer_loads_a_file_and_reads_what_became_of_it(client, officer):
    response = upload(client, PUBLISHED.read_bytes())

    assert response.status_code == 200
    assert response.context["report"].rows == Project.objects.count() == 25
    assert "others not seen" in text_of(response)


def test_a_bad_cell_is_named_on_the_page_and_nothing_is_loaded(client, officer):
    response = upload(client, PUBLISHED.read_bytes().replace(b",2023,", b",20x3,", 1))

    assert response.status_code == 422
    assert "“20x3” is not a year" in text_of(response)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("projects.csv", b"", "submitted file is empty"),
        ("projects.csv", b"%PDF-1.7 \x00\x01", "content is not one"),
        ("projects.exe", b"MZ", "may not be attached"),
        ("projects.csv", b"a,b\n1,2\n", "must name the columns"),
        ("<b>.csv", b"a,b\n1,2\n", "must name the columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(client, officer, name, content, says):
    response = upload(client, content, name)

    assert response.status_code == 422
    assert says in text_of(response)


@pytest.mark.parametrize("roles", [[], ["reviewer"], ["observer"], ["finance"], ["board"]])
def test_only_programme_staff_load_files(client, roles):
    client.force_login(UserFactory(roles=roles))

    assert client.get(reverse("projects:load")).status_code == 403
    assert upload(client, PUBLISHED.read_bytes()).status_code == 403
    assert not Project.objects.exists()


def test_a_stranger_is_asked_to_sign_in_before_loading(client):
    assert client.get(reverse("projects:load")).status_code == 302
