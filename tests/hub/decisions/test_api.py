"""The same through the API: same rights, same refusals, same silence."""

import json

import pytest

from grappe.hub.decisions import services
from grappe.hub.decisions.models import Decision, Vote
from tests.factories import NOON, RoundFactory, UserFactory
from tests.hub.decisions.stage import conflict, set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = set_stage()
    stage.fund(0, 90_000)
    stage.decline(1)
    return stage


def call(client, person, method, path, body=None, **headers):
    client.force_login(person)
    return client.generic(
        method,
        f"/api/{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def test_the_ranked_list_is_given_with_its_balance(client, stage):
    answer = call(client, stage.officer, "GET", f"meetings/{stage.round.pk}").json()

    assert [row["rank"] for row in answer["items"]] == [1, 2, 3]
    assert answer["items"][0]["left"] == "410000.00"
    assert {reading["key"] for reading in answer["balance"]} == {
        "sector",
        "province",
        "size",
        "first_time",
        "side",
    }


def test_a_whole_meeting_runs_through_the_api(client, stage):
    base = f"meetings/{stage.round.pk}"
    steps = [(stage.director, "POST", f"{base}/committee/open", {})]
    steps += [(m, "POST", f"{base}/committee/votes", {"every": "for"}) for m in stage.committee]
    steps += [
        (stage.director, "POST", f"{base}/committee/close", {}),
        (stage.director, "POST", f"{base}/board/open", {}),
    ]
    steps += [(m, "POST", f"{base}/board/votes", {"every": "for"}) for m in stage.board]
    steps += [
        (stage.director, "POST", f"{base}/board/close", {}),
        (stage.officer, "POST", f"{base}/letters/prepare", {}),
        (stage.director, "POST", f"{base}/letters/release", {}),
    ]

    statuses = [call(client, *step).status_code for step in steps]

    assert set(statuses) == {200}
    seen = call(client, stage.applicant, "GET", "decisions").json()["items"]
    assert [(row["reference"], row["amount"]) for row in seen] == [
        (stage.proposals[0].reference, "90000.00")
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"outcome": "fund", "amount": "300000.01"}, 409, "decisions.above_asked"),
        ({"outcome": "fund", "amount": "0"}, 422, "decisions.amount_missing"),
        ({"outcome": "fund", "amount": "-1"}, 422, "kit.invalid"),
        ({"outcome": "fund", "amount": "1e400"}, 422, "kit.invalid"),
        ({"outcome": "perhaps"}, 422, "kit.invalid"),
        ({"outcome": "decline", "feedback_en": "x" * 5001}, 422, "kit.invalid"),
        ({"outcome": "decline", "revision": 99}, 409, "kit.stale"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(client, stage, body, status, code):
    path = f"meetings/{stage.round.pk}/items/{stage.proposals[2].reference}"

    response = call(client, stage.officer, "PATCH", path, body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert (stage.item(2).outcome, stage.item(2).amount) == ("reserve", 0)


def test_the_api_hides_from_a_person_in_conflict_what_the_pages_hide(client, stage):
    member = stage.committee[0]
    conflict(member, stage.proposals[0])
    base = f"meetings/{stage.round.pk}"

    listed = call(client, member, "GET", base)
    item = call(
        client,
        member,
        "POST",
        f"{base}/items/{stage.proposals[0].reference}/recuse",
        {"reason": "x"},
    )

    assert stage.proposals[0].reference not in listed.content.decode()
    assert "90000" not in listed.content.decode()
    assert item.status_code == 404


def test_a_vote_sent_twice_with_one_key_is_cast_once(client, stage):
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    body = {"ballots": [{"reference": stage.proposals[0].reference, "ballot": "for"}]}
    path = f"meetings/{stage.round.pk}/committee/votes"

    answers = [
        call(client, stage.committee[0], "POST", path, body, **{"Idempotency-Key": "k1"})
        for _twice in range(2)
    ]

    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("role", ["officer", "director", "board", "observer"])
def test_nobody_but_members_votes(client, stage, role):
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    path = f"meetings/{stage.round.pk}/committee/votes"

    response = call(client, UserFactory(roles=[role]), "POST", path, {"every": "for"})

    assert response.status_code in (403, 404)
    assert not Vote.objects.exists()


def test_an_applicant_finds_no_meeting_and_no_unreleased_decision(client, stage):
    stage.ratified()

    meetings = call(client, stage.applicant, "GET", f"meetings/{stage.round.pk}")
    decisions = call(client, stage.applicant, "GET", "decisions")
    one = call(client, stage.applicant, "GET", f"decisions/{Decision.objects.first().pk}")

    assert (meetings.status_code, decisions.json()["items"], one.status_code) == (404, [], 404)


def test_a_decision_is_superseded_through_the_api(client, stage):
    stage.ratified()
    for act in ("prepare", "release"):
        call(client, stage.director, "POST", f"meetings/{stage.round.pk}/letters/{act}")
    later = RoundFactory(call=stage.round.call, number=2)
    decision = Decision.objects.get(proposal=stage.proposals[0])

    response = call(
        client,
        stage.director,
        "POST",
        f"decisions/{decision.pk}/supersede",
        {"to_round": later.pk, "reason": "New facts."},
    )

    assert (response.status_code, response.json()["state"]) == (200, "superseded")


def test_a_number_no_database_holds_is_refused(client, stage):
    response = call(client, stage.officer, "GET", f"meetings/{10**30}")

    assert response.status_code == 422
