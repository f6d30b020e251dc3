"""Whatever is typed, attached, clicked or guessed at: a clear answer, and nothing lost or half-written."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from grappe.hub.proposals import queries, services
from grappe.hub.proposals.models import Answer, Attachment, CostLine, Proposal, Snapshot
from tests.factories import ProposalFactory
from tests.journeys.applicants import answer_the_rest, firm, opened, plan_the_rest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HTML = '<script>window.broken = 1</script><img src=x onerror="window.broken = 1"><b>bold</b>'
PROBLEM = "What problem in the supply chain"
Q1 = date(2027, 4, 1)


@pytest.fixture
def draft():
    """A draft that lacks nothing, with its owner: two partners, one of them confirmed."""
    call, _officer = opened()
    pier, owner = firm("Pier Nine Ltd", "Lou Green")
    lab, engineer = firm("Tide Labs", "Ray Singh", kind="ai_provider", employees=9)
    at = timezone.now()
    proposal = services.start_proposal(
        call=call, organisation=pier, by=owner, at=at, title="Cargo that is found"
    )
    basics = {
        "summary_en": "Finds cargo.",
        "sector": "transport",
        "functions": ["planning"],
        "starts_on": "2027-04-01",
        "ends_on": "2028-03-31",
        "rate": "0.4",
    }
    services.set_basics(proposal=proposal, values=basics, by=owner, at=at)
    answer_the_rest(proposal, owner)
    services.add_partner(
        proposal=proposal, organisation=lab, contribution="Models.", by=owner, at=at
    )
    lead = proposal.partners.get(is_lead=True)
    services.change_part(partner=lead, contribution="Opens the pier.", by=owner, at=at)
    for partner in proposal.partners.all():
        costs = {("labour", Q1): Decimal(50_000)}
        services.set_cost_lines(partner=partner, costs=costs, by=owner, at=at)
        services.set_funding(partner=partner, funding=[("cash", "", 30_000)], by=owner, at=at)
    plan_the_rest(proposal, owner)
    part = proposal.partners.get(is_lead=False)
    services.confirm_part(partner=part, seen=queries.part_digest(part), by=engineer, at=at)
    return Proposal.objects.get(pk=proposal.pk), owner


def amounts():
    return sorted(CostLine.objects.values_list("partner", "category", "quarter", "amount"))


def test_html_is_text_wherever_it_is_typed(visit, draft):
    proposal, owner = draft
    visitor = visit(owner)
    page = visitor.page
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    at = f"/proposals/{proposal.pk}"

    visitor.go(f"{at}/basics/")
    page.get_by_label("Title (English)").fill(HTML)
    page.get_by_label("Public summary (English)").fill(HTML)
    visitor.press("Save and go on")
    page.get_by_label(PROBLEM).fill(HTML)
    visitor.press("Save and go on")
    visitor.go(f"{at}/consortium/")
    page.get_by_label("What it does in the project").first.fill(HTML)
    page.get_by_role("button", name="Save this part").first.click()
    visitor.go(f"{at}/data/")
    page.get_by_label("Data set", exact=True).fill(HTML)
    page.get_by_role("button", name="Add a data set").click()
    visitor.sees("Saved.")
    visitor.go(f"{at}/files/")
    named = {"name": "<b>plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    page.get_by_label("Files").set_input_files([named])
    page.get_by_role("button", name="Attach", exact=True).click()

    for path in (f"{at}/", f"{at}/consortium/", f"{at}/data/", f"{at}/files/", f"{at}/review/"):
        visitor.go(path)
        assert page.evaluate("window.broken") is None, path
        assert page.locator("main img, main b, main script").count() == 0, path
    visitor.go("/proposals/")
    visitor.sees(HTML)
    visitor.go(f"{at}/")
    assert page.locator("body").inner_text().count(HTML) >= 4
    assert Answer.objects.get(proposal=proposal, question="problem").value == HTML


@pytest.mark.parametrize(
    "typed", ["-500", "99999999999999999999", "a lot", "=1+1", "12.345678", "NaN"]
)
def test_an_absurd_amount_is_refused_with_a_reason_and_stays_as_typed(visit, draft, typed):
    proposal, owner = draft
    said = (
        f"“{typed}” is not an amount of a budget: "
        "write 0 or more, at most $10,000,000,000,000, in whole cents."
    )
    before = amounts()
    visitor = visit(owner)
    visitor.go(f"/proposals/{proposal.pk}/budget/")
    block = visitor.page.locator("section.card").filter(
        has=visitor.page.get_by_role("heading", level=2, name="Pier Nine Ltd")
    )
    block.get_by_label("Equipment, 2027-28 Q1").fill("7000")
    cell = block.get_by_label("Travel, 2027-28 Q2")
    cell.fill(typed)
    expect(cell).to_have_attribute("aria-invalid", "true")
    block.get_by_role("button", name="Save these costs").click()
    visitor.sees(said)
    visitor.check()
    expect(cell).to_have_value(typed)
    expect(block.get_by_label("Equipment, 2027-28 Q1")).to_have_value("7000")
    assert amounts() == before

    visitor.go(f"/proposals/{proposal.pk}/funding/")
    amount = visitor.page.get_by_label("Amount (CAD)").first
    amount.fill(typed)
    visitor.page.get_by_role("button", name="Save", exact=True).first.click()
    visitor.sees(said)
    expect(visitor.page.get_by_label("Amount (CAD)").first).to_have_value(typed)
    assert proposal.partners.get(is_lead=True).funding.get().amount == 30_000


def test_a_program_that_is_called_a_pdf_is_refused(visit, draft):
    proposal, owner = draft
    visitor = visit(owner)
    visitor.go(f"/proposals/{proposal.pk}/files/")
    program = b"MZ\x90\x00" + bytes(200) + b"This program cannot be run in DOS mode."
    file = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": program}
    visitor.page.get_by_label("Files").set_input_files([file])
    visitor.page.get_by_role("button", name="Attach", exact=True).click()
    visitor.sees("is called a PDF file, but its content is not one.")
    assert not Attachment.objects.exists()


def test_a_budget_file_with_formulas_names_row_and_column_and_changes_nothing(visit, draft):
    proposal, owner = draft
    before = amounts()
    visitor = visit(owner)
    page = visitor.page
    visitor.go(f"/proposals/{proposal.pk}/budget/")

    held = BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Partner", "Category", "Title", "2027-28 Q1", "2027-28 Q2"])
    sheet.write_row(1, 0, ["Pier Nine Ltd", "labour", "Labour", 1000])
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    sheet.write_row(2, 0, ["Tide Labs", "labour", "Labour", -5, 200])
    sheet.write_row(3, 0, ["Somebody Else", "labour", "Labour", 1, 1])
    book.close()
    table = "\n".join(
        [
            "Partner,Category,Title,2027-28 Q1,2027-28 Q2",
            "Pier Nine Ltd,labour,Labour,1000,=SUM(D2:D9)",
            "Tide Labs,labour,Labour,\"=cmd|'/c calc'!A1\",200",
        ]
    )
    page.get_by_label("Excel or CSV file").set_input_files(
        [{"name": "budget.csv", "mimeType": "text/csv", "buffer": table.encode()}]
    )
    visitor.press("Import")
    rows = page.get_by_role("region", name="Cells to correct").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("E2")
    expect(rows.nth(1)).to_contain_text("“=SUM(D2:D9)” is not an amount.")
    expect(rows.nth(2)).to_contain_text("D3")
    assert amounts() == before

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Excel or CSV file").set_input_files(
        [{"name": "budget.xlsx", "mimeType": kind, "buffer": held.getvalue()}]
    )
    visitor.press("Import")
    cells = page.get_by_role("region", name="Cells to correct").get_by_role("row")
    said = " ".join(cells.all_inner_texts())
    for one in ("E2", "D3", "A4", "“Somebody Else” is not a partner of this proposal."):
        assert one in said, said
    assert amounts() == before


def test_a_double_click_hands_in_once(visit, draft):
    proposal, owner = draft
    visitor = visit(owner)
    visitor.go(f"/proposals/{proposal.pk}/review/")
    visitor.page.get_by_role("button", name="Submit", exact=True).dblclick()
    visitor.sees("Submitted. Version 1 is frozen.")
    again = visitor.post(f"/proposals/{proposal.pk}/submit/")
    assert again.status in {403, 409}
    assert Snapshot.objects.filter(proposal=proposal).count() == 1


def test_when_the_session_has_ended_the_text_is_still_there(visit, draft):
    proposal, owner = draft
    before = Answer.objects.get(proposal=proposal, question="problem").value
    text = "An hour of typing that must not be lost."

    # With JavaScript: the text stays in its place, and a notice says what to do.
    visitor = visit(owner)
    visitor.go(f"/proposals/{proposal.pk}/answers/problem/")
    Session.objects.all().delete()
    visitor.page.get_by_label(PROBLEM).fill(text)
    visitor.sees("Your session has ended. Your text is still here")
    expect(visitor.page.get_by_label(PROBLEM)).to_have_value(text)
    expect(visitor.page.get_by_role("link", name="Sign in").last).to_be_visible()

    # Without: the answer to the form gives the text back.
    plain = visit(owner, javascript=False)
    plain.go(f"/proposals/{proposal.pk}/answers/problem/")
    Session.objects.all().delete()
    plain.page.get_by_label(PROBLEM).fill(text)
    plain.page.get_by_role("button", name="Save", exact=True).click()
    plain.sees("Your session has ended")
    assert text in [one.input_value() for one in plain.page.get_by_role("textbox").all()]
    assert Answer.objects.get(proposal=proposal, question="problem").value == before


def test_the_ids_of_others_lead_nowhere(visit, draft):
    proposal, owner = draft
    rival = ProposalFactory(version=proposal.version, title_en="Secret cranes")
    part = rival.partners.get()
    visitor = visit(owner)
    paths = ["", "basics/", "answers/problem/", "consortium/", "budget/", "funding/", "files/"]
    paths += ["ip/", "eligibility/", "review/", "budget/export.csv", "versions/1/receipt.pdf"]
    for path in paths:
        visitor.go(f"/proposals/{rival.pk}/{path}", status=404)
        visitor.misses("Secret cranes")
    visitor.go(f"/proposals/{proposal.pk}/consortium/")
    for path in (
        f"{rival.pk}/basics/",
        f"{rival.pk}/submit/",
        f"{rival.pk}/consortium/{part.pk}/confirm/",
        f"{proposal.pk}/consortium/{part.pk}/remove/",
        f"{proposal.pk}/budget/{part.pk}/",
    ):
        assert visitor.post(f"/proposals/{path}", title_en="Mine").status == 404, path
    rival.refresh_from_db()
    assert rival.title_en == "Secret cranes"
    assert list(rival.partners.all()) == [part]


def test_refusals_hold_on_a_telephone(visit, draft):
    proposal, owner = draft
    visitor = visit(owner, width=390)
    visitor.go(f"/proposals/{proposal.pk}/budget/")
    file = {"name": "b.csv", "mimeType": "text/csv", "buffer": b"Partner,Category\nWho,what\n"}
    visitor.page.get_by_label("Excel or CSV file").set_input_files([file])
    visitor.press("Import")
    visitor.sees("“Who” is not a partner of this proposal.")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
