"""The pages, without JavaScript: every form posts, every refusal says what to do."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grappe.hub.proposals import services
from grappe.hub.proposals.models import Answer, Attachment, CostLine, Partner, Proposal, Snapshot
from tests.factories import NOON, OrganisationFactory, UserFactory
from tests.hub.proposals import stage

pytestmark = pytest.mark.django_db
SECTIONS = (
    "basics",
    "consortium",
    "budget",
    "funding",
    "benefits",
    "ip",
    "data",
    "files",
    "eligibility",
    "review",
    "proposal",
)


@pytest.fixture(autouse=True)
def _clock(settings, monkeypatch):
    """Let the interface's clock stand at NOON, when the call is open."""
    for module in ("lists", "sections", "consortium", "budget", "plans", "files", "submission"):
        monkeypatch.setattr(f"grappe.hub.proposals.views.{module}.now", lambda: NOON)


@pytest.fixture
def proposal():
    return stage.ready()


@pytest.fixture
def owner(client, proposal):
    user = stage.owner_of(proposal)
    client.force_login(user)
    return user


def url(proposal, name, *args):
    return reverse(f"proposals:{name}", args=[proposal.pk, *args])


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_workspace_opens(client, owner, proposal, name, language):
    response = client.get(url(proposal, name), headers={"accept-language": language})

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert "<h1" in response.text


@pytest.mark.parametrize("name", SECTIONS)
def test_a_stranger_finds_no_page_of_a_proposal_of_others(client, proposal, name):
    client.force_login(stage.person(OrganisationFactory()))

    assert client.get(url(proposal, name)).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, proposal):
    response = client.get(url(proposal, "basics"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_answers_are_saved_and_lead_to_the_next_section(client, owner, proposal):
    page = url(proposal, "answers", "project")
    form = {"problem": "New text.", "revision.problem": "1", "base.problem": "old", "next": "1"}

    response = client.post(page, form)

    assert response.status_code == 302
    assert response.url == url(proposal, "consortium")
    assert proposal.answers.get(question="problem").value == "New text."


def test_the_later_of_two_savers_sees_both_texts_and_loses_neither(client, owner, proposal):
    other = stage.partner_person(proposal)
    services.set_answer(
        proposal=proposal, question="problem", value="Theirs.", by=other, at=NOON, revision=1
    )
    page = url(proposal, "answers", "project")
    mine = {"problem": "Mine.", "revision.problem": "1", "base.problem": "Ships wait for cranes."}

    response = client.post(page, mine)

    assert response.status_code == 409
    assert "Mine." in response.text
    assert "Theirs." in response.text
    assert str(other) in response.text
    assert proposal.answers.get(question="problem").value == "Theirs."
    assert 'name="revision.problem" value="2"' in response.text

    kept = client.post(page, mine | {"revision.problem": "2", "keep": "mine.problem"})
    assert kept.status_code == 302
    assert proposal.answers.get(question="problem").value == "Mine."


def test_choosing_between_two_texts_shows_the_whole_section_again(client, owner, proposal):
    form = {
        "only": "problem",
        "problem": "Mine.",
        "revision.problem": "1",
        "base.problem": "",
        "keep": "mine.problem",
    }

    response = client.post(
        url(proposal, "answers", "project"), form, headers={"hx-request": "true"}
    )

    assert 'id="section-form"' in response.text
    assert proposal.answers.get(question="problem").value == "Mine."


def test_keeping_theirs_changes_nothing(client, owner, proposal):
    other = stage.partner_person(proposal)
    services.set_answer(
        proposal=proposal, question="problem", value="Theirs.", by=other, at=NOON, revision=1
    )
    form = {
        "problem": "Mine.",
        "revision.problem": "2",
        "base.problem": "",
        "keep": "theirs.problem",
    }

    client.post(url(proposal, "answers", "project"), form)

    assert proposal.answers.get(question="problem").value == "Theirs."


def test_saving_one_field_never_takes_back_what_somebody_wrote_in_another(client, owner, proposal):
    page = url(proposal, "answers", "project")
    other = stage.partner_person(proposal)
    services.set_answer(
        proposal=proposal, question="trips", value="7", by=other, at=NOON, revision=0
    )
    whole = {
        "problem": "Mine.",
        "revision.problem": "1",
        "base.problem": "Ships wait for cranes.",
        "trips": "",
        "revision.trips": "0",
        "base.trips": "",
    }

    assert client.post(page, whole).status_code == 302

    assert proposal.answers.get(question="trips").value == "7"
    assert proposal.answers.get(question="problem").value == "Mine."


def test_one_field_saves_itself_and_brings_its_new_revision_and_the_eligibility(
    client, owner, proposal
):
    form = {
        "only": "problem",
        "problem": "Autosaved.",
        "revision.problem": "1",
        "base.problem": "x",
    }

    response = client.post(
        url(proposal, "answers", "project"), form, headers={"hx-request": "true"}
    )

    assert response.status_code == 200
    assert "<html" not in response.text
    assert 'name="revision.problem" value="2"' in response.text
    assert 'id="side-eligibility"' in response.text
    assert 'hx-swap-oob="true"' in response.text


def test_a_condition_shows_its_question_when_the_answer_calls_for_it(client, owner, proposal):
    page = url(proposal, "answers", "project")
    assert "How protected?" not in client.get(page).text

    form = {"personal": "true", "revision.personal": "1", "base.personal": "false"}
    response = client.post(page, form, headers={"hx-request": "true"})

    assert "How protected?" in response.text


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        ("trips", "many", "a number is expected here"),
        ("trips", "1e30", "out of reach"),
        ("trips", "-1", "at least 0 is expected"),
        ("trips", "NaN", "a number is expected here"),
        ("personal", "perhaps", "yes or no is expected here"),
        ("problem", "x" * 100_001, "at most 100000 fit"),
    ],
)
def test_a_bad_answer_is_refused_beside_its_field_and_what_was_typed_stays(
    client, owner, proposal, question, typed, said
):
    form = {question: typed, f"revision.{question}": "0", f"base.{question}": ""}

    response = client.post(url(proposal, "answers", "project"), form)

    assert response.status_code == 422
    assert said in response.text
    if question != "personal":
        assert typed in response.text
    assert not proposal.answers.filter(question="trips").exists()


