"""A proposal that breaks three rules is told which, by how much and what mends each; then it is sent.

The call pays at most 40 % of at most 500,000 dollars and wants one firm of fewer than 500 people.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grappe.hub.calls.defaults import default_definition
from grappe.hub.proposals import queries, services
from grappe.hub.proposals.models import Proposal, Snapshot
from tests.journeys.applicants import answer_the_rest, firm, opened, plan_the_rest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Q1 = date(2027, 4, 1)
RULES = ("smes", "rate", "cost")


def with_a_ceiling():
    whole = default_definition()
    return whole.model_copy(
        update={"terms": whole.terms.model_copy(update={"cost_most": Decimal(500_000)})}
    )


def too_much(call, yard, owner):
    """Two large firms ask for 55 % of 620,000; everything else is there."""
    at = timezone.now()
    proposal = services.start_proposal(
        call=call, organisation=yard, by=owner, at=at, title="Cranes that wait less"
    )
    basics = {
        "summary_en": "Plans cranes a week ahead.",
        "sector": "transport",
        "functions": ["planning"],
        "starts_on": "2027-04-01",
        "ends_on": "2028-03-31",
        "rate": "0.55",
    }
    services.set_basics(proposal=proposal, values=basics, by=owner, at=at)
    answer_the_rest(proposal, owner)
    other, _person = firm("Steel and Rail Ltd", "Ada Roy", employees=700)
    services.add_partner(
        proposal=proposal, organisation=other, contribution="Moves the steel.", by=owner, at=at
    )
    for partner in proposal.partners.order_by("-is_lead"):
        cost = Decimal(400_000) if partner.is_lead else Decimal(220_000)
        if partner.is_lead:
            services.change_part(partner=partner, contribution="Runs the yard.", by=owner, at=at)
        services.set_cost_lines(partner=partner, costs={("labour", Q1): cost}, by=owner, at=at)
        services.set_funding(partner=partner, funding=[("cash", "", 300_000)], by=owner, at=at)
    plan_the_rest(proposal, owner)
    return proposal


def outcomes(proposal):
    verdicts = queries.eligibility_of(Proposal.objects.get(pk=proposal.pk))
    return {v.key: str(v.outcome) for v in verdicts if v.key in RULES}


def test_an_ineligible_proposal_is_mended(visit):
    call, _officer = opened(with_a_ceiling())
    yard, owner = firm("Lakeside Yard Ltd", "Jo Martin")
    sme, engineer = firm("Slow Tide Labs", "Ines Cote", kind="ai_provider", employees=12)
    proposal = too_much(call, yard, owner)
    visitor = visit(owner)
    page = visitor.page

    # The panel says which rules fail, with the numbers and what would change them.
    visitor.go(f"/proposals/{proposal.pk}/eligibility/")
    rules = page.locator("#rules li")
    small = rules.filter(has_text="0 of 2 partners have fewer than 500 full-time employees")
    expect(small).to_contain_text("failed")
    expect(small).to_contain_text("What would change it: Invite a partner that is an SME.")
    rate = rules.filter(has_text="You ask for 55% of the eligible costs; at most 40% is paid.")
    expect(rate).to_contain_text("What would change it: Ask for 40% or less.")
    expect(rate).to_contain_text("Source:")
    cost = rules.filter(has_text="The project costs $620,000; it may cost at most $500,000.")
    expect(cost).to_contain_text("What would change it: Take off $120,000.")
    assert outcomes(proposal) == dict.fromkeys(RULES, "failed")

    # Handing in is refused with the list, in the page and to whoever insists.
    visitor.go(f"/proposals/{proposal.pk}/review/")
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_disabled()
    refused = visitor.post(f"/proposals/{proposal.pk}/submit/")
    assert refused.status in {409, 422}
    for said in ("Ask for 40% or less.", "Take off $120,000.", "Invite a partner that is an SME."):
        visitor.sees(said)
        assert said in refused.text()
    assert not Snapshot.objects.exists()
    assert Proposal.objects.get(pk=proposal.pk).state == "draft"

    # Each line leads to its place; a rule turns green while the number is typed.
    page.get_by_role("link", name="The project in short").first.click()
    side = page.get_by_role("complementary", name="Eligibility")
    line = side.locator("li").filter(has_text="rate")
    expect(line.get_by_label("failed")).to_be_visible()
    page.get_by_label("Reimbursement rate asked").fill("40")
    expect(line.get_by_label("passed")).to_be_visible()
    expect(page.get_by_text("Saved at")).to_have_count(1)
    assert outcomes(proposal)["rate"] == "passed"

    page.get_by_role("link", name="Budget").first.click()
    block = page.locator("section.card").filter(
        has=page.get_by_role("heading", level=2, name="Lakeside Yard Ltd")
    )
    block.get_by_label("Labour, 2027-28 Q1").fill("250,000")
    expect(page.locator("[data-grand-total]")).not_to_have_text("$620,000")
    block.get_by_role("button", name="Save these costs").click()
    visitor.sees("The costs of Lakeside Yard Ltd are saved.")
    expect(side.locator("li").filter(has_text="cost").get_by_label("passed").first).to_be_visible()
    assert outcomes(proposal) == {"smes": "failed", "rate": "passed", "cost": "passed"}

    page.get_by_role("link", name="Consortium", exact=False).last.click()
    visitor.go(f"/proposals/{proposal.pk}/consortium/")
    page.get_by_role("searchbox", name="Organisation").fill("slow tide")
    page.locator("#found").get_by_role("button", name="Invite").click()
    visitor.sees("Slow Tide Labs is invited")
    assert outcomes(proposal) == dict.fromkeys(RULES, "passed")

    # Every partner confirms, and it goes.
    for partner in proposal.partners.filter(is_lead=False):
        person = partner.organisation.affiliations.get().user
        other = visit(person)
        other.go(f"/proposals/{proposal.pk}/consortium/")
        if not partner.contribution:
            other.page.locator(f"#part-{partner.pk}").get_by_label(
                "What it does in the project"
            ).fill("Builds the forecasts.")
            other.press("Save this part")
        other.press("Confirm this part and its budget")
        other.sees("Thank you: the part of your organisation is confirmed.")
    visitor.go(f"/proposals/{proposal.pk}/review/")
    visitor.sees("Everything is there")
    page.get_by_role("button", name="Submit", exact=True).click()
    visitor.sees("Submitted. Version 1 is frozen.")
    snapshot = Snapshot.objects.get(proposal=proposal)
    verdicts = queries.read_document(snapshot)["eligibility"]
    assert {one["outcome"] for one in verdicts} == {"passed"}
    assert proposal.partners.get(organisation=sme).confirmed_by == engineer


def test_the_panel_holds_on_a_telephone(visit):
    call, _officer = opened(with_a_ceiling())
    yard, owner = firm("Lakeside Yard Ltd", "Jo Martin")
    proposal = too_much(call, yard, owner)
    visitor = visit(owner, width=390)
    visitor.go(f"/proposals/{proposal.pk}/eligibility/")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
