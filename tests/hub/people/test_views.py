from datetime import date

import pytest
from django.urls import reverse

from grappe.hub.people import services
from grappe.hub.people.models import (
    Affiliation,
    ApiToken,
    DuplicateQuestion,
    Invitation,
    LinkQuestion,
    Membership,
    Organisation,
    SignIn,
)
from tests.factories import NOON, AffiliationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    def go(user):
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return go


FIRM = {
    "legal_name": "Optel Inc.",
    "kind": "adopter",
    "country": "ca",
    "business_number": "123456782",
    "sectors": ["transport"],
    "canadian_controlled": "yes",
    "control_reason": "All shares are held in Québec",
}


def at(name, *args):
    return reverse(f"people:{name}", args=args)


OFFICERS = ["officer", "director"]
# route -> what of the world fills it, roles of the cluster, roles in the organisation that may open it
PAGES = {
    "profile": ([], "all", "all"),
    "my_data": ([], "all", "all"),
    "security": ([], "all", "all"),
    "tokens": ([], "all", "all"),
    "interests": ([], "all", "all"),
    "declare_interest": ([], "all", "all"),
    "declare_employer": ([], "all", "all"),
    "organisations": ([], "all", "all"),
    "register": ([], "all", "all"),
    "organisation": (
        ["firm"],
        [*OFFICERS, "finance", "observer", "auditor", "committee", "board"],
        ["owner", "editor", "finance", "viewer"],
    ),
    "edit": (["firm"], OFFICERS, ["owner", "editor"]),
    "invite": (["firm"], OFFICERS, ["owner"]),
    "change_affiliation": (["firm", "tie"], OFFICERS, ["owner"]),
    "open_membership": (["firm"], [*OFFICERS, "finance"], []),
    "people": ([], [*OFFICERS, "auditor"], []),
    "person": (["person"], [*OFFICERS, "auditor"], []),
    "invite_to_role": ([], ["director"], []),
    "grant_role": (["person"], ["director"], []),
    "questions": ([], [*OFFICERS, "auditor"], []),
    "duplicate": (["duplicate"], [*OFFICERS, "auditor"], []),
    "link": (["link"], [*OFFICERS, "auditor"], []),
}
CLUSTER = [
    "officer",
    "director",
    "reviewer",
    "committee",
    "board",
    "finance",
    "observer",
    "auditor",
]
INSIDE = ["owner", "editor", "finance", "viewer"]


def world():
    tie = AffiliationFactory()
    other = OrganisationFactory()
    questions = {"found_at": NOON}
    return {
        "firm": tie.organisation.pk,
        "tie": tie.pk,
        "person": tie.user.pk,
        "duplicate": DuplicateQuestion.objects.create(
            kept=tie.organisation, other=other, score="0.9", **questions
        ).pk,
        "link": LinkQuestion.objects.create(
            kind="bank", left=tie.organisation, right=other, **questions
        ).pk,
    }


@pytest.mark.parametrize("who", [*CLUSTER, *(f"at {role}" for role in INSIDE), "nobody"])
def test_every_page_opens_for_those_it_is_for_and_for_nobody_else(signed_in, who):
    here = world()
    user = UserFactory(roles=[who] if who in CLUSTER else [])
    if who.startswith("at "):
        AffiliationFactory(user=user, organisation_id=here["firm"], role=who[3:], organisation=None)
    client = signed_in(user)

    for name, (needs, cluster, inside) in PAGES.items():
        allowed = (
            cluster == "all"
            or who in cluster
            or who.removeprefix("at ") in (inside if who.startswith("at ") else [])
        )
        status = client.get(at(name, *[here[key] for key in needs])).status_code
        assert (status == 200) is allowed, (name, status)
        assert status in (200, 403, 404), (name, status)


def test_a_stranger_is_sent_to_sign_in(client):
    here = world()
    for name, (needs, _cluster, _inside) in PAGES.items():
        answer = client.get(at(name, *[here[key] for key in needs]))
        assert answer.status_code == 302, name
        assert "/accounts/login/" in answer["Location"]


def test_an_organisation_of_others_does_not_exist_for_me(signed_in):
    client, theirs = signed_in(AffiliationFactory().user), AffiliationFactory()
    firm = theirs.organisation_id

    for url in [
        at("organisation", firm),
        at("edit", firm),
        at("invite", firm),
        at("change_affiliation", firm, theirs.pk),
        at("organisation", 99_999),
    ]:
        assert client.get(url).status_code == 404, url
    assert client.post(at("end_affiliation", firm, theirs.pk)).status_code == 404
    assert b"Organisation" in client.get(at("organisations")).content
    assert theirs.organisation.legal_name not in client.get(at("organisations")).text


