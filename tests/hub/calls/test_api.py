"""Calls for programs."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from grappe.hub.calls.models import Call
from grappe.hub.people.models import ApiToken
from grappe.kit.api import hash_token
from tests.factories import CallFactory, CallVersionFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/api/calls/"


@pytest.fixture
def officer():
    return UserFactory(roles=["officer"])


@pytest.fixture
def ask(client, officer):
    """Send a request with the officer's token."""
    ApiToken.objects.create(
        user=officer, name="t", token_hash=hash_token("sesame"), created_at=timezone.now()
    )

    def send(method, path, data=None, *, token="sesame", **headers):
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return client.generic(
            method,
            URL + path,
            "" if data is None else json.dumps(data),
            content_type="application/json",
            headers=headers,
        )

    return send


def new(**fields):
    closes = (timezone.now() + timedelta(days=30)).isoformat()
    return {
        "title_en": "AI at the port",
        "title_fr": "L’IA au port",
        "mode": "dated",
        "closes_at": closes,
    } | fields


def test_strangers_read_public_calls_and_their_definition(ask):
    version = CallVersionFactory()
    CallFactory(state="draft")

    listed = ask("GET", "", token=None).json()
    read = ask("GET", f"{version.call.slug}/definition", token=None).json()

    assert [c["slug"] for c in listed["items"]] == [version.call.slug]
    assert listed["items"][0]["phase"] in ("coming", "open", "closed")
    assert (read["number"], read["definition"]) == (1, version.content)


def test_a_bad_token_is_refused_even_where_strangers_may_read(ask):
    assert ask("GET", "", token="wrong").status_code == 401


def test_strangers_and_others_may_not_write(client, ask):
    slug = CallVersionFactory().call.slug
    assert ask("POST", "", new(), token=None).status_code == 401
    ApiToken.objects.create(
        user=UserFactory(), name="o", token_hash=hash_token("other"), created_at=timezone.now()
    )

    for method, path, data in [
        ("POST", "", new()),
        ("PATCH", slug, {"title_en": "Mine"}),
        ("PUT", f"{slug}/definition/reminders", {"value": []}),
        ("POST", f"{slug}/close", {"reason": "x"}),
        ("POST", f"{slug}/publish", {"note": "x"}),
    ]:
        assert ask(method, path, data, token="other").status_code == 403
    assert Call.objects.get().state == "open"


def test_a_call_is_created_edited_and_opened_by_a_program(ask):
    made = ask("POST", "", new(preset="ngen"))
    slug = made.json()["slug"]
    round_ = {
        "title_en": "R",
        "title_fr": "R",
        "cutoff_at": new()["closes_at"],
        "meets_on": "2099-01-01",
        "envelope": "1000000.50",
    }

    assert made.status_code == 201
    assert ask("GET", slug, token=None).status_code == 404
    put = ask("PUT", f"{slug}/definition/reviewing/days_to_review", {"value": 10})
    assert put.json()["definition"]["reviewing"]["days_to_review"] == 10
    assert ask("POST", f"{slug}/rounds", round_).json()["envelope"] == "1000000.50"
    assert ask("POST", f"{slug}/open").json()["phase"] == "open"
    assert ask("POST", f"{slug}/open").json()["code"] == "kit.wrong_state"
    assert ask("GET", slug, token=None).status_code == 200


def test_an_invalid_part_is_refused_with_its_place(ask):
    slug = ask("POST", "", new()).json()["slug"]

    answer = ask("PUT", f"{slug}/definition/criteria/impact/weight", {"value": 31})
    broken = ask("PUT", f"{slug}/definition/terms/rate_most", {"value": "NaN"})
    hole = ask("PUT", f"{slug}/definition/nowhere/x", {"value": 1})
    nul = ask(
        "PUT", f"{slug}/definition/sections/risks/title", {"value": {"en": "a\x00", "fr": ""}}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "calls.invalid_definition")
    assert "101" in answer.json()["title"]
    assert broken.json()["params"]["place"] == "terms / rate_most"
    assert hole.status_code == 404
    assert nul.status_code in (400, 422)
    assert Call.objects.get().versions.get().revision == 1


def test_a_stale_fingerprint_is_refused(ask):
    slug = ask("POST", "", new()).json()["slug"]

    answer = ask("PUT", f"{slug}/definition/reminders", {"value": [], "seen": "0" * 16})

    assert (answer.status_code, answer.json()["code"]) == (409, "kit.stale")


def test_a_write_sent_twice_with_one_key_is_done_once(ask):
    data = new()
    first = ask("POST", "", data, **{"Idempotency-Key": "k1"})
    second = ask("POST", "", data, **{"Idempotency-Key": "k1"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Call.objects.count() == 1


def test_applicants_do_not_read_the_version_in_preparation(ask):
    slug = ask("POST", "", new()).json()["slug"]
    ask("POST", f"{slug}/open")
    ask("PUT", f"{slug}/definition/reminders", {"value": []})

    assert ask("GET", f"{slug}/definition", token=None).json()["number"] == 1
    assert ask("GET", f"{slug}/definition?version=2", token=None).status_code == 404
    assert ask("GET", f"{slug}/definition?version=2").json()["published_at"] is None
    assert {c["kind"] for c in ask("GET", f"{slug}/versions/2/changes").json()} == {"removed"}
