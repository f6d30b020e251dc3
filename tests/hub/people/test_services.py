from datetime import date, timedelta
from decimal import Decimal

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.audit.queries import history_of, verify
from grappe.hub.notices.models import Notice
from grappe.hub.people import services
from grappe.hub.people.errors import (
    AlreadyAffiliated,
    BadBusinessNumber,
    BadDates,
    BadOwnership,
    BusinessNumberTaken,
    DirectorExists,
    InvitationClosed,
    InvitedAlready,
    LastDirector,
    LastOwner,
    MembershipEnded,
    MembershipOverlaps,
    NotYourInvitation,
    RoleHeld,
    TokenLimit,
    ToOneself,
    UnknownRole,
)
from grappe.hub.people.models import Affiliation, Organisation, RoleGrant, SignIn, User
from grappe.hub.people.queries import (
    check_business_number,
    data_of,
    hash_of,
    open_invitations,
    state_of,
)
from grappe.hub.people.services.programs import person_of_token
from tests.factories import NOON, AffiliationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def person_of(secret, at):
    return person_of_token(hash_of(secret), at=at)


def confirmed(user):
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def verbs(obj):
    return [event.verb for event in history_of(obj)]


# Business numbers


@pytest.mark.parametrize(
    "text", ["123456782", " 123 456 782 ", "123456782RC0001", "123456782 rt0001"]
)
def test_a_business_number_is_read_as_people_write_it(text):
    assert check_business_number(text) == "123456782"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12345678", "8 digits instead of 9"),
        ("1234567820", "10 digits instead of 9"),
        ("123456789", "last digit"),
        ("000000000", "last digit"),
        ("12345678X", "more than digits"),
        ("١٢٣٤٥٦٧٨٢", "more than digits"),
        ("=1+1", "more than digits"),
    ],
)
def test_a_business_number_that_cannot_be_one_is_refused_with_the_reason(text, why):
    with pytest.raises(BadBusinessNumber) as refused:
        check_business_number(text)

    assert why in str(refused.value)


def test_any_single_wrong_digit_is_found():
    for place in range(9):
        for digit in "0123456789":
            number = "123456782"[:place] + digit + "123456782"[place + 1 :]
            if number != "123456782":
                with pytest.raises(BadBusinessNumber):
                    check_business_number(number)


# Organisations


def register(by, **fields):
    fields = {"legal_name": "Optel Inc.", "kind": "adopter"} | fields
    return services.register_organisation(fields=fields, sectors=["transport"], by=by, at=NOON)


def test_registering_makes_the_registrant_owner():
    ada = UserFactory()

    firm = register(ada, business_number="123 456 782", email_domain="@Optel.com")

    assert (firm.business_number, firm.email_domain) == ("123456782", "optel.com")
    assert list(firm.affiliations.values_list("user", "role")) == [(ada.pk, "owner")]
    assert list(firm.sectors.values_list("sector", flat=True)) == ["transport"]
    assert verbs(firm) == ["affiliation.added", "organisation.registered"]


def test_a_business_number_is_used_once():
    register(UserFactory(), business_number="123456782")

    with pytest.raises(BusinessNumberTaken) as refused:
        register(UserFactory(), business_number="123456782")

    assert "Optel Inc." in str(refused.value)
    assert Organisation.objects.count() == 1


def test_changing_writes_and_records_only_what_differs():
    ada = UserFactory()
    firm = register(ada)

    services.change_organisation(
        organisation=firm,
        fields={"legal_name": "Optel Inc.", "employees": 40, "merged_into": 1, "id": 99},
        sectors=["retail"],
        by=ada,
        at=NOON,
    )

    firm.refresh_from_db()
    assert (firm.employees, firm.merged_into, firm.is_sme) == (40, None, True)
    assert history_of(firm)[0].data == {"fields": ["employees", "sectors"]}


def test_saving_without_change_leaves_no_entry():
    ada = UserFactory()
    firm = register(ada)
    count = Event.objects.count()

    services.change_organisation(
        organisation=firm, fields={"kind": "adopter"}, sectors=["transport"], by=ada, at=NOON
    )

    assert Event.objects.count() == count


def test_nobody_is_owned_by_what_they_own():
    top = OrganisationFactory()
    leaf = OrganisationFactory(parent=OrganisationFactory(parent=top))

    for parent in (leaf, top):
        with pytest.raises(BadOwnership):
            services.change_organisation(
                organisation=top, fields={"parent": parent}, sectors=None, by=UserFactory(), at=NOON
            )


