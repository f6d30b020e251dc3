"""What a proposal repeats of its partners and budget, so that lists sort by it."""

from grappe.hub.proposals import queries
from grappe.hub.proposals.models import Proposal


def refresh_totals(proposal: Proposal) -> Proposal:
    """Bring `cost`, `asked`, `lead` and `province` in step with the budget and the partners."""
    facts = queries.facts_of(proposal)
    lead = proposal.partners.select_related("organisation").get(is_lead=True).organisation
    proposal.cost, proposal.asked = facts.eligible, facts.asked or facts.eligible * 0
    proposal.lead, proposal.province = lead, lead.province
    proposal.save(update_fields=["cost", "asked", "lead", "province"])
    return proposal
