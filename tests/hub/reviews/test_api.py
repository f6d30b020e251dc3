"""The API of reviews: a whole review by program, and the same doors shut as in the pages."""

import hashlib
import json

import pytest

from grappe.hub.people.models import ApiToken
from grappe.hub.reviews.models import Assignment, Reviewer
from tests.factories import NOON, ReviewerFactory, UserFactory
from tests.hub.reviews.stage import (
    accepted,
    invited,
    make_conflict,
    officer,
    proposal_in_review,
    sent,
)

pytestmark = pytest.mark.django_db
MARKS = [
    {"criterion": "impact", "value": 4, "justification": "Large"},
    {"criterion": "ai", "value": 3, "justification": "Known"},
]


@pytest.fixture
def call(client):
    from grappe.kit.api import hash_token

    def ask(user, method, path, body=None, **headers):
        secret = f"grp_{hashlib.sha256(str(user.pk).encode()).hexdigest()}"
        ApiToken.objects.get_or_create(
            token_hash=hash_token(secret),
            defaults={"user": user, "name": "t", "created_at": NOON},
        )
        return client.generic(
            method,
            f"/api/reviews/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )

    return ask


def test_a_whole_review_runs_through_the_api(call):
    assignment = invited(reviewer=ReviewerFactory(agreed_at=None))
    user, pk = assignment.reviewer.user, assignment.pk

    assert call(user, "POST", f"{pk}/accept", {}).json()["code"] == "reviews.agreement_needed"
    assert call(user, "POST", f"{pk}/accept", {"agree": True}).json()["state"] == "accepted"
    draft = call(user, "PUT", f"{pk}/draft", {"marks": MARKS, "revision": 0})
    assert draft.json()["revision"] == 1
    assert (
        call(user, "PUT", f"{pk}/draft", {"marks": [], "comment": "x", "revision": 0}).json()[
            "code"
        ]
        == "kit.stale"
    )
    answer = call(user, "POST", f"{pk}/send")
    assert (answer.status_code, answer.json()["score"]) == (200, "3.600")
    assert call(user, "POST", f"{pk}/send").status_code == 409
    revised = call(
        user,
        "POST",
        f"{pk}/revise",
        {"marks": [{**MARKS[0], "value": 2}], "revision": 1, "reason": "Misread"},
    )
    assert revised.json()["score"] == "2.400"
    assert call(user, "GET", "").json()["items"][0]["state"] == "submitted"


@pytest.mark.parametrize(
    "bad",
    [
        {"marks": [{"criterion": "impact", "value": 9, "justification": "x"}]},
        {"marks": [{"criterion": "impact", "value": "five"}]},
        {"marks": [{"criterion": "charm", "value": 3}]},
        {"comment": "x" * 20_001},
        {"revision": -1},
    ],
)
def test_a_bad_draft_is_refused_with_a_problem(call, bad):
    assignment = accepted()

    answer = call(assignment.reviewer.user, "PUT", f"{assignment.pk}/draft", {"revision": 0, **bad})

    assert answer.status_code == 422
    assert answer.json()["code"]


def test_nothing_of_the_others_before_ones_own_is_sent(call):
    proposal = proposal_in_review()
    other, mine = sent(proposal, 1, 1), accepted(proposal)
    user = mine.reviewer.user
    user.grants.create(role="committee", granted_at=NOON)

    assert call(user, "GET", f"{other.pk}").status_code == 404
    assert call(user, "GET", f"proposals/{proposal.reference}").status_code == 404
    assert call(user, "GET", f"proposals/{proposal.reference}/discussion").status_code == 404
    [row] = call(user, "GET", f"rounds/{proposal.round_id}/ranked").json()["items"]
    assert row["sealed"] is True
    assert {row[k] for k in ("score", "mean", "spread", "reviews_sent", "disputed")} == {None}


def test_after_sending_the_others_open_less_what_is_for_the_committee(call):
    proposal = proposal_in_review()
    other, mine = sent(proposal, 1, 1), sent(proposal)
    Assignment.objects.filter(pk=other.pk).update(comment="open", comment_private="closed")

    def seen(user):
        rows = call(user, "GET", f"proposals/{proposal.reference}").json()
        return next((r["comment"], r["comment_private"]) for r in rows if r["id"] == other.pk)

    assert seen(mine.reviewer.user) == ("open", "")
    assert seen(UserFactory(roles=["committee"])) == ("open", "closed")


def test_a_draft_is_its_reviewers_own(call):
    assignment = accepted()
    Assignment.objects.filter(pk=assignment.pk).update(comment="half a thought")

    answer = call(officer(), "GET", f"{assignment.pk}").json()

    assert (answer["comment"], answer["marks"], answer["score"]) == ("", [], None)


PATHS = [
    ("GET", "{pk}", None),
    ("POST", "{pk}/accept", {}),
    ("POST", "{pk}/decline", {"reason": "time"}),
    ("PUT", "{pk}/draft", {"marks": [], "revision": 0}),
    ("POST", "{pk}/send", None),
    ("POST", "{pk}/revise", {"marks": [], "revision": 0, "reason": "x"}),
    ("POST", "{pk}/remind", None),
    ("POST", "{pk}/lead", None),
    ("POST", "{pk}/due", {"due_at": "2031-01-01T00:00:00Z"}),
    ("POST", "{pk}/cancel", {"reason": "x"}),
    ("POST", "{pk}/replace", {"reason": "x", "reviewer": 1}),
    ("GET", "proposals/{ref}", None),
    ("GET", "proposals/{ref}/candidates", None),
    ("GET", "proposals/{ref}/discussion", None),
    ("POST", "proposals/{ref}/discussion", {"body": "x"}),
    ("PUT", "proposals/{ref}/consensus", {"scores": {}, "text_en": "x", "text_fr": "x"}),
    ("DELETE", "proposals/{ref}/consensus", None),
    ("POST", "proposals/{ref}/start", None),
    ("POST", "proposals/{ref}/close", None),
    ("POST", "proposals/{ref}/conflict", {"reason": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
@pytest.mark.parametrize("role", ["reviewer", "officer", "committee"])
def test_a_conflicted_person_finds_no_operation(call, method, path, body, role):
    proposal, user = proposal_in_review(), UserFactory(roles=[role])
    own = {"reviewer": ReviewerFactory(user=user)} if role == "reviewer" else {}
    assignment = sent(proposal, **own)
    make_conflict(user, proposal)

    answer = call(user, method, path.format(pk=assignment.pk, ref=proposal.reference), body)

    assert answer.status_code == 404
    assert proposal.reference not in answer.content.decode()


def test_lists_of_a_conflicted_officer_hold_nothing_of_it(call):
    proposal, user = proposal_in_review(), officer()
    accepted(proposal)
    make_conflict(user, proposal)

    assert call(user, "GET", f"rounds/{proposal.round_id}/ranked").json()["items"] == []
    assert call(user, "GET", "pool").json()["items"][0]["load"] == 0
    assert call(user, "GET", "calibration").json() == []
    found = call(
        user, "POST", "check", {"email": "jo@example.net", "organisations": [proposal.lead_id]}
    )
    assert found.json() == []


def test_a_set_is_applied_whole_or_not_at_all(call):
    proposal, free, tied = proposal_in_review(), ReviewerFactory(), ReviewerFactory()
    make_conflict(tied.user, proposal)
    path = f"rounds/{proposal.round_id}/assignments"

    def pairs(*reviewers):
        return {"pairs": [{"proposal": proposal.reference, "reviewer": r.pk} for r in reviewers]}

    refused = call(officer(), "POST", path, pairs(free, tied))
    assert (refused.status_code, refused.json()["code"]) == (409, "reviews.in_conflict")
    assert not Assignment.objects.exists()
    assert call(officer(), "POST", path, pairs(free)).status_code == 201
    assert call(UserFactory(roles=["committee"]), "POST", path, pairs(free)).status_code == 403


def test_an_idempotency_key_does_an_act_once(call):
    assignment = accepted()
    by = officer()

    one = call(by, "POST", f"{assignment.pk}/remind", **{"Idempotency-Key": "k1"})
    two = call(by, "POST", f"{assignment.pk}/remind", **{"Idempotency-Key": "k1"})

    assert (one.status_code, two.status_code) == (200, 200)
    assert one.content == two.content


def test_a_profile_is_kept_through_the_api(call):
    user = UserFactory(roles=["reviewer"])

    answer = call(user, "PUT", "profile", {"headline": "Ports", "expertise": {"ml": 3}})

    assert answer.status_code == 200
    assert Reviewer.objects.get(user=user).expertise.get().level == 3
    assert call(user, "POST", "profile/agreement").status_code == 204
    assert call(user, "POST", "profile/works", {"title": "x", "year": 2025}).status_code == 204
    assert call(UserFactory(), "PUT", "profile", {}).status_code == 403


def test_a_person_declares_their_own_conflict(call):
    assignment = accepted()
    reference = assignment.proposal.reference

    assert (
        call(
            assignment.reviewer.user, "POST", f"proposals/{reference}/conflict", {"reason": "Kin"}
        ).status_code
        == 204
    )

    assert call(assignment.reviewer.user, "GET", f"{assignment.pk}").status_code == 404
    assignment.refresh_from_db()
    assert assignment.state == "cancelled"
