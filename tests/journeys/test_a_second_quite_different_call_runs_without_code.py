"""A two-stage call with its own questions, criteria, rate and quorum runs beside the first one.

Everything that makes the second call different is set in the browser; the long texts of its
proposal are written through the services.
"""

from decimal import Decimal

import pytest
from django.utils import timezone

from grappe.hub.calls.models import Call
from grappe.hub.decisions.models import Decision
from grappe.hub.proposals import queries, services
from grappe.hub.proposals.models import Partner, Proposal
from grappe.hub.reviews.services import Mark, save_draft, send_review
from tests.factories import (
    NOON,
    AssignmentFactory,
    OrganisationFactory,
    ReviewerFactory,
    RoundFactory,
    UserFactory,
)
from tests.hub.decisions.stage import people
from tests.hub.proposals.stage import Q1, Q2, pdf, person, ready

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAME = "Cold chains that think"


def first_call():
    """A proposal handed in under a call of one stage, two criteria, 40 % and a quorum of 3."""
    proposal = ready()
    RoundFactory(call=proposal.call)
    services.submit_proposal(proposal=proposal, by=proposal.created_by, at=NOON)
    proposal.refresh_from_db()
    return proposal


def edit(visitor, slug, part, **values):
    """Change labelled fields of one part of a call."""
    visitor.go(f"/manage/calls/{slug}/")
    visitor.press(f"Edit {part}")
    for label, value in values.items():
        visitor.page.get_by_label(label.replace("_", " ")).fill(value)


def create(visitor):
    """Create the call from published numbers, in two stages; return its slug."""
    page = visitor.go("/manage/calls/+/")
    page.get_by_label("Start from").select_option(label="AI-powered supply chains (Scale AI)")
    page.get_by_role("radio", name="Call for proposals").check()
    page.get_by_label("Title (English)").fill(NAME)
    page.get_by_label("Title (French)").fill("Des chaînes du froid qui pensent")
    page.get_by_label("Closes").fill("2027-06-30T12:00")
    visitor.press("Create the call")
    visitor.sees("The call was created. Nobody sees it until you open it.")
    return Call.objects.get(title_en=NAME).slug


def shape(visitor, slug):
    """Give the call its stages, criteria, questions, rate, quorum and round."""
    page = visitor.page
    edit(visitor, slug, "stages")
    page.get_by_label("Two stages").check()
    visitor.press("Save")

    edit(visitor, slug, "criteria")
    while page.get_by_label("Weight (%)").count() > 3:
        page.get_by_role("button", name="Remove").last.click()
        visitor.check()
    page.get_by_label("Criterion (English)").first.fill("Cold kept cold")
    for field, weight in zip(
        page.get_by_label("Weight (%)").all(), ["50", "30", "10"], strict=True
    ):
        field.fill(weight)
    visitor.press("Save")
    visitor.sees("The weights add to 90. Make them add to 100.")
    page.get_by_label("Weight (%)").last.fill("20")
    page.locator("form[data-editor]").get_by_role("button", name="Save").last.click()
    visitor.sees("Saved.")

    for number, (question, french, kind) in enumerate(
        [
            ("Does the project need cold storage?", "Faut-il du froid?", "yes or no"),
            ("How cold must it be?", "À quelle température?", "number"),
        ]
    ):
        visitor.go(f"/manage/calls/{slug}/")
        page.locator("summary", has_text="The problem").click()
        page.locator("#section-problem").get_by_role("link", name="Add a question").click()
        page.get_by_label("Question (English)").fill(question)
        page.get_by_label("Question (French)").fill(french)
        page.get_by_label("Kind of answer").select_option(label=kind)
        if number:
            for when in ("Shown only when", "Must be answered when"):
                page.get_by_label(when).select_option(label="Does the project need cold storage?")
            for comparison in page.get_by_label("Comparison").all():
                comparison.select_option(label="is")
            for value in page.get_by_label("Value").all():
                value.fill("yes")
        page.locator("form[data-editor]").get_by_role("button", name="Save").last.click()
        visitor.sees("Saved.")

    edit(visitor, slug, "funding terms", **{"Reimbursement_rate_at_most_(%)": "30"})
    page.locator("form[data-editor]").get_by_role("button", name="Save").last.click()
    visitor.sees("Saved.")
    numbers = {"Committee_quorum": "2", "Board_quorum": "2", "Reviews_per_proposal": "1"}
    edit(visitor, slug, "reviewing and deciding", **numbers)
    page.locator("form[data-editor]").get_by_role("button", name="Save").last.click()
    visitor.sees("Saved.")

    visitor.go(f"/manage/calls/{slug}/")
    visitor.press("Add a round")
    page.get_by_label("Takes what is submitted until").fill("2027-06-30T12:00")
    page.get_by_label("Committee meets on").fill("2027-09-15")
    page.get_by_label("Envelope (CAD)").fill("500000")
    visitor.press("Save")
    visitor.press("Open the call")
    visitor.sees("Done.")


