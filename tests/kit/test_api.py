"""The API's common parts: who asks, refusals, writes sent twice, pages."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from grappe.hub.people.models import ApiToken, IdempotentAnswer, Organisation
from grappe.hub.people.services.programs import ABANDONED_AFTER, forget_old_answers
from grappe.kit.api import hash_token
from tests.factories import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.api_urls")]
GOOD = {"name": "Élan", "amount": "12.50"}


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def token(person):
    return ApiToken.objects.create(
        user=person, name="t", token_hash=hash_token("sesame"), created_at=timezone.now()
    )


@pytest.fixture
def post(client, token):
    def send(body, *, key=None, language="en", bearer="sesame"):
        headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": language}
        if key is not None:
            headers["Idempotency-Key"] = key
        return client.post(
            "/test/orders",
            body if isinstance(body, bytes) else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )

    return send


def test_a_token_gives_the_rights_of_its_person_and_notes_the_day(post, token):
    assert post(GOOD).status_code == 201
    token.refresh_from_db()
    assert token.last_used_on == timezone.now().date()


@pytest.mark.parametrize("fault", ["unknown", "revoked", "expired", "left"])
def test_a_token_that_is_not_good_any_more_is_a_stranger(post, token, person, fault):
    now = timezone.now()
    if fault == "revoked":
        ApiToken.objects.update(revoked_at=now)
    elif fault == "expired":
        ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    elif fault == "left":
        type(person).objects.update(is_active=False)

    answer = post(GOOD, bearer="other" if fault == "unknown" else "sesame")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="grappe"'
    assert answer.json()["code"] == "kit.sign_in"
    assert not Organisation.objects.exists()


def test_a_browser_s_session_needs_the_csrf_token_to_write(person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    assert client.get("/test/orders").status_code == 200
    answer = client.post("/test/orders", json.dumps(GOOD), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "kit.csrf")
    stranger = Client(enforce_csrf_checks=True).post("/test/orders", {})
    assert stranger.status_code == 401


def test_a_refusal_is_a_problem_with_its_code_and_numbers_and_changes_nothing(post):
    answer = post(GOOD | {"amount": "250.00"})

    assert answer.status_code == 409
    assert answer.json() | {"reference": ""} == {
        "type": "http://localhost:8000/help/errors/#test.too_dear",
        "title": "This asks for 250.00.",
        "status": 409,
        "code": "test.too_dear",
        "params": {"asked": "250.00"},
        "errors": [],
        "reference": "",
    }
    assert answer.json()["reference"] == answer["X-Request-ID"]
    assert not Organisation.objects.exists()


def test_fields_that_cannot_be_read_are_named_each_in_the_language_asked_for(post):
    body = {"amount": "much", "day": "tomorrow"}

    english, french = post(body).json(), post(body, language="fr-CA").json()

    assert english["status"] == 422
    assert [(e["place"], e["field"], e["code"]) for e in english["errors"]] == [
        ("body", "name", "missing"),
        ("body", "amount", "decimal_parsing"),
        ("body", "day", "date_from_datetime_parsing"),
    ]
    assert english["errors"][0]["message"] == "This is required."
    assert "obligatoire" in french["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{not json", 400, "kit.bad_request"),
        (b"\xff\xfe", 400, "kit.bad_request"),
        (b'{"name": "a\\u0000b", "amount": 1}', 422, "kit.not_text"),
        (b"[]", 422, "kit.invalid"),
        (b'{"name": "' + b"x" * 13_000_000 + b'"}', 413, "kit.too_big"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(post, body, status, code):
    answer = post(body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Organisation.objects.exists()


def test_what_breaks_on_our_side_says_nothing_of_the_inside_and_is_logged(post, caplog):
    answer = post(GOOD | {"name": "broken"}, key="k")

    assert (answer.status_code, answer.json()["code"]) == (500, "kit.unexpected")
    assert "12345" not in answer.content.decode()
    assert "RuntimeError: secret" in caplog.text
    assert not Organisation.objects.exists()
    assert not IdempotentAnswer.objects.exists()  # it may be sent again with the same key


def test_the_same_write_with_the_same_key_is_done_once_and_answered_alike(post):
    first, again = post(GOOD, key="k-1"), post(GOOD, key="k-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert Organisation.objects.count() == 1
    assert post(GOOD, key="k-2").json()["id"] != first.json()["id"]


def test_a_refusal_is_kept_for_its_key_too(post):
    dear = GOOD | {"amount": "250"}

    assert post(dear, key="k").content == post(dear, key="k").content
    assert IdempotentAnswer.objects.get().status == 409


def test_the_same_key_with_another_body_is_refused(post):
    post(GOOD, key="k")

    answer = post(GOOD | {"name": "Other"}, key="k")

    assert (answer.status_code, answer.json()["code"]) == (409, "kit.idempotency_key_reused")
    assert Organisation.objects.count() == 1


def test_a_key_is_a_person_s_own(post, person):
    post(GOOD, key="k")
    ApiToken.objects.create(
        user=UserFactory(), name="o", token_hash=hash_token("o"), created_at=timezone.now()
    )

    assert post(GOOD, key="k", bearer="o").status_code == 201
    assert Organisation.objects.count() == 2


def test_a_write_still_at_work_is_not_done_beside_itself_until_it_is_abandoned(post):
    post(GOOD, key="k")
    IdempotentAnswer.objects.update(status=None, body="", at=timezone.now())

    answer = post(GOOD, key="k")
    assert (answer.status_code, answer.json()["code"]) == (409, "kit.idempotency_key_in_use")

    IdempotentAnswer.objects.update(at=timezone.now() - ABANDONED_AFTER)
    assert post(GOOD, key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 101, "clé"])
def test_a_key_that_is_none_is_refused(post, key):
    answer = post(GOOD, key=key.encode().decode("latin-1"))

    assert (answer.status_code, answer.json()["code"]) == (400, "kit.bad_idempotency_key")
    assert not Organisation.objects.exists()


def test_old_answers_are_forgotten(post):
    post(GOOD, key="k")

    assert forget_old_answers(at=timezone.now() + timedelta(days=6)) == 0
    assert forget_old_answers(at=timezone.now() + timedelta(days=8)) == 1


def test_pages_follow_one_another_to_the_end(client, token):
    for name in "EDCBA":
        OrganisationFactory(legal_name=name)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(
            "/test/orders", {"cursor": cursor}, headers={"Authorization": "Bearer sesame"}
        ).json()
        seen.append([item["legal_name"] for item in page["items"]])
        cursor = page["next"]

    assert seen == [["A", "B"], ["C", "D"], ["E"]]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"cursor": "garbage"}, 400, "kit.bad_cursor"),
        ({"limit": 0}, 422, "kit.invalid"),
        ({"limit": 10**30}, 422, "kit.invalid"),
        ({"cursor": "a\x00"}, 422, "kit.not_text"),
    ],
)
def test_a_page_that_cannot_be_is_a_problem(client, token, query, status, code):
    answer = client.get("/test/orders", query, headers={"Authorization": "Bearer sesame"})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_document_names_the_problems_and_the_key_of_every_write(client):
    schema = client.get("/test/openapi.json").json()

    write = schema["paths"]["/test/orders"]["post"]
    assert {"201", "400", "401", "403", "404", "409", "422"} <= set(write["responses"])
    assert [p["name"] for p in write["parameters"]] == ["Idempotency-Key"]
    assert schema["components"]["schemas"]["Problem"]["example"]["code"] == "kit.wrong_state"
    assert "FieldProblem" in schema["components"]["schemas"]