def test_html_in_an_answer_is_shown_as_text(client, owner, proposal):
    evil = "<script>alert(1)</script>"
    form = {"problem": evil, "revision.problem": "1", "base.problem": ""}
    client.post(url(proposal, "answers", "project"), form)

    for name in ("proposal", "review"):
        assert evil not in client.get(url(proposal, name)).text
    assert "&lt;script&gt;" in client.get(url(proposal, "proposal")).text


def test_when_the_session_ended_the_typed_text_is_given_back(client, proposal):
    form = {"problem": "An hour of work.", "revision.problem": "1"}

    response = client.post(url(proposal, "answers", "project"), form)

    assert response.status_code == 403
    assert "An hour of work." in response.text
    assert proposal.answers.get(question="problem").value == "Ships wait for cranes."


def test_a_budget_is_saved_in_french_numbers_and_empty_cells_are_zero(client, owner, proposal):
    lead = proposal.partners.get(is_lead=True)
    form = {
        "c.labour.2027-04-01": "1 234,50 $",
        "c.labour.2027-07-01": "",
        "c.capital.2027-04-01": "10",
    }

    response = client.post(url(proposal, "save_costs", lead.pk), form)

    assert response.status_code == 302
    lines = lead.costs.order_by("category").values_list("category", "amount")
    assert list(lines) == [("capital", Decimal("10.00")), ("labour", Decimal("1234.50"))]


@pytest.mark.parametrize("typed", ["-5", "1e30", "=1+1", "abc", "99999999999999999999", "0.001"])
def test_a_bad_amount_is_refused_and_the_whole_grid_stays_as_typed(client, owner, proposal, typed):
    lead = proposal.partners.get(is_lead=True)
    before = list(lead.costs.values_list("amount", flat=True))

    response = client.post(
        url(proposal, "save_costs", lead.pk),
        {"c.labour.2027-04-01": typed, "c.labour.2027-07-01": "777"},
    )

    assert response.status_code == 422
    assert f'value="{typed}"' in response.text
    assert 'value="777"' in response.text
    assert list(lead.costs.values_list("amount", flat=True)) == before


