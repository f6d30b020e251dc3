"""What programs may do since the pages could: tokens, ties, roles, invitations, questions."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from grappe.hub.audit.models import Event
from grappe.hub.notices.models import Notice
from grappe.hub.people import queries, services
from grappe.hub.people.models import (
    Affiliation,
    ApiToken,
    DuplicateQuestion,
    IdempotentAnswer,
    Interest,
    Invitation,
    LinkQuestion,
    Organisation,
    RoleGrant,
)
from grappe.hub.people.services.accounts import MOST_TOKENS
from grappe.hub.people.services.programs import person_of_token
from tests.factories import NOON, AffiliationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "k1"}


@pytest.fixture
def program(client):
    """A program that acts with a person's token."""

    def of(user):
        _token, secret = services.create_token(user=user, name="t", days=None, by=user, at=NOON)

        def call(method, path, data=None, **headers):
            return getattr(client, method)(
                f"/api{path}",
                data,
                content_type="application/json",
                headers={"Authorization": f"Bearer {secret}"} | headers,
            )

        return call

    return of


@pytest.fixture
def mailbox():
    """Return a function that gives the secret in the newest letter of an invitation."""

    def newest():
        body = Notice.objects.filter(key="people.invited").latest("pk").body
        return re.search(r"/invitations/([\w-]+)/", body).group(1)

    return newest


def person_of(secret):
    return person_of_token(queries.hash_of(secret), at=timezone.now())


def told(answer):
    return answer.status_code, answer.json().get("code")


def test_a_token_is_made_once_shown_once_and_kept_nowhere(program):
    call = program(UserFactory())

    first, again = (call("post", "/me/tokens", {"name": "BI", "days": 7}, **KEY) for _n in "ab")

    secret = first.json()["secret"]
    assert (first.status_code, again.status_code) == (201, 201)
    assert person_of(secret).api_tokens.get(name="BI")
    assert again.json() == first.json() | {"secret": ""}
    assert ApiToken.objects.count() == 2
    assert secret not in IdempotentAnswer.objects.get().body
    assert secret not in call("get", "/me/tokens").text


def test_a_revoked_token_is_refused_and_nobody_elses_is_found(program):
    ada, eve = UserFactory(), UserFactory()
    call, other = program(ada), program(eve)
    made = other("post", "/me/tokens", {"name": "mine"}).json()

    assert call("delete", f"/me/tokens/{made['id']}").status_code == 404
    assert other("delete", f"/me/tokens/{made['id']}").status_code == 204
    assert person_of(made["secret"]) is None
    assert call("get", "/me").status_code == 200


def test_tokens_end_at_the_limit_and_by_their_days(program):
    call = program(UserFactory())
    for _n in range(MOST_TOKENS - 1):
        assert call("post", "/me/tokens", {"name": "x"}).status_code == 201

    assert told(call("post", "/me/tokens", {"name": "x"})) == (409, "people.token_limit")
    assert call("post", "/me/tokens", {"name": "x", "days": 366}).status_code == 422
    assert call("post", "/me/tokens", {"name": " "}).status_code == 422


def test_ties_are_declared_once_and_ended(program):
    ada, firm = UserFactory(), OrganisationFactory(legal_name="Optel Inc.")
    call = program(ada)
    said = {"organisation": "optel inc.", "kind": "family", "reason": "a cousin"}

    first, again = (call("post", "/me/interests", said, **KEY) for _n in "ab")
    job = {"organisation": "Unheard-of Ltd", "ended_on": "2026-01-31"}
    past = call("post", "/me/employers", job)

    assert (first.status_code, first.json()) == (201, again.json())
    assert Interest.objects.get().organisation == firm
    assert (past.status_code, past.json()["organisation"]) == (201, "Unheard-of Ltd")
    assert [one["ended_on"] for one in call("get", "/me/affiliations").json()["items"]] == [
        "2026-01-31"
    ]
    ended = call("post", f"/me/interests/{first.json()['id']}/end")
    assert ended.json()["ended_on"] == timezone.localdate().isoformat()
    assert len(call("get", "/me/interests").json()["items"]) == 1


def test_a_future_employer_and_someone_elses_interest_are_refused(program):
    interest = services.declare_interest_in(
        name="Optel", kind="work", reason="", ended_on=None, by=UserFactory(), at=NOON
    )
    call = program(UserFactory())
    future = (timezone.localdate() + timedelta(days=9)).isoformat()

    late = call("post", "/me/employers", {"organisation": "Optel", "ended_on": future})
    assert told(late) == (422, "people.bad_dates")
    assert call("post", f"/me/interests/{interest.pk}/end").status_code == 404
    interest.refresh_from_db()
    assert interest.ended_on is None
    assert not Affiliation.objects.exists()


