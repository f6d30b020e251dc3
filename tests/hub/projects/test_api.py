"""The directory through the API: the same projects, by page, to anyone."""

from decimal import Decimal
from pathlib import Path

import pytest

import grappe.hub.projects as app
from grappe.hub.projects.models import Project
from grappe.hub.projects.services import import_projects
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PUBLISHED = Path(app.__file__).parent / "data" / "published_projects.csv"
ALL = "/api/projects/"


@pytest.fixture(autouse=True)
def published():
    import_projects(content=PUBLISHED.read_bytes(), name="p.csv", by=None, at=NOON)


def test_anyone_walks_every_project_once_by_its_cursors(client):
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(ALL, {"limit": 10, "cursor": cursor}).json()
        seen += [item["slug"] for item in answer["items"]]
        cursor = answer["next"]

    assert len(seen) == len(set(seen)) == 25
    assert seen == [item["slug"] for item in client.get(ALL).json()["items"]]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"province": "QC"}, 9),
        ({"q": "coveo"}, 3),
        ({"sector": "aerospace"}, 2),
        ({"year": 2020}, 9),
    ],
)
def test_it_is_narrowed_as_the_page_is(client, query, count):
    assert len(client.get(ALL, query).json()["items"]) == count


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"province": "XX"}, 422),
        ({"year": "x"}, 422),
        ({"year": 10**30}, 422),
        ({"limit": 0}, 422),
        ({"cursor": "made-up"}, 400),
        ({"q": "\x00"}, 422),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(client, query, status):
    response = client.get(ALL, query)
    assert response.status_code == status
    assert response.json()["code"]


def test_one_project_tells_null_from_zero_and_computes_its_rate(client):
    mccain = Project.objects.get(lead__legal_name="McCain Foods")
    silent = Project.objects.get(lead__legal_name="Guay")

    known = client.get(f"{ALL}{mccain.slug}").json()
    unknown = client.get(f"{ALL}{silent.slug}").json()

    assert Decimal(known["effective_rate"]) == Decimal("0.2368")
    assert (unknown["total"], unknown["effective_rate"], unknown["partners"]) == (
        None,
        None,
        ["Vooban"],
    )


def test_a_project_that_does_not_exist_is_not_found(client):
    assert client.get(f"{ALL}nothing").status_code == 404
