from datetime import date

import pytest
from allauth.account.models import EmailAddress

from grappe.hub.people.models import Interest
from grappe.hub.people.queries import (
    close_organisations,
    holders_of,
    organisations_of,
    people_of,
)
from tests.factories import NOON, AffiliationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def reasons(user, organisation):
    close = close_organisations(user, NOON).get(organisation.pk, [])
    return [(one.kind, one.through, one.note) for one in close]


def declare(user, organisation, kind, ended_on=None, reason=""):
    return Interest.objects.create(
        user=user,
        organisation=organisation,
        kind=kind,
        ended_on=ended_on,
        reason=reason,
        declared_by=user,
        declared_at=NOON,
    )


def test_organisations_of_are_those_worked_for_now():
    here = AffiliationFactory()
    AffiliationFactory(user=here.user, ended_on=date(2026, 1, 1))
    AffiliationFactory()

    assert list(organisations_of(here.user)) == [here.organisation]


def test_people_of_an_organisation_by_role():
    owner = AffiliationFactory()
    viewer = AffiliationFactory(organisation=owner.organisation, role="viewer")
    AffiliationFactory(organisation=owner.organisation, ended_on=date(2026, 1, 1))
    AffiliationFactory(organisation=owner.organisation, user__is_active=False)

    assert set(people_of(owner.organisation)) == {owner.user, viewer.user}
    assert list(people_of(owner.organisation, roles=["owner", "editor"])) == [owner.user]


def test_holders_of_a_role_hold_it_now_and_are_active():
    officer = UserFactory(roles=["officer", "finance"])
    UserFactory(roles=["director"])
    UserFactory(roles=["officer"], is_active=False)
    former = UserFactory(roles=["officer"])
    former.grants.update(ended_at=NOON)

    assert list(holders_of("officer")) == [officer]


@pytest.mark.parametrize(
    ("ended_on", "close"),
    [(None, True), (date(2023, 11, 23), True), (date(2023, 11, 22), False)],
)
def test_an_employer_is_close_until_three_years_after(ended_on, close):
    past = AffiliationFactory(ended_on=ended_on)

    assert bool(reasons(past.user, past.organisation)) is close


@pytest.mark.parametrize(
    ("kind", "ended_on", "close"),
    [
        ("work", None, True),
        ("work", date(2023, 11, 23), True),
        ("work", date(2023, 11, 22), False),
        ("family", None, True),
        ("family", date(2026, 11, 22), False),
        ("ownership", date(2026, 12, 1), True),
    ],
)
def test_work_counts_for_three_years_and_other_interests_until_they_end(kind, ended_on, close):
    user, firm = UserFactory(), OrganisationFactory()
    declare(user, firm, kind, ended_on, "as said")

    assert reasons(user, firm) == ([(kind, firm.pk, "as said")] if close else [])


def test_an_unconfirmed_alias_at_a_subdomain_ties_to_the_organisation_of_the_domain():
    user = UserFactory(email="me@gmail.com")
    EmailAddress.objects.create(user=user, email="Me@Mail.Optel.com", verified=False)
    optel = OrganisationFactory(email_domain="Optel.com")

    assert reasons(user, optel) == [("address", optel.pk, "Me@Mail.Optel.com")]


def test_a_public_mail_host_ties_nobody():
    user = UserFactory(email="me@gmail.com")
    careless = OrganisationFactory(email_domain="gmail.com")

    assert reasons(user, careless) == []


def test_a_tie_reaches_the_whole_ownership_group_both_ways():
    top = OrganisationFactory()
    middle = OrganisationFactory(parent=top)
    leaf, sister = OrganisationFactory(parent=middle), OrganisationFactory(parent=top)
    stranger = OrganisationFactory()
    worker = AffiliationFactory(organisation=leaf).user

    close = close_organisations(worker, NOON)

    assert set(close) == {top.pk, middle.pk, leaf.pk, sister.pk}
    assert stranger.pk not in close
    assert [one.through for one in close[sister.pk]] == [leaf.pk]


def test_owners_in_a_circle_do_no_harm():
    one = OrganisationFactory()
    other = OrganisationFactory(parent=one)
    one.parent = other
    one.save()

    assert set(close_organisations(AffiliationFactory(organisation=one).user, NOON)) == {
        one.pk,
        other.pk,
    }


def test_close_organisations_takes_two_queries_however_many_ties(django_assert_num_queries):
    user = UserFactory()
    for _each in range(3):
        AffiliationFactory(user=user)

    with django_assert_num_queries(2):
        assert len(close_organisations(user, NOON)) == 3
