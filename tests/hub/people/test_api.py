import pytest

from grappe.hub.audit.services import record
from grappe.hub.people import services
from grappe.hub.people.models import Invitation, Membership, Organisation
from tests.factories import NOON, AffiliationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


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


FIRM = {"legal_name": "Optel Inc.", "kind": "adopter", "sectors": ["transport"]}


def test_a_program_knows_whose_it_is_and_changes_only_that(program):
    ada = UserFactory(roles=["officer"])
    call = program(ada)

    assert call("get", "/me").json()["cluster_roles"] == ["officer"]
    changed = {"full_name": "Ada L.", "language": "fr", "notice_mode": "none"}
    assert call("put", "/me", changed).status_code == 200
    ada.refresh_from_db()
    assert (ada.full_name, ada.language) == ("Ada L.", "fr")
    assert call("get", "/me/data").json()["person"]["email"] == ada.email


@pytest.mark.parametrize("secret", ["", "grappe_made-up", "x" * 10_000])
def test_without_a_valid_token_nothing_is_said(client, secret):
    answer = client.get("/api/organisations", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 401


def test_registering_with_a_key_twice_registers_once(program):
    ada = UserFactory()
    call = program(ada)

    answers = [call("post", "/organisations", FIRM, **{"Idempotency-Key": "k1"}) for _n in "ab"]

    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Organisation.objects.get().affiliations.get().user == ada


def test_refusals_carry_the_same_codes_as_the_pages(program):
    call = program(UserFactory())
    bad = call("post", "/organisations", FIRM | {"business_number": "123456789"})
    assert (bad.status_code, bad.json()["code"]) == (422, "people.bad_business_number")

    call("post", "/organisations", FIRM | {"business_number": "123456782"})
    taken = call("post", "/organisations", FIRM | {"business_number": "123456782"})
    assert (taken.status_code, taken.json()["code"]) == (409, "people.business_number_taken")


def test_an_organisation_of_others_is_not_found(program):
    firm = AffiliationFactory().organisation
    call = program(AffiliationFactory().user)

    for method, path, data in [
        ("get", "", None),
        ("put", "", FIRM),
        ("get", "/people", None),
        ("get", "/invitations", None),
        ("post", "/invitations", {"email": "a@example.org", "role": "owner"}),
        ("get", "/memberships", None),
    ]:
        assert call(method, f"/organisations/{firm.pk}{path}", data).status_code == 404, path
    assert firm.pk not in [one["id"] for one in call("get", "/organisations").json()["items"]]


def test_the_list_pages_by_cursor_and_shows_each_once(program):
    firms = {OrganisationFactory().pk for _n in range(5)}
    call, seen, cursor = program(UserFactory(roles=["officer"])), [], ""
    while cursor is not None:
        body = call("get", f"/organisations?limit=2&cursor={cursor}").json()
        seen += [one["id"] for one in body["items"]]
        cursor = body["next"]

    assert sorted(seen) == sorted(firms)
    assert call("get", "/organisations?cursor=junk").status_code == 400
    assert call("get", "/organisations?q=nothing-like-it").json()["items"] == []


def test_matches_come_with_evidence(program):
    OrganisationFactory(legal_name="OPTEL ltée")

    (match,) = program(UserFactory())("post", "/organisations/matches", FIRM).json()

    assert match["legal_name"] == "OPTEL ltée"
    assert "alike" in match["evidence"][0]


def test_an_owner_runs_people_and_invitations(program):
    owner = AffiliationFactory()
    editor = AffiliationFactory(organisation=owner.organisation, role="editor")
    call, base = program(owner.user), f"/organisations/{owner.organisation_id}"

    assert len(call("get", f"{base}/people").json()["items"]) == 2
    last = call("put", f"{base}/people/{owner.pk}", {"role": "viewer"})
    assert (last.status_code, last.json()["code"]) == (409, "people.last_owner")
    assert call("put", f"{base}/people/{editor.pk}", {"role": "owner"}).json()["role"] == "owner"
    assert call("delete", f"{base}/people/{owner.pk}").status_code == 204
    assert call("get", base).status_code == 404
    again = program(editor.user)
    sent = again("post", f"{base}/invitations", {"email": "n@example.org", "role": "viewer"})
    assert (sent.status_code, sent.json()["state"]) == (201, "open")
    assert Invitation.objects.get().token_hash not in sent.text
    assert again("get", f"{base}/invitations").json()["items"][0]["email"] == "n@example.org"


def test_a_viewer_reads_and_changes_nothing(program):
    viewer = AffiliationFactory(role="viewer")
    call, base = program(viewer.user), f"/organisations/{viewer.organisation_id}"

    assert call("get", base).status_code == 200
    assert call("put", base, FIRM).status_code == 403
    period = {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "fee": "10.00"}
    assert call("post", f"{base}/memberships", period).status_code == 403
    assert not Membership.objects.exists()


def test_finance_runs_memberships(program):
    firm = OrganisationFactory()
    call, base = program(UserFactory(roles=["finance"])), f"/organisations/{firm.pk}/memberships"
    period = {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "fee": "2500.00"}

    made = call("post", base, period)
    assert (made.status_code, made.json()["fee_state"]) == (201, "due")
    assert call("post", base, period).json()["code"] == "people.membership_overlaps"
    paid = call("put", f"{base}/{made.json()['id']}/fee", {"fee_state": "paid"})
    assert paid.json()["fee_state"] == "paid"
    assert call("post", base, period | {"fee": "-1"}).status_code == 422


def test_the_trace_is_read_and_verified_by_an_auditors_program(program):
    firm = OrganisationFactory()
    record("organisation.changed", firm, by=None, at=NOON)
    call = program(UserFactory(roles=["auditor"]))

    body = call("get", f"/trace/events?kind=people.organisation&object_id={firm.pk}").json()
    assert [one["verb"] for one in body["items"]] == ["organisation.changed"]
    verdict = call("get", "/trace/verification").json()
    assert (verdict["sound"], verdict["broken"]) == (True, None)
    bad = call("get", f"/trace/verification?expected={'f' * 64}").json()
    assert (bad["sound"], bad["fault"]) == (False, "receipt")


def test_the_trace_is_closed_to_everybody_elses_program(program):
    call = program(UserFactory(roles=["officer"]))

    assert call("get", "/trace/events").status_code == 403
    assert call("get", "/trace/verification").status_code == 403