# Affiliations


def test_the_last_owner_neither_leaves_nor_steps_down():
    owner = AffiliationFactory()
    AffiliationFactory(organisation=owner.organisation, role="editor")
    AffiliationFactory(organisation=owner.organisation, ended_on=date(2026, 1, 1))
    AffiliationFactory(organisation=owner.organisation, user__is_active=False)

    with pytest.raises(LastOwner):
        services.end_affiliation(affiliation=owner, by=owner.user, at=NOON)
    with pytest.raises(LastOwner):
        services.change_affiliation(affiliation=owner, role="viewer", by=owner.user, at=NOON)

    owner.refresh_from_db()
    assert (owner.role, owner.ended_on) == ("owner", None)
    assert not Event.objects.exists()


def test_an_owner_may_leave_when_there_is_another():
    owner = AffiliationFactory()
    other = AffiliationFactory(organisation=owner.organisation)

    services.end_affiliation(affiliation=owner, by=other.user, at=NOON)
    services.end_affiliation(affiliation=owner, by=other.user, at=LATER)

    owner.refresh_from_db()
    assert owner.ended_on == date(2026, 11, 23)
    assert verbs(owner.organisation) == ["affiliation.ended"]
    assert list(Notice.objects.values_list("recipient", "key")) == [
        (owner.user_id, "people.affiliation_ended")
    ]


def test_a_person_joins_an_organisation_once_at_a_time():
    here = AffiliationFactory()

    with pytest.raises(AlreadyAffiliated):
        services.add_affiliation(
            user=here.user, organisation=here.organisation, role="viewer", by=here.user, at=NOON
        )


def test_a_past_employer_gives_no_right_and_is_dated():
    ada, firm = UserFactory(), OrganisationFactory()
    told = {"user": ada, "organisation": firm, "title": "", "by": ada, "at": NOON}

    past = services.declare_employer(started_on=date(2020, 1, 1), ended_on=date(2025, 1, 1), **told)
    assert past.ended_on == date(2025, 1, 1)
    for start, end in [(None, date(2026, 11, 24)), (date(2025, 1, 2), date(2025, 1, 1))]:
        with pytest.raises(BadDates):
            services.declare_employer(started_on=start, ended_on=end, **told)


# Memberships


def member(firm, start, end, fee=2_500):
    return services.open_membership(
        organisation=firm,
        starts_on=start,
        ends_on=end,
        fee=Decimal(fee),
        by=UserFactory(roles=["finance"]),
        at=NOON,
    )


def test_memberships_of_an_organisation_never_overlap():
    firm = OrganisationFactory()
    first = member(firm, date(2026, 4, 1), date(2027, 3, 31))
    member(firm, date(2027, 4, 1), date(2028, 3, 31))

    with pytest.raises(MembershipOverlaps):
        member(firm, date(2027, 3, 31), date(2027, 3, 31))
    with pytest.raises(BadDates):
        member(firm, date(2029, 3, 31), date(2029, 3, 30))

    services.end_membership(membership=first, by=UserFactory(), at=NOON)
    member(firm, date(2026, 12, 1), date(2027, 3, 31))
    with pytest.raises(MembershipEnded):
        services.set_fee_state(membership=first, fee_state="paid", by=UserFactory(), at=NOON)


def test_a_fee_that_is_paid_is_told_to_owner_and_finance_once():
    owner = AffiliationFactory()
    AffiliationFactory(organisation=owner.organisation, role="viewer")
    membership = member(owner.organisation, date(2026, 4, 1), date(2027, 3, 31))

    for _twice in range(2):
        services.set_fee_state(membership=membership, fee_state="paid", by=UserFactory(), at=NOON)

    membership.refresh_from_db()
    assert membership.fee_state == "paid"
    assert verbs(owner.organisation) == ["membership.fee_changed", "membership.opened"]
    assert Notice.objects.filter(recipient=owner.user).count() == Notice.objects.count() == 2


# Cluster roles


def test_nobody_grants_or_ends_their_own_role():
    director = UserFactory(roles=["director"])

    with pytest.raises(ToOneself):
        services.grant_role(user=director, role="finance", by=director, at=NOON)
    with pytest.raises(ToOneself):
        services.end_role(grant=director.grants.get(), by=director, at=NOON)

    assert director.grants.count() == 1
    assert not Event.objects.exists()


