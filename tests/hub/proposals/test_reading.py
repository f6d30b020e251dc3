"""A proposal read whole: each thing is asked of the database once, and nothing changes by that."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grappe.hub.proposals import policies, queries
from grappe.hub.proposals.conflicts import barred, read_ties_once
from grappe.hub.proposals.models import FundingLine, Proposal
from tests.factories import (
    NOON,
    AffiliationFactory,
    CostLineFactory,
    PartnerFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def with_partners(count):
    proposal = ProposalFactory(state="in_review", submitted_at=NOON, asked=Decimal(400))
    for partner in [
        proposal.partners.get(),
        *PartnerFactory.create_batch(count, proposal=proposal),
    ]:
        CostLineFactory(partner=partner)
        FundingLine.objects.create(partner=partner, source="cash", amount=Decimal(100))
        FundingLine.objects.create(partner=partner, source="in_kind", amount=Decimal(50))
    return proposal


def test_parts_read_once_give_the_same_facts_and_the_same_budget():
    proposal = with_partners(3)
    parts = queries.parts_of(proposal)

    assert queries.facts_of(proposal, parts) == queries.facts_of(proposal)
    assert queries.facts_of(proposal, parts).cost > 0
    assert queries.grid_of(proposal, parts=parts) == queries.grid_of(proposal)


@pytest.mark.parametrize("role", ["officer", "director", "auditor", "observer"])
def test_the_page_of_a_proposal_asks_the_database_at_most_20_times(client, role):
    user = UserFactory(roles=[role])
    client.force_login(user)
    counts = []
    for partners in (1, 3):
        url = reverse("proposals:proposal", args=[with_partners(partners).pk])
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 20


def test_ties_are_read_anew_unless_a_request_reads_them_once():
    proposal, user = with_partners(1), UserFactory(roles=["officer"])
    hit = Proposal.objects.filter
    assert not hit(barred(user, NOON)).exists()
    AffiliationFactory(user=user, organisation=proposal.lead)
    assert hit(barred(user, NOON)).get() == proposal

    read_ties_once(user)
    with CaptureQueriesContext(connection) as asked:
        first, second = barred(user, NOON), barred(user, NOON)

    assert len(asked) == 3
    assert hit(first).get() == hit(second).get() == proposal


@pytest.mark.parametrize("roles", [["officer"], ["director"], ["observer"], []])
@pytest.mark.parametrize("own", [True, False])
def test_what_is_remembered_of_a_proposal_is_what_would_be_asked(roles, own):
    proposal, user = with_partners(1), UserFactory(roles=roles)
    if own:
        AffiliationFactory(user=user, organisation=proposal.lead)
    asked = policies.relations(user, proposal)
    policies.forget(user)

    for one in policies.with_conflict(queries.visible_to(user), user):
        policies.remember(user, one)

    assert policies.relations(user, proposal) == asked
    assert ("visible" in asked) == (own or bool(roles))
    assert ("officer without conflict" in asked) == (roles == ["officer"] and not own)
