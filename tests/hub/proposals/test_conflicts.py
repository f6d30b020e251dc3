"""Conflicts hold for the person: every address, every employer of three years, every owner."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grappe.hub.people.models import Interest
from grappe.hub.proposals.conflicts import (
    barred,
    conflicts_among,
    conflicts_before_inviting,
    conflicts_between,
    conflicts_for,
)
from grappe.hub.proposals.enums import ConflictRule
from grappe.hub.proposals.models import Answer, ConflictDeclaration, Partner, Proposal
from tests.factories import (
    NOON,
    AffiliationFactory,
    OrganisationFactory,
    PartnerFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
R = ConflictRule


def rules(user, proposal):
    """Return the rules found, after checking that `barred` says the same."""
    found = conflicts_between(user=user, proposal=proposal, at=NOON)
    shut = Proposal.objects.filter(barred(user, NOON)).filter(pk=proposal.pk)
    open_ = Proposal.objects.exclude(barred(user, NOON)).filter(pk=proposal.pk)
    assert (shut.count(), open_.count()) == ((1, 0) if found else (0, 1))
    return {conflict.rule for conflict in found}


def interest(user, organisation, kind="work", ended_on=None, reason=""):
    return Interest.objects.create(
        user=user,
        organisation=organisation,
        kind=kind,
        reason=reason,
        ended_on=ended_on,
        declared_by=user,
        declared_at=NOON,
    )


def declare(user, proposal, ended_at=None):
    return ConflictDeclaration.objects.create(
        user=user,
        proposal=proposal,
        reason="My sister leads it",
        declared_by=user,
        declared_at=NOON,
        ended_at=ended_at,
    )


def test_a_stranger_has_no_conflict():
    assert rules(UserFactory(), ProposalFactory()) == set()


def test_nobody_signed_in_is_barred_from_nothing():
    ProposalFactory()

    assert not Proposal.objects.filter(barred(AnonymousUser(), NOON)).exists()


def test_working_for_a_partner_is_a_conflict_and_names_it():
    proposal = ProposalFactory(lead__legal_name="Optel Inc")
    user = AffiliationFactory(organisation=proposal.lead).user

    [conflict] = conflicts_between(user=user, proposal=proposal, at=NOON)

    assert conflict.rule == R.SAME_ORGANISATION
    assert conflict.evidence == "Works for Optel Inc."
    assert rules(user, proposal) == {R.SAME_ORGANISATION}


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [
        (date(2023, 11, 24), {R.SAME_ORGANISATION}),  # 2 years and 364 days ago
        (date(2023, 11, 23), {R.SAME_ORGANISATION}),  # three years to the day
        (date(2023, 11, 22), set()),  # three years and a day
    ],
)
def test_a_past_employer_counts_for_three_years(ended_on, expected):
    proposal = ProposalFactory()
    user = AffiliationFactory(organisation=proposal.lead, ended_on=ended_on).user

    assert rules(user, proposal) == expected


def test_the_evidence_says_until_when():
    proposal = ProposalFactory()
    user = AffiliationFactory(organisation=proposal.lead, ended_on=date(2025, 3, 1)).user

    [conflict] = conflicts_between(user=user, proposal=proposal, at=NOON)

    assert conflict.evidence.endswith("Until March 1, 2025.")


@pytest.mark.parametrize("direction", ["subsidiary", "parent", "sister", "grandparent"])
def test_the_whole_ownership_group_counts(direction):
    holding = OrganisationFactory(legal_name="Holding")
    middle = OrganisationFactory(legal_name="Middle", parent=holding)
    leaf = OrganisationFactory(legal_name="Leaf", parent=middle)
    sister = OrganisationFactory(legal_name="Sister", parent=holding)
    employer, partner = {
        "subsidiary": (leaf, middle),
        "parent": (middle, leaf),
        "sister": (sister, leaf),
        "grandparent": (holding, leaf),
    }[direction]
    user = AffiliationFactory(organisation=employer).user

    assert rules(user, ProposalFactory(lead=partner)) == {R.SAME_GROUP}
    assert rules(user, ProposalFactory()) == set()


def test_a_circle_of_owners_does_no_harm():
    one = OrganisationFactory()
    other = OrganisationFactory(parent=one)
    one.parent = other
    one.save()

    assert rules(AffiliationFactory(organisation=one).user, ProposalFactory(lead=other)) == {
        R.SAME_GROUP
    }


@pytest.mark.parametrize("side", ["person", "proposal"])
def test_merged_organisations_are_one(side):
    kept = OrganisationFactory()
    absorbed = OrganisationFactory(merged_into=kept)
    of_person, of_proposal = (absorbed, kept) if side == "person" else (kept, absorbed)
    user = AffiliationFactory(organisation=of_person).user

    assert rules(user, ProposalFactory(lead=of_proposal)) == {R.SAME_ORGANISATION}


def test_joint_work_reaches_a_merged_partner_but_not_its_owners():
    owner = OrganisationFactory()
    kept = OrganisationFactory(parent=owner)
    absorbed = OrganisationFactory(merged_into=kept)
    user = UserFactory()
    interest(user, absorbed)

    assert rules(user, ProposalFactory(lead=kept)) == {R.WORKED_TOGETHER}
    assert rules(user, ProposalFactory(lead=owner)) == set()


@pytest.mark.parametrize("verified", [True, False])
def test_every_address_counts_confirmed_or_not(verified):
    proposal = ProposalFactory(lead__email_domain="Optel.com")
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="Jo@OPTEL.com", verified=verified)

    assert rules(user, proposal) == {R.SAME_DOMAIN}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("jo@optel.com", {R.SAME_DOMAIN}),
        ("jo@mail.optel.com", {R.SAME_DOMAIN}),
        ("jo@notoptel.com", set()),
        ("jo@optel.com.example.net", set()),
    ],
)
def test_an_alias_at_a_partner_is_a_conflict(address, expected):
    proposal = ProposalFactory(lead__email_domain="optel.com")

    assert rules(UserFactory(email=address), proposal) == expected


def test_a_public_mail_host_ties_nobody():
    proposal = ProposalFactory(lead__email_domain="gmail.com")

    assert rules(UserFactory(email="jo@gmail.com"), proposal) == set()


def test_an_organisation_without_domain_ties_nobody():
    assert rules(UserFactory(email="jo@localhost"), ProposalFactory()) == set()


def test_an_address_at_a_subsidiary_counts_for_the_group():
    parent = OrganisationFactory()
    OrganisationFactory(parent=parent, email_domain="branch.example")

    assert rules(UserFactory(email="jo@branch.example"), ProposalFactory(lead=parent)) == {
        R.SAME_GROUP
    }


@pytest.mark.parametrize(
    ("kind", "ended_on", "expected"),
    [
        ("work", None, {R.WORKED_TOGETHER}),
        ("work", date(2023, 11, 24), {R.WORKED_TOGETHER}),
        ("work", date(2023, 11, 22), set()),
        ("ownership", None, {R.DECLARED}),
        ("family", None, {R.DECLARED}),
        ("other", date(2026, 11, 23), {R.DECLARED}),
        ("ownership", date(2026, 11, 22), set()),
    ],
)
def test_interests_count_until_three_years_after_they_end(kind, ended_on, expected):
    proposal, user = ProposalFactory(), UserFactory()
    interest(user, proposal.lead, kind, ended_on, "Thesis grant")

    assert rules(user, proposal) == expected
    for conflict in conflicts_between(user=user, proposal=proposal, at=NOON):
        assert "Thesis grant" in conflict.evidence


def test_a_declaration_counts_until_withdrawn():
    proposal, user = ProposalFactory(), UserFactory()
    declaration = declare(user, proposal)

    assert rules(user, proposal) == {R.DECLARED}

    declaration.ended_at = NOON
    declaration.save()
    assert rules(user, proposal) == set()


def test_a_declaration_concerns_one_proposal_only():
    user, lead = UserFactory(), OrganisationFactory()
    declare(user, ProposalFactory(lead=lead))

    assert rules(user, ProposalFactory(lead=lead)) == set()


@pytest.mark.parametrize("act", ["creates", "confirms", "answers"])
def test_who_acts_for_a_proposal_is_of_its_team_and_close_to_its_partners(act):
    proposal, user = ProposalFactory(), UserFactory()
    if act == "creates":
        Proposal.objects.filter(pk=proposal.pk).update(created_by=user)
    elif act == "confirms":
        Partner.objects.filter(proposal=proposal).update(confirmed_by=user)
    else:
        Answer.objects.create(
            proposal=proposal, question="problem", value="x", changed_by=user, changed_at=NOON
        )

    assert rules(user, proposal) == {R.IN_TEAM, R.WORKED_TOGETHER}


def test_having_prepared_a_proposal_with_a_partner_counts_for_three_years():
    shared, user = OrganisationFactory(), UserFactory()
    earlier = ProposalFactory(created_by=user)
    PartnerFactory(proposal=earlier, organisation=shared)
    later = ProposalFactory(lead=shared)

    assert rules(user, later) == {R.WORKED_TOGETHER}
    [conflict] = conflicts_between(user=user, proposal=later, at=NOON)
    assert earlier.reference not in conflict.evidence

    Proposal.objects.filter(pk=earlier.pk).update(changed_at=NOON - timedelta(days=1097))
    assert rules(user, later) == set()


def test_a_partner_that_joins_late_is_a_conflict_at_once():
    proposal, affiliation = ProposalFactory(), AffiliationFactory()
    assert rules(affiliation.user, proposal) == set()

    PartnerFactory(proposal=proposal, organisation=affiliation.organisation)

    assert rules(affiliation.user, proposal) == {R.SAME_ORGANISATION}


def test_a_stranger_is_checked_before_being_invited():
    group = OrganisationFactory()
    owned, domain = ProposalFactory(lead__parent=group), ProposalFactory(lead__email_domain="x.ca")
    free = ProposalFactory()

    found = conflicts_before_inviting(
        email="Jo@X.ca", organisations=[group], proposals=[owned, domain, free], at=NOON
    )

    assert {pk: [c.rule for c in each] for pk, each in found.items()} == {
        owned.pk: [R.SAME_GROUP],
        domain.pk: [R.SAME_DOMAIN],
    }


def test_an_address_of_somebody_with_an_account_brings_their_own_ties():
    proposal = ProposalFactory()
    user = AffiliationFactory(organisation=proposal.lead).user
    EmailAddress.objects.create(user=user, email="other@example.net", verified=False)

    found = conflicts_before_inviting(
        email="OTHER@example.net", organisations=[], proposals=[proposal], at=NOON
    )

    assert [c.rule for c in found[proposal.pk]] == [R.SAME_ORGANISATION]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count, django_assert_num_queries):
    users = [AffiliationFactory().user for _ in range(count)]
    proposals = [ProposalFactory(lead=u.affiliations.get().organisation) for u in users]

    with django_assert_num_queries(6):
        found = conflicts_among(users, proposals, NOON)
    with django_assert_num_queries(6):
        conflicts_for(users, proposals[0], NOON)
    with django_assert_num_queries(3):
        barred(users[0], NOON)

    assert set(found) == {(u.pk, p.pk) for u, p in zip(users, proposals, strict=True)}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(owners=st.lists(st.integers(0, 4), min_size=5, max_size=5), employer=st.integers(0, 4))
def test_a_conflict_through_owners_is_mutual(owners, employer):
    """Whoever owns whom: A's staff are barred from B's proposal as B's are from A's."""
    every = [OrganisationFactory() for _ in owners]
    for one, owner in zip(every, owners, strict=True):
        if every[owner] != one:
            one.parent = every[owner]
            one.save()
    mine = every[employer]
    user = AffiliationFactory(organisation=mine).user
    for other in every:
        theirs = AffiliationFactory(organisation=other).user
        there = rules(user, ProposalFactory(lead=other))
        back = rules(theirs, ProposalFactory(lead=mine))
        assert there == back
