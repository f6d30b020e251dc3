"""Scratch: factories build (removed by the end)."""

import pytest

from grappe.hub.audit.services import record
from tests import factories as f


@pytest.mark.django_db
def test_factories():
    f.AssignmentFactory()
    f.CostLineFactory()
    f.FundingLineFactory()
    f.RoundFactory()
    p = f.ProposalFactory()
    e = record("x.y", p, by=p.created_by, at=f.NOON)
    assert e.sequence == 1