def answer(proposal, by, **special):
    """Answer every question that is asked at this stage and not answered yet."""
    stage, given = queries.stage_of(proposal), dict(special)
    for section in queries.definition_of(proposal).sections:
        if stage == "eoi" and section.stage != "eoi":
            continue
        for question in section.questions:
            if question.key in given or question.kind == "file":
                continue
            first = question.choices[0].key if question.choices else ""
            given[question.key] = {
                "yes_no": "false",
                "number": str(question.least or 1),
                "money": str(question.least or 1),
                "choice": first,
                "choices": [first],
                "date": "2027-12-01",
            }.get(question.kind, "Plain words about it.")
    services.set_answers(proposal=proposal, answers=given, by=by, at=timezone.now())
    for section in queries.definition_of(proposal).sections:
        for question in section.questions:
            if question.kind == "file" and question.required and stage == "full":
                services.attach(
                    proposal=proposal, file=pdf(), question=question.key, by=by, at=timezone.now()
                )


def propose(visit, slug, owner, sme):
    """Write and hand in an expression of interest, then, invited, the whole proposal."""
    visitor = visit(owner)
    visitor.go(f"/calls/{slug}/")
    visitor.press("Propose a project")
    visitor.page.get_by_label("Working title").fill("Fridges that ask for help")
    visitor.press("Start the draft")
    proposal = Proposal.objects.get(call__slug=slug)
    assert proposal.state == "eoi_draft"
    basics = {
        "summary_en": "Finds failing fridges a day ahead.",
        "sector": "transport",
        "functions": ["planning"],
        "starts_on": "2027-10-01",
        "ends_on": "2028-09-30",
        "rate": "0.4",
    }
    now = timezone.now()
    services.set_basics(proposal=proposal, values=basics, by=owner, at=now)
    lead = proposal.partners.get(is_lead=True)
    services.change_part(partner=lead, contribution="Runs the fridges.", by=owner, at=now)
    partner = services.add_partner(
        proposal=proposal, organisation=sme, contribution="Builds it.", by=owner, at=now
    )
    answer(proposal, owner, **{cold(proposal): "false"})
    confirm(partner, person_of(sme))

    visitor.go(f"/proposals/{proposal.pk}/answers/problem/")
    assert visitor.page.get_by_label("How cold must it be?").count() == 0
    choice = visitor.page.get_by_role("group", name="Does the project need cold storage?")
    choice.get_by_label("Yes").check()
    visitor.page.get_by_label("How cold must it be?").fill("-18")
    visitor.page.get_by_label("How cold must it be?").blur()
    visitor.check()
    hand_in(visitor, proposal)
    assert Proposal.objects.get(pk=proposal.pk).state == "eoi_submitted"
    return visitor, Proposal.objects.get(pk=proposal.pk)


def cold(proposal):
    """The key that the product gave to the officer's yes-or-no question."""
    asked = queries.definition_of(proposal).questions()
    return next(k for k, q in asked.items() if q.label.en.startswith("Does the project need cold"))


def person_of(organisation):
    return organisation.affiliations.get(role="owner").user


def confirm(partner, by):
    partner = Partner.objects.get(pk=partner.pk)
    services.confirm_part(
        partner=partner, seen=queries.part_digest(partner), by=by, at=timezone.now()
    )


def hand_in(visitor, proposal):
    visitor.go(f"/proposals/{proposal.pk}/review/")
    visitor.sees("Everything is there")
    visitor.page.get_by_role("button", name="Submit", exact=True).click()
    visitor.check()


def complete(visitor, proposal, owner, sme):
    """Fill the full proposal: at 40 % the cap of this call refuses it, at 30 % it goes in."""
    now = timezone.now()
    for partner in proposal.partners.all():
        costs = {
            ("labour", q): Decimal(25_000) for q in (Q2.replace(month=10), Q1.replace(2028, 1))
        }
        services.set_cost_lines(partner=partner, costs=costs, by=owner, at=now)
        services.set_funding(partner=partner, funding=[("cash", "", 35_000)], by=owner, at=now)
    benefit = {"name": "Spoilage", "baseline": "8", "target": "3", "unit": "%", "by": "2028-09-30"}
    services.save_benefit(proposal=proposal, values=benefit, by=owner, at=now)
    small = proposal.partners.get(is_lead=False)
    model = {"kind": "foreground", "title": "Model", "owner": str(small.pk)}
    services.save_ip_item(proposal=proposal, values=model, by=owner, at=now)
    kept = {row.question: row.value for row in proposal.answers.all()}
    answer(proposal, owner, **kept)
    visitor.go(f"/proposals/{proposal.pk}/eligibility/")
    visitor.sees("30")
    visitor.go(f"/proposals/{proposal.pk}/review/")
    visitor.misses("Everything is there")
    services.set_basics(proposal=proposal, values={"rate": "0.3"}, by=owner, at=now)
    confirm(small, person_of(sme))
    hand_in(visitor, proposal)