def test_a_director_grants_and_ends_roles(program):
    boss, ada = UserFactory(roles=["director"]), UserFactory()
    call, base = program(boss), f"/people/{ada.pk}/roles"

    made = call("post", base, {"role": "officer"}, **KEY)
    assert call("post", base, {"role": "officer"}, **KEY).json() == made.json()
    assert told(call("post", base, {"role": "officer"})) == (409, "people.role_held")
    assert call("get", f"/people/{ada.pk}").json()["cluster_roles"] == ["officer"]
    assert call("delete", f"{base}/{made.json()['id']}").status_code == 204
    assert call("get", f"/people/{ada.pk}").json()["cluster_roles"] == []
    assert [one["verb"] for one in call("get", f"/people/{ada.pk}/history").json()["items"]] == [
        "person.role_ended",
        "person.role_granted",
    ]


def test_nobody_grants_to_themselves_and_officers_grant_nothing(program):
    boss, officer = UserFactory(roles=["director"]), UserFactory(roles=["officer"])
    own = RoleGrant.objects.get(user=boss)
    call, lesser = program(boss), program(officer)

    given = call("post", f"/people/{boss.pk}/roles", {"role": "auditor"})
    assert told(given) == (403, "people.to_oneself")
    assert told(call("delete", f"/people/{boss.pk}/roles/{own.pk}")) == (403, "people.to_oneself")
    assert lesser("post", f"/people/{boss.pk}/roles", {"role": "auditor"}).status_code == 403
    assert call("delete", f"/people/{officer.pk}/roles/{own.pk}").status_code == 404
    assert RoleGrant.objects.filter(ended_at=None).count() == 2


def test_the_list_of_people_is_narrowed_and_closed_to_applicants(program):
    ada = UserFactory(full_name="Ada Byron", roles=["reviewer"])
    firm = AffiliationFactory(user=ada).organisation
    call = program(UserFactory(full_name="Boss", roles=["officer"]))

    (one,) = call("get", "/people?q=byron&role=reviewer").json()["items"]
    assert (one["id"], one["organisations"]) == (ada.pk, [str(firm)])
    assert call("get", "/people?role=board").json()["items"] == []
    assert call("get", f"/people/{ada.pk}/affiliations").json()["items"][0]["role"]
    for path in ("/people", f"/people/{ada.pk}", f"/people/{ada.pk}/roles"):
        assert program(ada)("get", path).status_code == 403, path


def test_an_invitation_to_a_role_is_sent_again_revoked_and_accepted_by_programs(program, mailbox):
    boss, ada = UserFactory(roles=["director"]), UserFactory(email="ada@example.org")
    ada.emailaddress_set.create(email="ada@example.org", verified=True)
    call = program(boss)
    asked = {"email": "ada@example.org", "role": "committee"}
    made = call("post", "/invitations", asked)

    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert told(call("post", "/invitations", asked)) == (409, "people.invited_already")
    old = mailbox()
    assert call("post", f"/invitations/{made.json()['id']}/resend").status_code == 200
    hers = program(ada)
    assert hers("post", "/invitations/accept", {"secret": old}).status_code == 404
    secret = mailbox()
    assert hers("post", "/invitations/offer", {"secret": secret}).json()["role"] == "committee"
    accepted = hers("post", "/invitations/accept", {"secret": secret})
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert told(hers("post", "/invitations/accept", {"secret": secret})) == (
        410,
        "people.invitation_closed",
    )
    assert "committee" in hers("get", "/me").json()["cluster_roles"]
    assert call("post", f"/invitations/{made.json()['id']}/revoke").status_code == 410


def test_an_invitation_is_for_its_address_and_handled_by_its_own(program, mailbox):
    owner, eve = AffiliationFactory(), UserFactory()
    call, base = program(owner.user), f"/organisations/{owner.organisation_id}"
    made = call("post", f"{base}/invitations", {"email": "x@example.org", "role": "viewer"}).json()
    stranger = program(eve)

    taken = stranger("post", "/invitations/accept", {"secret": mailbox()})
    assert told(taken) == (403, "people.not_your_invitation")
    assert stranger("post", f"/invitations/{made['id']}/revoke").status_code == 404
    assert stranger("post", "/invitations", {"email": "y@x.ca", "role": "board"}).status_code == 403
    assert stranger("get", "/invitations").status_code == 403
    assert call("post", f"/invitations/{made['id']}/revoke").json()["state"] == "revoked"
    assert Invitation.objects.get().accepted_by is None