def test_two_savers_of_one_budget_see_both_numbers(client, owner, proposal):
    lead = proposal.partners.get(is_lead=True)

    response = client.post(
        url(proposal, "save_costs", lead.pk), {"base": "0" * 64, "c.labour.2027-04-01": "1"}
    )

    assert response.status_code == 409
    assert "$30,000" in response.text
    assert CostLine.objects.filter(partner=lead, amount=Decimal(30_000)).exists()


def test_the_budget_goes_out_to_excel_and_csv_and_comes_back_the_same(client, owner, proposal):
    before = set(CostLine.objects.values_list("partner_id", "category", "quarter", "amount"))
    for kind in ("csv", "xlsx"):
        taken = client.get(url(proposal, f"export_budget_{kind}"))
        CostLine.objects.all().delete()
        file = SimpleUploadedFile(f"budget.{kind}", taken.content)

        response = client.post(url(proposal, "import_budget"), {"file": file})

        assert response.status_code == 302
        after = set(CostLine.objects.values_list("partner_id", "category", "quarter", "amount"))
        assert after == before


def test_a_budget_file_with_mistakes_names_every_cell_and_changes_nothing(client, owner, proposal):
    name = proposal.lead.legal_name
    text = (
        "Partner;Category;Title;2027-28 Q1;2027-28 Q9\n"
        f"{name};labour;;=1+1;5\n"
        "Nobody Inc.;labour;;1;2\n"
        f"{name};travel;;1;2\n"
    )
    before = set(CostLine.objects.values_list("partner_id", "quarter", "amount"))

    response = client.post(
        url(proposal, "import_budget"), {"file": SimpleUploadedFile("b.csv", text.encode())}
    )

    assert response.status_code == 422
    for cell in ("E1", "D2", "A3", "B4"):
        assert f"<td>{cell}</td>" in response.text
    assert set(CostLine.objects.values_list("partner_id", "quarter", "amount")) == before


def test_a_file_that_is_no_table_is_refused_with_a_reason(client, owner, proposal):
    file = SimpleUploadedFile("b.xlsx", b"PK\x03\x04 not a workbook")

    response = client.post(url(proposal, "import_budget"), {"file": file})

    assert response.status_code == 422
    assert "b.xlsx" in response.text


def test_funding_rows_are_saved_and_more_rows_come_without_javascript(client, owner, proposal):
    lead = proposal.partners.get(is_lead=True)
    page = url(proposal, "save_funding", lead.pk)
    form = {
        "source": ["cash", "federal", "cash"],
        "label": ["", "IRAP", ""],
        "amount": ["1000", "2 500,50", ""],
    }

    more = client.post(page, form | {"more": "1"})
    assert more.status_code == 200
    assert 'value="2 500,50"' in more.text
    assert client.post(page, form).status_code == 302

    lines = lead.funding.order_by("source").values_list("source", "label", "amount")
    assert list(lines) == [("cash", "", Decimal(1000)), ("federal", "IRAP", Decimal("2500.50"))]


def test_rows_of_a_plan_are_added_changed_and_removed(client, owner, proposal):
    row = {"name": "Fuel", "baseline": "1 200,5", "target": "900", "unit": "t", "by": "2028-01-01"}
    client.post(url(proposal, "benefits_add"), row)
    benefit = proposal.benefits.get(name="Fuel")
    assert benefit.baseline == Decimal("1200.5")

    client.post(
        url(proposal, "benefits_row", benefit.pk), row | {"name": "Diesel", "revision": "1"}
    )
    benefit.refresh_from_db()
    assert (benefit.name, benefit.revision) == ("Diesel", 2)
    stale = client.post(
        url(proposal, "benefits_row", benefit.pk), row | {"name": "Gas", "revision": "1"}
    )
    assert stale.status_code == 409
    assert "Gas" in stale.text
    assert "Diesel" in stale.text

    client.post(url(proposal, "benefits_remove", benefit.pk))
    assert not proposal.benefits.filter(pk=benefit.pk).exists()


def test_a_bad_row_is_refused_and_its_text_stays(client, owner, proposal):
    row = {"name": "Fuel", "baseline": "lots", "target": "900", "unit": "t", "by": "2028-01-01"}

    response = client.post(url(proposal, "benefits_add"), row)

    assert response.status_code == 422
    assert 'value="lots"' in response.text
    assert not proposal.benefits.filter(name="Fuel").exists()