def review(officer, proposal):
    """Start the review in the browser, judge by the call's own three criteria, close it."""
    officer.go(f"/reviews/proposals/{proposal.pk}/")
    officer.press("Start the review")
    proposal.refresh_from_db()
    assignment = AssignmentFactory(proposal=proposal, reviewer=ReviewerFactory())
    marks = {c.key: Mark(4, "Well argued.") for c in proposal.version.definition.criteria}
    given = {"comment": "", "comment_private": "", "revision": 0}
    user, now = assignment.reviewer.user, timezone.now()
    assignment = save_draft(assignment=assignment, marks=marks, by=user, at=now, **given)
    send_review(assignment=assignment, by=user, at=now)
    officer.go(f"/reviews/proposals/{proposal.pk}/")
    officer.press("Close the review")


def decide(visit, officer, proposal):
    """Two members make the quorum of this call, in both bodies."""
    round_ = proposal.round
    base = f"/meetings/{round_.pk}/"
    officer.go("/meetings/")
    officer.press("Prepare the meeting")
    officer.go(f"{base}items/{proposal.reference}/")
    officer.page.get_by_label("Proposed").select_option(label="fund")
    officer.page.get_by_label("Amount (CAD)").fill("30,000.00")
    officer.press("Keep the draft")
    chair = visit(UserFactory(roles=["director"]))
    chair.go(base)
    chair.press("Open the vote")
    chair.page.get_by_role("dialog").get_by_role("button", name="Open the vote").click()
    chair.check()
    for body in ("vote", "board"):
        members = people("committee" if body == "vote" else "board", 2)
        if body == "board":
            chair.go(f"{base}board/")
            chair.press("Open the board’s vote")
        for member in members:
            seat = visit(member)
            seat.go(f"{base}{body}/")
            seat.page.get_by_role("button", name="For", exact=True).click()
            seat.check()
        chair.go(f"{base}{body}/")
        chair.press("Close the vote")


def test_a_second_quite_different_call_runs_without_code(visit):
    first = first_call()
    rules, frozen = first.version.content, first.snapshots.get().sha256
    desk = visit(UserFactory(roles=["officer"]))
    slug = create(desk)
    shape(desk, slug)
    second = Call.objects.get(slug=slug)
    definition = second.versions.get().definition
    assert second.state == "open"
    assert [str(stage) for stage in definition.stages] == ["eoi", "full"]
    assert [c.weight for c in definition.criteria] == [50, 30, 20]
    assert definition.criteria[0].title.en == "Cold kept cold"
    assert definition.terms.rate_most == Decimal("0.3")
    assert (definition.reviewing.committee_quorum, definition.reviewing.board_quorum) == (2, 2)

    lead = OrganisationFactory(employees=900, country="CA")
    sme = OrganisationFactory(kind="ai_provider", employees=40, country="CA")
    owner = person(lead)
    person(sme)
    people("committee", 2)
    applicant, proposal = propose(visit, slug, owner, sme)
    desk.go(f"/proposals/{proposal.pk}/")
    desk.page.locator("summary", has_text="Invite the full proposal").click()
    desk.page.get_by_role("button", name="Invite", exact=True).click()
    desk.check()
    proposal.refresh_from_db()
    assert proposal.state == "draft"
    complete(applicant, proposal, owner, sme)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.asked) == ("submitted", Decimal(30_000))

    review(desk, proposal)
    proposal.refresh_from_db()
    decide(visit, desk, proposal)
    decision = Decision.objects.get(proposal=proposal)
    assert (decision.state, decision.amount) == ("ratified", Decimal(30_000))
    assert (decision.committee_quorum, decision.committee_for, decision.board_for) == (2, 2, 2)

    # The first call and what was handed in under it are as they were.
    first = Proposal.objects.get(pk=first.pk)
    assert (first.state, first.version.content) == ("submitted", rules)
    assert first.snapshots.get().sha256 == frozen
    desk.go(f"/calls/{first.call.slug}/")
    desk.sees("One stage: the full proposal at once.")
    desk.sees("40")
    desk.misses("Cold kept cold")