def test_a_tie_of_another_organisation_cannot_be_ended_through_mine(signed_in):
    mine, theirs = AffiliationFactory(), AffiliationFactory()

    answer = signed_in(mine.user).post(at("end_affiliation", mine.organisation_id, theirs.pk))

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_on is None


def test_registering_shows_likely_matches_first_and_then_registers_anyway(signed_in):
    OrganisationFactory(legal_name="OPTEL ltée", city="Québec")
    client = signed_in(UserFactory())
    form = FIRM | {"business_number": ""}

    answer = client.post(at("register"), form)
    assert answer.status_code == 409
    assert "Is it one of these?" in answer.text
    assert Organisation.objects.count() == 1

    answer = client.post(at("register"), form | {"anyway": "1"})
    assert answer.status_code == 302
    assert Organisation.objects.get(legal_name="Optel Inc.").country == "CA"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("business_number", "123456789", "last digit"),
        ("business_number", "=cmd|' /C calc'!A0", "not a business number"),
        ("country", "Canada", "two letters"),
        ("employees", "-4", "greater than or equal to 0"),
        ("employees", "99999999999999999999", ""),
        ("employees", "many", "whole number"),
        ("legal_name", "x" * 201, "at most 200"),
        ("legal_name", "a\x00b", "Null characters"),
        ("legal_name", "   ", "required"),
        ("kind", "bank", "not one of the available choices"),
        ("sectors", "gambling", "not one of the available choices"),
        ("website", "javascript:alert(1)", "valid URL"),
        ("description_en", "x" * 10_000_000, ""),
        ("parent_name", "Nobody knows Inc.", "No organisation called"),
        ("control_reason", "", "Say why"),
    ],
)
def test_bad_input_is_refused_with_what_to_do_and_nothing_is_written(signed_in, field, value, says):
    answer = signed_in(UserFactory()).post(at("register"), FIRM | {field: value})

    assert answer.status_code == 422
    assert says in answer.text
    assert not Organisation.objects.exists()


def test_html_is_shown_as_text(signed_in):
    owner = AffiliationFactory(organisation__legal_name="<script>alert(1)</script>")
    client = signed_in(owner.user)

    for url in [at("organisation", owner.organisation_id), at("organisations")]:
        assert "<script>alert(1)" not in client.get(url).text
        assert "&lt;script&gt;alert(1)" in client.get(url).text


def test_a_formula_in_a_name_is_no_formula_in_the_export(signed_in):
    OrganisationFactory(legal_name="=HYPERLINK(1)")

    answer = signed_in(UserFactory(roles=["officer"])).get(at("organisations") + "?export=csv")

    assert answer.status_code == 200
    assert "'=HYPERLINK(1)" in answer.content.decode()


def test_an_export_holds_only_what_the_reader_may_see(signed_in):
    mine = AffiliationFactory()
    AffiliationFactory(organisation__legal_name="Somebody else Inc.")

    text = signed_in(mine.user).get(at("organisations") + "?export=csv").content.decode()

    assert mine.organisation.legal_name in text
    assert "Somebody else" not in text


def test_the_list_is_searched_and_filtered(signed_in):
    retail = OrganisationFactory(legal_name="Metro Inc.", province="QC")
    retail.sectors.create(sector="retail")
    OrganisationFactory(legal_name="Guay Inc.", province="ON")
    client = signed_in(UserFactory(roles=["officer"]))

    for query in ["q=metro", "sector=retail", "province=QC"]:
        text = client.get(f"{at('organisations')}?{query}").text
        assert ("Metro Inc." in text, "Guay Inc." in text) == (True, False), query
    assert client.get(f"{at('organisations')}?is_member=yes&kind=junk").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_row_and_three(signed_in, rows, django_assert_max_num_queries):
    for _n in range(rows):
        AffiliationFactory(user__roles=["reviewer"])
    client = signed_in(UserFactory(roles=["director"]))

    for name, most in [("organisations", 8), ("people", 12)]:
        with django_assert_max_num_queries(most):
            assert client.get(at(name)).status_code == 200


def test_a_merged_organisation_leads_to_the_one_that_was_kept(signed_in):
    kept, other = AffiliationFactory(), AffiliationFactory()
    services.merge_organisations(
        kept=kept.organisation, other=other.organisation, by=UserFactory(), at=NOON
    )

    answer = signed_in(kept.user).get(at("organisation", other.organisation_id))
    assert (answer.status_code, answer["Location"]) == (
        301,
        at("organisation", kept.organisation_id),
    )
    stranger = signed_in(UserFactory())
    assert stranger.get(at("organisation", other.organisation_id)).status_code == 404


def test_the_profile_is_saved_and_the_language_follows_at_once(signed_in):
    ada = UserFactory(full_name="Ada")
    client = signed_in(ada)

    answer = client.post(
        at("profile"), {"full_name": "Ada L.", "language": "fr", "notice_mode": "digest"}
    )

    assert answer.status_code == 302
    assert answer.cookies["grappe_language"].value == "fr"
    ada.refresh_from_db()
    assert (ada.full_name, ada.language, ada.notice_mode) == ("Ada L.", "fr", "digest")