def test_a_parent_is_named_and_an_unclear_name_is_refused(program):
    owner = AffiliationFactory()
    parent = OrganisationFactory(legal_name="Holding Ltd")
    for _n in range(2):
        OrganisationFactory(trade_name="Twin")
    call, path = program(owner.user), f"/organisations/{owner.organisation_id}"
    firm = {"legal_name": "Child Ltd", "kind": "adopter"}

    assert call("put", path, firm | {"parent_name": "holding ltd"}).json()["parent_id"] == parent.pk
    unknown = call("put", path, firm | {"parent_name": "Nobody"})
    unclear = call("put", path, firm | {"parent_name": "Twin"})
    itself = call("put", path, firm | {"parent_name": "Child Ltd"})
    assert told(unknown) == (422, "people.parent_unknown")
    assert told(unclear) == (422, "people.parent_unclear")
    assert told(itself) == (422, "people.bad_ownership")
    assert call("get", path).json()["parent_name"] == str(parent)
    assert call("put", path, firm).json()["parent_id"] is None


def test_a_membership_is_ended_once(program):
    firm = OrganisationFactory()
    call, base = program(UserFactory(roles=["finance"])), f"/organisations/{firm.pk}/memberships"
    period = {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "fee": "2500.00"}
    row = call("post", base, period, **KEY).json()["id"]

    assert call("delete", f"{base}/{row}").status_code == 204
    assert told(call("delete", f"{base}/{row}")) == (409, "people.membership_ended")
    assert call("delete", f"{base}/{row + 1}").status_code == 404
    verbs = [
        one["verb"] for one in call("get", f"/organisations/{firm.pk}/history").json()["items"]
    ]
    assert verbs == ["membership.ended", "membership.opened"]


@pytest.fixture
def twins():
    """Two organisations that may be one, and the question."""
    pair = [OrganisationFactory(legal_name=name) for name in ("Optel Inc.", "OPTEL ltée")]
    services.find_duplicates(at=NOON)
    return [*pair, DuplicateQuestion.objects.get()]


def test_officers_merge_by_program_once_and_only_the_pair(program, twins):
    kept, other, question = twins
    third = OrganisationFactory(legal_name="Quite Another")
    call, path = program(UserFactory(roles=["officer"])), f"/questions/duplicates/{question.pk}"

    (shown,) = call("get", "/questions/duplicates?state=open").json()["items"]
    assert ("alike" in shown["evidence"][0], len(shown["sides"])) == (True, 2)
    wrong = call("post", f"{path}/confirm", {"keep": third.pk, "reason": "?"})
    assert told(wrong) == (409, "people.cannot_merge")
    empty = call("post", f"{path}/confirm", {"keep": kept.pk, "reason": " "})
    assert told(empty) == (422, "people.reason_missing")
    assert call("get", path).json()["state"] == "open"
    done = call("post", f"{path}/confirm", {"keep": kept.pk, "reason": "same firm"}, **KEY)
    assert (done.status_code, done.json()["id"]) == (200, kept.pk)
    assert told(call("post", f"{path}/dismiss", {"reason": "no"})) == (
        409,
        "people.question_answered",
    )
    other.refresh_from_db()
    assert other.merged_into == kept


def test_auditors_read_questions_and_answer_none(program, twins):
    kept, _other, question = twins
    link = LinkQuestion.objects.create(
        kind="bank", left=kept, right=_other, evidence={"signs": [{"kind": "bank"}]}, found_at=NOON
    )
    call = program(UserFactory(roles=["auditor"]))

    assert call("get", "/questions/duplicates").status_code == 200
    assert len(call("get", f"/questions/links/{link.pk}").json()["sides"]) == 2
    for path, data in [
        (f"/questions/duplicates/{question.pk}/confirm", {"keep": kept.pk, "reason": "x"}),
        (f"/questions/duplicates/{question.pk}/dismiss", {"reason": "x"}),
        (f"/questions/links/{link.pk}/confirm", {"reason": "x"}),
        (f"/questions/links/{link.pk}/dismiss", {"reason": "x"}),
        ("/questions/look", None),
    ]:
        assert call("post", path, data).status_code == 403, path
    assert program(UserFactory())("get", "/questions/links").status_code == 403
    question.refresh_from_db()
    assert (question.state, Organisation.objects.exclude(merged_into=None).count()) == ("open", 0)


def test_a_link_is_answered_and_looking_again_finds_nothing_twice(program):
    for name in ("Alpha Works", "Omega Mills"):
        OrganisationFactory(legal_name=name, bank_fingerprint="f" * 64)
    call = program(UserFactory(roles=["officer"]))

    assert call("post", "/questions/look").json() == {"new": 1}
    assert call("post", "/questions/look").json() == {"new": 0}
    (link,) = call("get", "/questions/links").json()["items"]
    answered = call("post", f"/questions/links/{link['id']}/dismiss", {"reason": "one bank branch"})
    assert answered.json()["state"] == "dismissed"
    again = call("post", f"/questions/links/{link['id']}/confirm", {"reason": "x"})
    assert told(again) == (409, "people.question_answered")
    assert Event.objects.filter(verb="question.dismissed").count() == 1