def test_a_role_is_granted_once_ended_once_and_told():
    director, ada = UserFactory(roles=["director"]), UserFactory()

    grant = services.grant_role(user=ada, role="board", by=director, at=NOON)
    with pytest.raises(RoleHeld):
        services.grant_role(user=ada, role="board", by=director, at=NOON)
    services.end_role(grant=grant, by=director, at=LATER)
    services.end_role(grant=grant, by=director, at=LATER)

    assert verbs(ada) == ["person.role_ended", "person.role_granted"]
    assert [n.key for n in ada.notices.order_by("pk")] == [
        "people.role_granted",
        "people.role_ended",
    ]


def test_the_last_director_stays():
    director, clerk = UserFactory(roles=["director"]), UserFactory()

    with pytest.raises(LastDirector):
        services.end_role(grant=director.grants.get(), by=clerk, at=NOON)

    assert RoleGrant.objects.filter(ended_at=None).count() == 1


def test_the_first_director_is_made_once_and_can_sign_in():
    director = services.create_director(
        email=" Ada@Example.org", full_name="Ada", password="correct horse", at=NOON
    )

    assert director.check_password("correct horse")
    assert director.cluster_roles == {"director"}
    assert director.emailaddress_set.get().verified
    with pytest.raises(DirectorExists):
        services.create_director(email="b@example.org", full_name="B", password=None, at=NOON)
    assert User.objects.count() == 1


# Invitations


def send(by, organisation=None, role="editor", email="noor@example.org", at=NOON):
    return services.invite(
        email=email, role=role, organisation=organisation, language="fr", by=by, at=at
    )


def link_of(invitation):
    return Notice.objects.filter(email=invitation.email).latest("pk").body


def test_an_invitation_is_accepted_by_the_person_it_was_sent_to():
    owner = AffiliationFactory()
    invitation = send(owner.user, owner.organisation, email="Noor@Example.org ")
    noor = confirmed(UserFactory(email="noor@example.org"))

    services.accept_invitation(invitation=invitation, by=noor, at=LATER)

    assert Affiliation.objects.get(user=noor).role == "editor"
    invitation.refresh_from_db()
    assert (invitation.accepted_by, state_of(invitation, LATER)) == (noor, "accepted")
    assert Notice.objects.filter(recipient=owner.user, key="people.invitation_accepted").exists()
    with pytest.raises(InvitationClosed):
        services.accept_invitation(invitation=invitation, by=noor, at=LATER)


def test_the_letter_is_in_the_language_asked_and_its_secret_is_kept_only_as_a_hash():
    owner = AffiliationFactory(organisation__legal_name="Optel inc.")

    invitation = send(owner.user, owner.organisation)

    notice = Notice.objects.get()
    assert (notice.language, notice.recipient, notice.email) == ("fr", None, "noor@example.org")
    assert "/invitations/" in notice.body
    assert invitation.token_hash not in notice.body
    assert not Event.objects.filter(data__icontains=invitation.token_hash).exists()


@pytest.mark.parametrize("verified", [False, True])
def test_an_invitation_for_another_address_says_so(verified):
    owner = AffiliationFactory()
    invitation = send(owner.user, owner.organisation)
    mallory = confirmed(UserFactory(email="mallory@example.org"))
    mallory.emailaddress_set.create(
        email="other@example.org" if verified else "noor@example.org", verified=verified
    )

    with pytest.raises(NotYourInvitation) as refused:
        services.accept_invitation(invitation=invitation, by=mallory, at=NOON)

    assert "noor@example.org" in str(refused.value)
    assert not Affiliation.objects.filter(user=mallory).exists()


def test_an_invitation_expires_after_two_weeks_and_can_be_sent_again():
    owner, noor = AffiliationFactory(), confirmed(UserFactory(email="noor@example.org"))
    invitation, old = send(owner.user, owner.organisation), NOON + timedelta(days=14)
    with pytest.raises(InvitationClosed):
        services.accept_invitation(invitation=invitation, by=noor, at=old)
    before = link_of(invitation)

    services.resend_invitation(invitation=invitation, by=owner.user, at=old)

    assert link_of(invitation) != before
    services.accept_invitation(invitation=invitation, by=noor, at=old)
    assert not open_invitations(old).exists()