def test_a_bad_profile_is_refused_and_the_page_still_greets_me_by_my_name(signed_in):
    client = signed_in(UserFactory(full_name="Ada"))

    answer = client.post(at("profile"), {"full_name": "", "language": "de", "notice_mode": "each"})

    assert answer.status_code == 422


def test_signing_in_takes_up_the_language_of_the_account_and_keeps_no_address(client):
    ada = UserFactory(language="fr")
    ada.emailaddress_set.create(email=ada.email, verified=True, primary=True)

    answer = client.post(
        reverse("account_login"), {"login": ada.email, "password": "correct horse"}
    )

    assert answer.status_code == 302
    assert answer.cookies["grappe_language"].value == "fr"
    assert SignIn.objects.get().user == ada


def test_a_token_is_on_the_page_once(signed_in):
    client = signed_in(UserFactory())

    first = client.post(at("tokens"), {"name": "laptop", "days": "30"})
    secret = first.context["secret"]

    assert secret in first.text
    assert secret not in client.get(at("tokens")).text
    assert client.post(at("tokens"), {"name": "", "days": "9999"}).status_code == 422


def test_a_token_of_another_cannot_be_revoked(signed_in):
    token, _secret = services.create_token(
        user=(ada := UserFactory()), name="x", days=1, by=ada, at=NOON
    )

    assert signed_in(UserFactory()).post(at("revoke_token", token.pk)).status_code == 404
    assert signed_in(ada).post(at("revoke_token", token.pk)).status_code == 302
    assert ApiToken.objects.get().revoked_at


def test_an_interest_in_an_organisation_nobody_registered_is_kept_by_its_name(signed_in):
    ada = UserFactory()
    client = signed_in(ada)

    client.post(
        at("declare_interest"),
        {"organisation": "Small Firm Inc.", "kind": "family", "reason": "my sister"},
    )
    client.post(
        at("declare_employer"), {"organisation": "small firm inc.", "ended_on": "2025-01-31"}
    )

    firm = Organisation.objects.get()
    assert ada.interests.get().organisation == ada.affiliations.get().organisation == firm
    assert "Small Firm Inc." in client.get(at("interests")).text
    assert client.get(at("organisation", firm.pk)).status_code == 404
    assert client.post(at("end_interest", ada.interests.get().pk)).status_code == 302
    assert ada.interests.get().ended_on


def test_an_invitation_goes_out_is_opened_by_a_stranger_and_accepted(signed_in, client):
    owner = AffiliationFactory(organisation__legal_name="Optel Inc.")
    signed_in(owner.user).post(
        at("invite", owner.organisation_id),
        {"email": "noor@example.org", "role": "editor", "language": "en"},
    )
    body = client.session and __import__("grappe.hub.notices.models", fromlist=["Notice"])
    link = body.Notice.objects.get(email="noor@example.org").body.split("http://localhost:8000")[1]
    link = link.split()[0]
    client.logout()

    page = client.get(link)
    assert page.status_code == 200
    assert "Optel Inc." in page.text
    assert "Create an account first" in page.text
    assert client.post(link).status_code == 200
    assert not Affiliation.objects.filter(role="editor").exists()

    mallory = signed_in(UserFactory(email="mallory@example.org"))
    refused = mallory.post(link)
    assert refused.status_code == 403
    assert "noor@example.org" in refused.text

    noor = UserFactory(email="noor@example.org")
    noor.emailaddress_set.create(email=noor.email, verified=True, primary=True)
    assert signed_in(noor).post(link).status_code == 302
    assert Affiliation.objects.get(user=noor).role == "editor"
    assert signed_in(noor).post(link).status_code == 410


def test_a_made_up_link_of_an_invitation_is_not_found(client):
    assert client.get(at("invitation", "x" * 43)).status_code == 404


def test_an_invitation_is_handled_by_its_side_only(signed_in):
    owner = AffiliationFactory()
    viewer = AffiliationFactory(organisation=owner.organisation, role="viewer")
    row = services.invite(
        email="n@example.org",
        role="editor",
        organisation=owner.organisation,
        language="en",
        by=owner.user,
        at=NOON,
    )

    assert signed_in(UserFactory()).post(at("revoke_invitation", row.pk)).status_code == 404
    assert signed_in(viewer.user).post(at("revoke_invitation", row.pk)).status_code == 403
    assert signed_in(owner.user).post(at("resend_invitation", row.pk)).status_code == 302
    assert signed_in(owner.user).post(at("revoke_invitation", row.pk)).status_code == 302
    assert Invitation.objects.get().revoked_at
    assert "revoked" in signed_in(owner.user).get(at("organisation", owner.organisation_id)).text


