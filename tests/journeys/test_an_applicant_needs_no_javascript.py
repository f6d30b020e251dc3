"""Start, write, invite, price, confirm and hand in, with JavaScript off from the first page on."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from grappe.hub.proposals.models import Answer, Proposal, Snapshot
from tests.journeys.applicants import answer_the_rest, firm, opened

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def card(visitor, name):
    """The card of one organisation."""
    return visitor.page.locator("section.card").filter(
        has=visitor.page.get_by_role("heading", level=2, name=name)
    )


def price(visitor, proposal, name, cost, cash):
    """Enter a partner's costs and what it brings in."""
    visitor.go(f"/proposals/{proposal.pk}/budget/")
    block = card(visitor, name)
    block.get_by_label("Labour, 2027-28 Q2").fill(cost)
    block.get_by_role("button", name="Save these costs").click()
    visitor.sees(f"The costs of {name} are saved.")
    visitor.go(f"/proposals/{proposal.pk}/funding/")
    block = card(visitor, name)
    block.get_by_label("Amount (CAD)").first.fill(cash)
    block.get_by_role("button", name="Save", exact=True).click()
    visitor.sees("Saved.")


def describe(visitor, proposal, name, text):
    visitor.go(f"/proposals/{proposal.pk}/consortium/")
    block = card(visitor, name)
    block.get_by_label("What it does in the project").fill(text)
    block.get_by_role("button", name="Save this part").click()
    visitor.sees("Saved.")


def test_an_applicant_needs_no_javascript(visit):
    call, _officer = opened()
    mill, owner = firm("North Shore Mill Ltd", "Dana Petit")
    lab, engineer = firm("Quiet Water AI", "Noor Ali", kind="ai_provider", employees=30)
    visitor = visit(owner, javascript=False)
    page = visitor.page

    # Start from the call, and say what the project is.
    visitor.go(f"/calls/{call.slug}/")
    visitor.press("Propose a project")
    assert page.get_by_label("Call").input_value() == str(call.pk)
    page.get_by_label("Working title").fill("Logs sorted before they arrive")
    visitor.press("Start the draft")
    proposal = Proposal.objects.get(title_en="Logs sorted before they arrive")
    assert proposal.lead == mill
    page.get_by_label("Public summary (English)").fill("Sorts logs from the truck’s photographs.")
    page.get_by_label("Sector").select_option(label="Minerals, metals and forestry")
    page.get_by_label("Planning and forecasting").check()
    page.get_by_label("Starts").fill("2027-04-01")
    page.get_by_label("Ends").fill("2028-03-31")
    page.get_by_label("Reimbursement rate asked").fill("40")
    visitor.press("Save and go on")

    # A section; a choice of the reader's that opens another question does so when it is saved.
    expect(page.get_by_role("heading", name="The problem")).to_be_visible()
    page.get_by_label("What problem in the supply chain").fill("Logs wait in the wrong pile.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("What problem in the supply chain")).to_have_value(
        "Logs wait in the wrong pile."
    )
    assert Answer.objects.get(proposal=proposal).value == "Logs wait in the wrong pile."
    visitor.go(f"/proposals/{proposal.pk}/answers/consortium/")
    assert page.get_by_label("On what, and with what result?").count() == 0
    page.get_by_role("group", name="Have the partners worked together before?").get_by_label(
        "Yes"
    ).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("On what, and with what result?").fill("A study of one season.")
    page.get_by_role("button", name="Save", exact=True).click()
    assert Answer.objects.get(question="worked_together_on").value == "A study of one season."
    answer_the_rest(proposal, owner)

    # Two tabs: the later one is shown both texts, and chooses by pressing a button.
    tab = visit(owner, javascript=False)
    tab.go(f"/proposals/{proposal.pk}/answers/problem/")
    visitor.go(f"/proposals/{proposal.pk}/answers/problem/")
    page.get_by_label("What problem in the supply chain").fill("Half the logs wait.")
    page.get_by_role("button", name="Save", exact=True).click()
    tab.page.get_by_label("What problem in the supply chain").fill("Most logs wait.")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.sees("Nothing is lost: both texts are here.")
    expect(tab.page.locator(".both")).to_have_text(["Most logs wait.", "Half the logs wait."])
    tab.page.get_by_role("button", name="Keep mine").click()
    assert Answer.objects.get(question="problem").value == "Most logs wait."

    # The partner is found and invited; both describe and price their parts.
    describe(visitor, proposal, mill.legal_name, "Opens its yard.")
    page.get_by_role("searchbox", name="Organisation").fill("quiet")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Invite", exact=True).click()
    visitor.sees("Quiet Water AI is invited")
    price(visitor, proposal, mill.legal_name, "60,000", "36,000")
    other = visit(engineer, javascript=False)
    describe(other, proposal, lab.legal_name, "Builds the eyes.")
    price(other, proposal, lab.legal_name, "$40 000.00", "24 000")
    other.go(f"/proposals/{proposal.pk}/consortium/")
    other.page.get_by_role("button", name="Confirm this part and its budget").click()
    other.sees("Thank you: the part of your organisation is confirmed.")
    proposal.refresh_from_db()
    assert (proposal.cost, proposal.asked) == (Decimal(100_000), Decimal(40_000))

    # A benefit, and who owns what.
    visitor.go(f"/proposals/{proposal.pk}/benefits/")
    page.get_by_label("Benefit", exact=True).or_(page.get_by_label("Name")).first.fill(
        "Wrong piles"
    )
    page.get_by_label("Today").fill("12.5")
    page.get_by_label("Target").fill("4")
    page.get_by_label("Unit").fill("% of logs")
    page.get_by_label("By", exact=True).fill("2028-12-31")
    page.get_by_role("button", name="Add a benefit").click()
    visitor.sees("Saved.")
    visitor.go(f"/proposals/{proposal.pk}/ip/")
    page.get_by_label("What it is").fill("Sorting model")
    page.get_by_label("Owner").select_option(label="Quiet Water AI")
    page.get_by_role("button", name="Add an entry").click()
    visitor.sees("Saved.")
    assert proposal.ip_items.get().owner.organisation == lab

    visitor.go(f"/proposals/{proposal.pk}/review/")
    visitor.sees("Everything is there")
    page.get_by_role("button", name="Submit", exact=True).click()
    visitor.sees("Submitted. Version 1 is frozen.")
    snapshot = Snapshot.objects.get(proposal=proposal)
    assert b"Most logs wait." in bytes(snapshot.content)
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    with page.expect_download() as download:
        page.get_by_role("link", name="Receipt").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
