"""A list costs as many questions to the database with three rows as with one."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grappe.hub.projects.models import Project
from tests import factories as f

pytestmark = pytest.mark.django_db


def a_project(n: int) -> None:
    Project.objects.create(
        slug=f"p{n}",
        title_en=f"P{n}",
        provenance="published",
        listed_at=f.NOON,
        lead=f.OrganisationFactory(),
    )


def a_proposal(n: int) -> None:
    f.PartnerFactory(proposal=f.ProposalFactory(state="submitted"))


def a_review(n: int) -> None:
    f.AssignmentFactory(due_at=f.NOON + timedelta(days=n))


# Of each list: its address, what makes one more row, and the most it may ask.
LISTS: dict[str, tuple[str, Any, int]] = {
    "projects": ("/projects/", a_project, 12),
    "projects as cards": ("/projects/?view=cards", a_project, 12),
    "projects as a file": ("/projects/?export=csv", a_project, 12),
    "projects, API": ("/api/projects/", a_project, 12),
    "proposals": ("/proposals/", a_proposal, 13),
    "proposals as a file": ("/proposals/?export=json", a_proposal, 13),
    "proposals, API": ("/api/proposals/", a_proposal, 13),
    "calls": ("/calls/", lambda n: f.CallVersionFactory(), 12),
    "calls, API": ("/api/calls/", lambda n: f.CallVersionFactory(), 12),
    "reviewers": ("/reviews/pool/", a_review, 20),
    "rounds": ("/reviews/rounds/", lambda n: f.RoundFactory(), 16),
    "meetings": ("/meetings/", lambda n: f.RoundFactory(), 16),
    "organisations, API": ("/api/organisations", lambda n: f.OrganisationFactory(), 12),
    "trace, API": ("/api/trace/events", a_project, 12),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_for_three_rows_than_for_one(name: str) -> None:
    address, one_more, most = LISTS[name]
    client = Client()
    client.force_login(f.UserFactory(roles=["officer", "auditor"]))
    one_more(1)
    client.get(address)  # sessions and caches settle
    one = asked(client, address)
    one_more(2)
    one_more(3)
    three = asked(client, address)

    assert len(three) == len(one), "\n".join(shapes(three)[len(one) - 1 :])
    assert len(one) <= most


def asked(client: Client, address: str) -> list[str]:
    """Return the queries of one page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


def shapes(queries: list[str]) -> list[str]:
    """Return queries without their numbers, to be told apart."""
    return [re.sub(r"\d+", "?", sql)[:300] for sql in queries]