def test_a_membership_is_run_by_the_cluster(signed_in):
    firm = OrganisationFactory()
    client = signed_in(UserFactory(roles=["finance"]))
    period = {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "fee": "2 500,00"}

    assert client.post(at("open_membership", firm.pk), period).status_code == 302
    row = Membership.objects.get()
    assert client.post(at("open_membership", firm.pk), period).status_code == 409
    for fee in ["-1", "1e99", "=1", "999999999999999999"]:
        answer = client.post(at("open_membership", firm.pk), period | {"fee": fee})
        assert answer.status_code == 422, fee
    assert client.post(at("set_fee_state", firm.pk, row.pk), {"fee_state": "x"}).status_code == 404
    client.post(at("set_fee_state", firm.pk, row.pk), {"fee_state": "paid"})
    client.post(at("end_membership", firm.pk, row.pk))
    row.refresh_from_db()
    assert (row.fee_state, row.fee, row.ended_at is None) == ("paid", 2_500, False)
    assert row.starts_on == date(2026, 4, 1)


def test_the_member_may_not_set_its_own_fee(signed_in):
    owner = AffiliationFactory()
    row = Membership.objects.create(
        organisation=owner.organisation, starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31)
    )

    answer = signed_in(owner.user).post(
        at("set_fee_state", owner.organisation_id, row.pk), {"fee_state": "paid"}
    )

    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.fee_state == "due"


def test_a_director_grants_and_ends_a_role_but_not_to_themselves(signed_in):
    director, ada = UserFactory(roles=["director"]), UserFactory()
    client = signed_in(director)

    assert client.post(at("grant_role", ada.pk), {"role": "board"}).status_code == 302
    assert client.post(at("grant_role", ada.pk), {"role": "board"}).status_code == 409
    assert client.post(at("grant_role", ada.pk), {"role": "king"}).status_code == 422
    assert client.post(at("grant_role", director.pk), {"role": "board"}).status_code == 403
    assert client.post(at("end_role", ada.pk, ada.grants.get().pk)).status_code == 302
    assert client.post(at("end_role", ada.pk, director.grants.get().pk)).status_code == 404
    assert ada.grants.get().ended_at


def test_an_officer_looks_for_duplicates_and_answers_one(signed_in):
    one, other = (OrganisationFactory(legal_name=n) for n in ("Optel Inc.", "Optel"))
    client = signed_in(UserFactory(roles=["officer"]))
    client.post(at("look_for_questions"))
    url = at("duplicate", DuplicateQuestion.objects.get().pk)

    assert "alike to 100" in client.get(url).text
    assert client.post(url, {"answer": one.pk, "reason": ""}).status_code == 422
    assert client.post(url, {"answer": one.pk, "reason": "Same firm"}).status_code == 302
    assert client.post(url, {"answer": one.pk, "reason": "Again"}).status_code == 409
    other.refresh_from_db()
    assert other.merged_into == one
    assert client.get(url).status_code == 200


def test_an_auditor_reads_questions_but_does_not_answer(signed_in):
    here = world()
    client = signed_in(UserFactory(roles=["auditor"]))

    for name in ("duplicate", "link"):
        answer = client.post(at(name, here[name]), {"answer": "dismiss", "reason": "no"})
        assert answer.status_code == 403
    assert client.post(at("look_for_questions")).status_code == 403


def test_an_officer_answers_a_link(signed_in):
    here = world()
    client = signed_in(UserFactory(roles=["officer"]))

    answer = client.post(at("link", here["link"]), {"answer": "confirm", "reason": "One bank"})

    assert answer.status_code == 302
    assert LinkQuestion.objects.get().state == "confirmed"
    assert "One bank" in client.get(at("link", here["link"])).text


def test_what_changes_something_is_never_a_get(signed_in):
    client = signed_in(UserFactory(roles=["director", "officer"]))
    for name, args in [
        ("revoke_token", [1]),
        ("end_interest", [1]),
        ("end_affiliation", [1, 1]),
        ("set_fee_state", [1, 1]),
        ("end_membership", [1, 1]),
        ("resend_invitation", [1]),
        ("revoke_invitation", [1]),
        ("end_role", [1, 1]),
        ("look_for_questions", []),
    ]:
        assert client.get(at(name, *args)).status_code == 405, name


@pytest.mark.parametrize("name", [name for name, (needs, _c, _i) in PAGES.items() if not needs])
def test_pages_are_french_for_who_reads_french(signed_in, name):
    client = signed_in(UserFactory(roles=["director"]))
    client.cookies["grappe_language"] = "fr"

    answer = client.get(at(name))

    assert answer.status_code == 200
    if "html" in answer["Content-Type"]:
        assert '<html lang="fr' in answer.text
