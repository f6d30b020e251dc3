"""The same through the API: same services, same rules, same refusals."""

import json
from decimal import Decimal

import pytest

from grappe.hub.proposals import services
from grappe.hub.proposals.models import Proposal, Snapshot
from tests.factories import NOON, OrganisationFactory, UserFactory
from tests.hub.proposals import stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    for module in ("writing", "parts", "acts"):
        monkeypatch.setattr(f"grappe.hub.proposals.api.{module}.now", lambda: NOON)


@pytest.fixture
def proposal():
    return stage.ready()


@pytest.fixture
def api(client, proposal):
    client.force_login(stage.owner_of(proposal))

    def call(method, path, body=None):
        send = getattr(client, method)
        url = f"/api/proposals/{path}"
        if method == "get":
            return send(url)
        return send(url, json.dumps(body or {}), content_type="application/json")

    return call


def test_a_program_starts_writes_and_reads_a_draft(api, proposal):
    lead = proposal.lead

    made = api("post", "", {"call": proposal.call.slug, "organisation": lead.pk, "title": "T"})
    assert made.status_code == 201, made.text
    pk = made.json()["id"]
    saved = api("put", f"{pk}/answers", {"answers": {"problem": {"value": "X.", "revision": 0}}})
    assert saved.json()[0]["revision"] == 1
    changed = api("patch", f"{pk}", {"sector": "health", "starts_on": "2027-04-01"})

    assert changed.json()["sector"] == "health"
    assert api("get", f"{pk}").json()["answers"][0]["value"] == "X."


def test_a_stale_answer_is_409_with_both_texts(api, proposal):
    body = {"answers": {"problem": {"value": "Mine.", "revision": 0}}}

    refused = api("put", f"{proposal.pk}/answers", body)

    assert refused.status_code == 409
    assert refused.json()["code"] == "kit.stale"
    conflict = refused.json()["params"]["conflicts"][0]
    assert (conflict["mine"], conflict["theirs"]) == ("Mine.", "Ships wait for cranes.")


def test_costs_funding_and_confirmation(api, client, proposal):
    partner = proposal.partners.get(is_lead=False)
    path = f"{proposal.pk}/partners/{partner.pk}"
    cost = {"category": "labour", "quarter": "2027-04-01", "amount": "12.34"}

    changed = api("put", f"{path}/costs", {"costs": [cost]})
    assert changed.json()["costs"] == [cost]
    assert changed.json()["confirmed_at"] is None
    assert api("post", f"{path}/confirm", {"digest": changed.json()["digest"]}).status_code == 403
    client.force_login(stage.partner_person(proposal))
    confirmed = api("post", f"{path}/confirm", {"digest": changed.json()["digest"]})

    assert confirmed.json()["confirmed_at"] is not None
    proposal.refresh_from_db()
    assert proposal.cost == Decimal("50012.34")


@pytest.mark.parametrize("amount", ["-1", "1e30", "abc", "1.234", None])
def test_a_bad_amount_is_422_and_changes_nothing(api, proposal, amount):
    partner = proposal.partners.get(is_lead=True)
    cost = {"category": "labour", "quarter": "2027-04-01", "amount": amount}

    refused = api("put", f"{proposal.pk}/partners/{partner.pk}/costs", {"costs": [cost]})

    assert refused.status_code == 422
    assert partner.costs.count() == 2


def test_submitting_twice_gives_one_version_and_its_bytes(api, proposal):
    first = api("post", f"{proposal.pk}/submit")
    second = api("post", f"{proposal.pk}/submit")

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["code"] == "kit.wrong_state"
    frozen = api("get", f"{proposal.pk}/versions/1")
    assert frozen.content == bytes(Snapshot.objects.get().content)
    assert api("get", f"{proposal.pk}/versions/1/receipt").content.startswith(b"%PDF")


def test_an_unready_draft_is_409_with_every_gap(client, api, proposal):
    draft = stage.started()
    client.force_login(stage.owner_of(draft))

    refused = api("post", f"{draft.pk}/submit")

    assert refused.status_code == 409
    assert refused.json()["code"] == "proposals.not_ready"
    listed = api("get", f"{draft.pk}/eligibility").json()["gaps"]
    assert refused.json()["params"]["gaps"] == listed


def test_officers_screen_and_applicants_may_not(client, api, proposal):
    api("post", f"{proposal.pk}/submit")
    body = {"reason": "The second year is missing.", "due_at": "2027-02-01T12:00:00Z"}
    assert api("post", f"{proposal.pk}/return", body).status_code == 403

    client.force_login(UserFactory(roles=["officer"]))
    assert api("post", f"{proposal.pk}/return", body).status_code == 200

    assert Proposal.objects.get(pk=proposal.pk).state == "draft"


def test_what_is_not_visible_is_404_by_every_way(client, api, proposal):
    partner = proposal.partners.first()
    kept = services.attach(
        proposal=proposal, file=stage.pdf(), by=stage.owner_of(proposal), at=NOON
    )
    client.force_login(stage.person(OrganisationFactory()))
    one = proposal.pk

    for method, path in [
        ("get", f"{one}"),
        ("get", f"{one}/eligibility"),
        ("get", f"{one}/attachments"),
        ("get", f"{one}/attachments/{kept.pk}"),
        ("get", f"{one}/versions"),
        ("get", f"{one}/versions/1"),
        ("patch", f"{one}"),
        ("put", f"{one}/answers"),
        ("post", f"{one}/submit"),
        ("post", f"{one}/withdraw"),
        ("delete", f"{one}/attachments/{kept.pk}"),
        ("delete", f"{one}/partners/{partner.pk}"),
    ]:
        body = {"answers": {}} if path.endswith("answers") else {}
        assert api(method, path, body).status_code == 404, path
    assert api("get", "").json()["items"] == []


def test_the_list_pages_by_cursor(client, api, proposal):
    client.force_login(UserFactory(roles=["officer"]))
    stage.started()
    first = api("get", "?limit=1").json()
    second = api("get", f"?limit=1&cursor={first['next']}").json()

    assert {first["items"][0]["id"], second["items"][0]["id"]} == set(
        Proposal.objects.values_list("pk", flat=True)
    )
    assert second["next"] is None