def test_an_owner_of_ip_must_be_a_partner_of_this_proposal(client, owner, proposal):
    foreign = stage.ready().partners.first()
    row = {"kind": "foreground", "title": "Mine", "owner": str(foreign.pk)}

    response = client.post(url(proposal, "ip_add"), row)

    assert response.status_code == 422
    assert not proposal.ip_items.filter(title="Mine").exists()


def test_a_file_is_attached_downloaded_as_an_attachment_and_removed(client, owner, proposal):
    client.post(url(proposal, "attach"), {"file": stage.pdf("Plan été.pdf")})
    attachment = Attachment.objects.get()

    got = client.get(url(proposal, "download", attachment.pk))
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert b"".join(got.streaming_content).startswith(b"%PDF")

    client.post(url(proposal, "remove_file", attachment.pk))
    assert client.get(url(proposal, "download", attachment.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.pdf", b"<html>"), ("a.exe", b"MZ"), ("a.pdf", b""), ("a.png", b"%PDF-1.7\n%%EOF")],
)
def test_a_file_that_lies_is_refused_and_not_kept(client, owner, proposal, name, body):
    file = SimpleUploadedFile(name, body)

    response = client.post(url(proposal, "attach"), {"file": file})

    assert response.status_code == 422
    assert name in response.text
    assert not Attachment.objects.exists()


def test_a_file_of_another_proposal_cannot_be_had_through_this_one(client, owner, proposal):
    other = stage.ready()
    foreign = services.attach(proposal=other, file=stage.pdf(), by=stage.owner_of(other), at=NOON)

    assert client.get(url(proposal, "download", foreign.pk)).status_code == 404
    assert client.get(url(other, "download", foreign.pk)).status_code == 404


def test_a_partner_is_found_invited_asked_and_removed(client, owner, proposal):
    known = OrganisationFactory(legal_name="Boreal Grocers Inc.", kind="adopter")
    found = client.get(url(proposal, "consortium"), {"q": "boreal"})
    assert "Boreal Grocers Inc." in found.text

    client.post(url(proposal, "add_partner"), {"organisation": known.pk, "role": "adopter"})
    partner = proposal.partners.get(organisation=known)
    again = client.post(url(proposal, "add_partner"), {"organisation": known.pk, "role": "adopter"})
    assert again.status_code == 409

    client.post(url(proposal, "ask_to_confirm", partner.pk))
    client.post(url(proposal, "remove_partner", partner.pk))
    assert not Partner.objects.filter(pk=partner.pk).exists()


def test_only_its_own_people_confirm_a_part(client, owner, proposal):
    partner = proposal.partners.get(is_lead=False)
    services.change_part(partner=partner, contribution="New.", by=owner, at=NOON)

    refused = client.post(url(proposal, "confirm_part", partner.pk), {"seen": "x"})
    assert refused.status_code == 403

    client.force_login(stage.partner_person(proposal))
    page = client.get(url(proposal, "consortium")).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(url(proposal, "confirm_part", partner.pk), {"seen": seen}).status_code == 302
    partner.refresh_from_db()
    assert partner.confirmed_at == NOON


def test_a_part_that_changed_under_the_eyes_is_not_confirmed(client, owner, proposal):
    partner = proposal.partners.get(is_lead=False)
    services.change_part(partner=partner, contribution="New.", by=owner, at=NOON)
    client.force_login(stage.partner_person(proposal))

    response = client.post(url(proposal, "confirm_part", partner.pk), {"seen": "0" * 64})

    assert response.status_code == 409
    partner.refresh_from_db()
    assert partner.confirmed_at is None


def test_the_checklist_links_to_each_gap_and_offers_no_submission(client):
    proposal = stage.started()
    client.force_login(stage.owner_of(proposal))

    page = client.get(url(proposal, "review")).text

    assert f"{url(proposal, 'basics')}#q-summary_en" in page
    assert f"{url(proposal, 'answers', 'project')}#q-problem" in page
    assert "disabled" in page
    refused = client.post(url(proposal, "submit"))
    assert refused.status_code == 409
    assert not Snapshot.objects.exists()


def test_submitting_twice_by_a_double_click_keeps_one_version(client, owner, proposal):
    first = client.post(url(proposal, "submit"))
    second = client.post(url(proposal, "submit"))

    assert first.status_code == 302
    assert second.status_code in (403, 409)
    assert Snapshot.objects.count() == 1
    got = client.get(url(proposal, "receipt", 1))
    assert got["Content-Type"] == "application/pdf"
    frozen = client.get(url(proposal, "frozen", 1))
    assert frozen.content == bytes(Snapshot.objects.get().content)
    assert client.get(url(proposal, "version", 1)).status_code == 200


def test_an_officer_screens_from_the_page(client, proposal):
    services.submit_proposal(proposal=proposal, by=stage.owner_of(proposal), at=NOON)
    client.force_login(UserFactory(roles=["officer"]))
    assert "Return to be corrected" in client.get(url(proposal, "proposal")).text

    bad = client.post(url(proposal, "return"), {"reason": "short", "due": "2027-02-01"})
    assert bad.status_code == 422
    good = {"reason": "The second year has no costs.", "due": "2027-02-01"}
    assert client.post(url(proposal, "return"), good).status_code == 302

    assert Proposal.objects.get(pk=proposal.pk).state == "draft"


def test_an_officer_of_a_partner_cannot_screen_its_proposal(client, proposal):
    services.submit_proposal(proposal=proposal, by=stage.owner_of(proposal), at=NOON)
    officer = stage.person(proposal.lead, roles=["officer"])
    client.force_login(officer)

    assert client.get(url(proposal, "proposal")).status_code == 200
    form = {"reason": "The second year has no costs.", "due": "2027-02-01"}
    assert client.post(url(proposal, "return"), form).status_code == 403


def test_an_officer_may_read_a_draft_but_not_edit_it(client, proposal):
    client.force_login(UserFactory(roles=["officer"]))

    assert client.get(url(proposal, "proposal")).status_code == 200
    assert client.get(url(proposal, "basics")).status_code == 403
    form = {"problem": "x", "revision.problem": "1"}
    assert client.post(url(proposal, "answers", "project"), form).status_code == 403
    assert Answer.objects.get(proposal=proposal, question="problem").value != "x"


def test_a_draft_is_started_from_the_page(client):
    version = stage.CallVersionFactory(content=stage.definition())
    mine, other = OrganisationFactory(), OrganisationFactory()
    client.force_login(stage.person(mine))
    form = {"call": version.call.pk, "organisation": mine.pk, "title": "T", "kind": "adoption"}

    assert client.get(reverse("proposals:start")).status_code == 200
    foreign = client.post(reverse("proposals:start"), form | {"organisation": other.pk})
    assert foreign.status_code == 422
    assert client.post(reverse("proposals:start"), form).status_code == 302

    assert Proposal.objects.get().lead == mine


def test_the_list_shows_finds_filters_and_gives_what_it_shows(client, owner, proposal):
    hidden = stage.ready()
    page = reverse("proposals:proposals")

    shown = client.get(page).text
    assert proposal.reference in shown
    assert hidden.reference not in shown
    assert proposal.reference not in client.get(page, {"q": "nothing like it"}).text
    assert proposal.reference not in client.get(page, {"state": "ratified"}).text
    assert proposal.reference in client.get(page, {"state": "draft", "sector": "transport"}).text
    for kind in ("csv", "xlsx", "json"):
        assert client.get(page, {"export": kind}).status_code == 200
    assert hidden.reference not in client.get(page, {"export": "csv"}).text


def test_the_list_costs_the_same_for_one_row_and_for_three(client, django_assert_max_num_queries):
    client.force_login(UserFactory(roles=["officer"]))
    page = reverse("proposals:proposals")
    stage.ready()
    client.get(page)
    with django_assert_max_num_queries(12) as one:
        client.get(page)
    stage.ready()
    stage.ready()
    with django_assert_max_num_queries(12) as three:
        client.get(page)

    assert len(three) == len(one)


def test_a_workspace_page_costs_the_same_for_two_partners_and_for_five(
    client, owner, proposal, django_assert_max_num_queries
):
    page = url(proposal, "budget")
    with django_assert_max_num_queries(60) as two:
        client.get(page)
    for _time in range(3):
        services.add_partner(
            proposal=proposal, organisation=OrganisationFactory(), by=owner, at=NOON
        )
    with django_assert_max_num_queries(60) as five:
        client.get(page)

    assert len(five) - len(two) <= 3  # one digest for each partner's lock
