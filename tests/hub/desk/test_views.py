"""The home page of everybody, and the demo's door."""

import pytest

from tests.factories import (
    NOON,
    AffiliationFactory,
    AssignmentFactory,
    CallFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DEMO = {"provenance": "invented"}


def html_for(client, user=None, language="en"):
    if user:
        client.force_login(user)
    client.cookies["grappe_language"] = language
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_reads_what_the_cluster_is_and_which_calls_are_open(client):
    CallFactory(title_en="Ports and rail", title_fr="Ports et rail")
    assert "Ports and rail" in html_for(client)
    assert "Ports et rail" in html_for(client, language="fr")


@pytest.mark.parametrize(
    "role",
    ["officer", "director", "reviewer", "committee", "board", "finance", "observer", "auditor"],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_role_has_a_desk_in_both_languages(client, role, language):
    html = html_for(client, UserFactory(roles=[role]), language)
    assert ("Bonjour" if language == "fr" else "Good day") in html


def test_what_was_returned_stands_with_its_reason(client):
    affiliation = AffiliationFactory()
    ProposalFactory(
        lead=affiliation.organisation,
        returned_at=NOON,
        return_reason="Add the quotes <b>please</b>.",
    )
    html = html_for(client, affiliation.user)
    assert "Add the quotes &lt;b&gt;please&lt;/b&gt;." in html


def test_a_newcomer_is_told_how_to_begin(client):
    assert "You do not act for an organisation yet" in html_for(client, UserFactory())


def test_a_late_review_is_called_overdue(client):
    assignment = AssignmentFactory(due_at="2020-01-01T00:00Z")
    assert "overdue" in html_for(client, assignment.reviewer.user)


def test_home_is_read_only(client):
    assert client.post("/").status_code == 405


def test_the_demo_offers_its_invented_people_in_groups(client):
    UserFactory(email="officer@demo.example", full_name="Maude T.", roles=["officer"], **DEMO)
    UserFactory(email="real@cluster.example", full_name="Real Person")
    html = client.get("/accounts/login/").content.decode()
    assert "Maude T." in html
    assert "Programme officer" in html
    assert "Real Person" not in html


def test_one_click_signs_in_as_an_invented_person_and_goes_on(client):
    person = UserFactory(email="officer@demo.example", **DEMO)
    response = client.post(f"/demo/sign-in/{person.pk}/", {"next": "/accessibility/"})
    assert response["Location"] == "/accessibility/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_door_leads_to_no_other_site(client):
    person = UserFactory(email="officer@demo.example", **DEMO)
    response = client.post(f"/demo/sign-in/{person.pk}/", {"next": "//evil.example/"})
    assert response["Location"] == "/"


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "real@cluster.example"},
        {"email": "real@cluster.example", "provenance": "invented"},
        {"email": "x@demo.example", "provenance": "registered"},
        {"email": "x@demo.example", "provenance": "invented", "is_active": False},
    ],
)
def test_nobody_else_can_be_signed_in_as(client, fields):
    person = UserFactory(**fields)
    assert client.post(f"/demo/sign-in/{person.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_door_needs_a_post_and_a_token(client):
    from django.test import Client

    person = UserFactory(email="officer@demo.example", **DEMO)
    assert client.get(f"/demo/sign-in/{person.pk}/").status_code == 405
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post(f"/demo/sign-in/{person.pk}/").status_code == 403


def test_outside_the_demo_there_is_no_such_door(client, settings):
    settings.DEMO = False
    person = UserFactory(email="officer@demo.example", full_name="Maude T.", **DEMO)
    assert client.post(f"/demo/sign-in/{person.pk}/").status_code == 404
    assert "Maude T." not in client.get("/accounts/login/").content.decode()
    assert "_auth_user_id" not in client.session