def test_a_revoked_invitation_cannot_be_used():
    owner, noor = AffiliationFactory(), confirmed(UserFactory(email="noor@example.org"))
    invitation = send(owner.user, owner.organisation)

    services.revoke_invitation(invitation=invitation, by=owner.user, at=NOON)

    with pytest.raises(InvitationClosed):
        services.accept_invitation(invitation=invitation, by=noor, at=NOON)
    with pytest.raises(InvitationClosed):
        services.resend_invitation(invitation=invitation, by=owner.user, at=NOON)


def test_nobody_is_invited_twice_or_to_where_they_are_or_to_what_is_no_role():
    owner, director = AffiliationFactory(), UserFactory(roles=["director"])
    send(owner.user, owner.organisation)

    with pytest.raises(InvitedAlready):
        send(owner.user, owner.organisation, role="viewer")
    with pytest.raises(AlreadyAffiliated):
        send(owner.user, owner.organisation, email=owner.user.email)
    with pytest.raises(UnknownRole):
        send(owner.user, owner.organisation, role="officer", email="x@example.org")
    with pytest.raises(UnknownRole):
        send(director, role="owner")
    with pytest.raises(ToOneself):
        send(director, role="finance", email=director.email)


def test_an_invitation_to_a_cluster_role_grants_it():
    director = UserFactory(roles=["director"])
    invitation = send(director, role="auditor")
    noor = confirmed(UserFactory(email="noor@example.org"))

    services.accept_invitation(invitation=invitation, by=noor, at=NOON)

    assert User.objects.get(pk=noor.pk).cluster_roles == {"auditor"}


# Accounts


def test_a_token_is_shown_once_and_only_its_hash_is_kept():
    ada = UserFactory()

    token, secret = services.create_token(user=ada, name="tests", days=30, by=ada, at=NOON)

    assert secret.startswith("grappe_")
    assert secret not in str(list(ada.api_tokens.values()))
    assert person_of(secret, NOON) == token.user
    assert person_of(secret + "x", NOON) is None
    assert person_of(secret, NOON + timedelta(days=30)) is None
    services.revoke_token(token=token, by=ada, at=NOON)
    assert person_of(secret, NOON) is None


def test_a_token_of_someone_who_left_is_worth_nothing():
    ada = UserFactory()
    _token, secret = services.create_token(user=ada, name="tests", days=None, by=ada, at=NOON)
    User.objects.update(is_active=False)

    assert person_of(secret, NOON) is None


def test_tokens_are_limited():
    ada = UserFactory()
    for n in range(20):
        services.create_token(user=ada, name=str(n), days=1, by=ada, at=NOON)

    with pytest.raises(TokenLimit):
        services.create_token(user=ada, name="one more", days=1, by=ada, at=NOON)


def test_a_profile_changes_and_says_which_fields_but_not_their_values():
    ada = UserFactory()

    services.change_profile(
        user=ada, full_name="Ada L.", language="fr", notice_mode="each", by=ada, at=NOON
    )

    ada.refresh_from_db()
    assert (ada.full_name, ada.language) == ("Ada L.", "fr")
    assert history_of(ada)[0].data == {"fields": ["full_name", "language"]}


def test_a_sign_in_is_kept_so_that_it_compares_but_cannot_be_read():
    ada = UserFactory()
    for _twice in range(2):
        services.note_sign_in(
            user=ada, address="203.0.113.7", device="203.0.113.7|Firefox", at=NOON
        )

    one, other = SignIn.objects.values_list("address_hash", "device_hash")
    assert one == other
    assert one[0] != one[1]
    assert "203" not in one[0]


def test_my_data_holds_all_that_is_mine_and_nobody_elses_and_no_secret():
    here = AffiliationFactory()
    AffiliationFactory(organisation=here.organisation, user__full_name="Somebody else")
    services.create_token(user=here.user, name="laptop", days=1, by=here.user, at=NOON)
    services.declare_interest(
        user=here.user,
        organisation=OrganisationFactory(),
        kind="family",
        reason="my sister",
        ended_on=None,
        by=here.user,
        at=NOON,
    )

    data = data_of(here.user)

    assert [a["organisation__legal_name"] for a in data["affiliations"]] == [
        here.organisation.legal_name
    ]
    assert data["interests"][0]["reason"] == "my sister"
    assert data["api_tokens"][0]["name"] == "laptop"
    assert len(data["acts"]) == 2
    assert "Somebody else" not in str(data)
    assert here.user.password not in str(data)
    assert here.user.api_tokens.get().token_hash not in str(data)


def test_all_of_it_leaves_a_sound_trace():
    test_an_invitation_is_accepted_by_the_person_it_was_sent_to()

    assert verify().sound
