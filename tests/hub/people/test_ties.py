from datetime import date

import pytest

from grappe.hub.people.queries import (
    holders_of,
    organisations_of,
    people_of,
)
from grappe.hub.people.queries.ties import domains_of, years_before
from tests.factories import NOON, AffiliationFactory, UserFactory

pytestmark = pytest.mark.django_db


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
    ("address", "domains"),
    [
        ("me@Mail.Optel.com", ["mail.optel.com", "optel.com"]),
        ("me@optel.com", ["optel.com"]),
        ("me@gmail.com", []),
        ("me@a.gmail.com", []),
        ("nobody", ["nobody"]),
    ],
)
def test_an_address_counts_for_its_domain_and_those_above_but_never_for_a_public_host(
    address, domains
):
    assert domains_of(address) == domains


@pytest.mark.parametrize(
    ("day", "before"),
    [(date(2026, 11, 23), date(2023, 11, 23)), (date(2028, 2, 29), date(2025, 2, 28))],
)
def test_three_years_before_a_day(day, before):
    assert years_before(day) == before
