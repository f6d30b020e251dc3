"""A conflict of interest is found by evidence, and from then on the proposal is nowhere.

The two people in conflict also sit on the committee, which reads every proposal handed in: so
what hides this one from them is the conflict and nothing else. A third member without conflict
opens the same addresses and finds it at each.
"""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from grappe.hub.audit.models import Event
from grappe.hub.notices.models import Notice
from grappe.hub.proposals import services as proposals
from grappe.hub.proposals.models import ConflictDeclaration
from grappe.hub.reviews.models import Assignment
from tests.factories import (
    NOON,
    AffiliationFactory,
    ReviewerFactory,
    RoundFactory,
    UserFactory,
)
from tests.hub.proposals.stage import pdf, ready
from tests.hub.reviews.stage import accepted, proposal_in_review, sent

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TITLE = "Berths read from the tide"


def handed_in():
    """A proposal of a real consortium, with a frozen version, a file, a review, and a neighbour."""
    proposal = ready()
    owner = proposal.created_by
    RoundFactory(call=proposal.call)
    proposals.set_basics(proposal=proposal, values={"title_en": TITLE}, by=owner, at=NOON)
    proposals.attach(proposal=proposal, file=pdf("tides.pdf"), question="plan", by=owner, at=NOON)
    proposals.submit_proposal(proposal=proposal, by=owner, at=NOON)
    proposal.refresh_from_db()
    proposals.move_proposal(proposal=proposal, move="start_review", by=owner, at=NOON)
    proposal.refresh_from_db()
    proposal_in_review(
        title_en="Orchards counted from above", version=proposal.version, round=proposal.round
    )
    return proposal


def expert(name, **fields):
    user = UserFactory(full_name=name, roles=["reviewer", "committee"], **fields)
    return ReviewerFactory(user=user)


def past_employee(proposal):
    """Left a partner two years ago."""
    reviewer = expert("Rose Past")
    left = timezone.localdate() - timedelta(days=2 * 365)
    partner = proposal.partners.get(is_lead=False).organisation
    AffiliationFactory(user=reviewer.user, organisation=partner, role="viewer", ended_on=left)
    return reviewer


def alias_holder(proposal):
    """Has an address at the lead that was never confirmed."""
    reviewer = expert("Noé Alias")
    proposal.lead.email_domain = "tide-harbour.ca"
    proposal.lead.save(update_fields=["email_domain"])
    EmailAddress.objects.create(
        user=reviewer.user, email="noe@research.tide-harbour.ca", verified=False, primary=False
    )
    return reviewer


def doors(proposal):
    """Every address at which the cluster's side meets this proposal."""
    pk, file = proposal.pk, proposal.attachments.get()
    return [
        f"/proposals/{pk}/",
        f"/proposals/{proposal.reference}/",
        f"/proposals/{pk}/files/{file.pk}/",
        f"/proposals/{pk}/versions/1/",
        f"/proposals/{pk}/versions/1/receipt.pdf",
        f"/proposals/{pk}/versions/1/frozen.json",
        f"/proposals/{pk}/budget/export.csv",
        f"/reviews/proposals/{pk}/",
    ]


def api_doors(proposal):
    pk, file = proposal.pk, proposal.attachments.get()
    return [
        f"/api/proposals/{pk}",
        f"/api/proposals/{pk}/eligibility",
        f"/api/proposals/{pk}/attachments",
        f"/api/proposals/{pk}/attachments/{file.pk}",
        f"/api/proposals/{pk}/versions/1/receipt",
        f"/api/reviews/proposals/{proposal.reference}",
        f"/api/reviews/proposals/{proposal.reference}/discussion",
    ]


LISTS = [
    "/",
    "/proposals/",
    "/proposals/?q=tide",
    "/proposals/?q=tides.pdf",
    "/reviews/",
    "/reviews/?q=tide",
    "/meetings/",
    "/inbox/",
]
FILES = [
    "/proposals/?export=csv",
    "/proposals/?export=json",
    "/reviews/?export=csv",
]


def token_of(visitor):
    """Make a token for a program, as a person does."""
    visitor.go("/account/tokens/")
    visitor.page.get_by_label("Name").fill("My spreadsheet")
    visitor.press("Make the token")
    secret = visitor.page.get_by_role("main").locator("code").inner_text()
    return {"Authorization": f"Bearer {secret}"}


def test_the_officer_is_shown_the_evidence_and_cannot_assign_even_by_a_crafted_post(visit):
    proposal = handed_in()
    past, alias, free = past_employee(proposal), alias_holder(proposal), expert("Ada Free")
    officer = UserFactory(roles=["officer"])
    told = Event.objects.count()
    partner = proposal.partners.get(is_lead=False).organisation

    visitor = visit(officer)
    visitor.go("/reviews/rounds/")
    visitor.press(proposal.round.title_en)
    visitor.press(TITLE)
    visitor.check()
    candidates = visitor.page.get_by_role("table").filter(has_text="Load")
    expect(candidates).to_contain_text("Ada Free")
    assert "Rose Past" not in candidates.inner_text()
    assert "Noé Alias" not in candidates.inner_text()
    visitor.page.get_by_text("2 cannot be asked").click()
    visitor.sees(f"Worked for {partner}. Until ")
    visitor.sees(
        f"Has an e-mail address at research.tide-harbour.ca, the domain of {proposal.lead}."
    )
    assert visitor.page.get_by_role("button", name="Invite Rose Past").count() == 0
    assert visitor.page.get_by_role("button", name="Invite Noé Alias").count() == 0

    for reviewer in (past, alias):
        answer = visitor.post(f"/reviews/proposals/{proposal.pk}/assign/", reviewer=reviewer.pk)
        assert answer.status == 409
        assert f"{reviewer} cannot review {proposal.reference}" in answer.text()
    assert not Assignment.objects.exists()
    assert not Notice.objects.filter(key="review.invited").exists()
    assert Event.objects.count() == told

    visitor.press("Invite Ada Free")
    visitor.sees("Invited. They are told by e-mail and in their inbox.")
    assert [one.reviewer for one in Assignment.objects.all()] == [free]
    assert Notice.objects.get(key="review.invited").recipient == free.user


@pytest.mark.parametrize("tie", [past_employee, alias_holder])
def test_the_conflicted_find_the_proposal_nowhere(visit, tie):
    proposal = handed_in()
    tied, control = tie(proposal).user, expert("Ada Free").user
    sent(proposal)

    outside, inside = visit(tied), visit(control)
    for path in doors(proposal):
        assert inside.fetch(path).status == 200, path
        assert outside.fetch(path).status == 404, path
    outside.go(f"/proposals/{proposal.pk}/", status=404)
    inside.go("/proposals/?q=tide")
    inside.sees(TITLE)
    for path in LISTS:
        page = outside.go(path)
        outside.misses(TITLE)
        outside.misses(proposal.reference)
    outside.go("/proposals/")
    outside.sees("Orchards counted from above")
    expect(page.get_by_role("main").get_by_role("row")).to_have_count(2)  # the head and one
    for path in FILES:
        text = outside.fetch(path).text()
        assert (TITLE in text, proposal.reference in text) == (False, False), path
    assert TITLE in inside.fetch("/proposals/?export=csv").text()
    for act in ("discussion", "consensus", "assign", "close", "conflict"):
        path = f"/reviews/proposals/{proposal.pk}/{act}/"
        assert outside.post(path, body="I know", reason="x").status == 404, act
    assert not proposal.discussion.exists()

    mine, theirs = token_of(outside), token_of(inside)
    for path in api_doors(proposal):
        assert inside.fetch(path, headers=theirs).status == 200, path
        assert outside.fetch(path, headers=mine).status == 404, path
    assert TITLE in inside.fetch("/api/proposals/", headers=theirs).text()
    listed = outside.fetch("/api/proposals/", headers=mine)
    assert listed.status == 200
    assert TITLE not in listed.text()
    assert proposal.reference not in listed.text()


def test_whoever_declares_a_conflict_after_accepting_loses_the_proposal_at_once(visit):
    proposal = handed_in()
    reviewer = ReviewerFactory(user=UserFactory(full_name="Luc Late", roles=["reviewer"]))
    assignment = accepted(proposal, reviewer=reviewer)
    spare, officer = expert("Ada Free"), UserFactory(roles=["officer"])

    late = visit(reviewer.user, width=390)
    late.go("/reviews/")
    late.press(TITLE)
    late.check()
    late.sees("What problem?")
    assert late.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert late.fetch(late.link("tides.pdf")).status == 200
    late.page.get_by_text("I cannot review this after all").click()
    late.page.get_by_label("conflict of interest", exact=False).first.check()
    late.page.get_by_label("Anything the officer should know").fill("My sister joined them.")
    late.press("Decline")
    late.sees("the proposal is closed to you")

    for path in [*doors(proposal), f"/reviews/{assignment.pk}/"]:
        answer = late.fetch(path)
        assert answer.status == 404 or TITLE not in answer.text(), path
    for path in LISTS:
        late.go(path, status=403 if path == "/meetings/" else 200)
        late.misses(TITLE)
    assignment.refresh_from_db()
    assert assignment.state == "declined"
    assert ConflictDeclaration.objects.get(user=reviewer.user, proposal=proposal).ended_at is None
    told = Notice.objects.get(key="review.declined", recipient=officer)
    assert told.must_act

    desk = visit(officer)
    desk.go("/inbox/")
    desk.press(told.subject)
    desk.check()
    desk.sees("Choose another reviewer from the list of candidates.")
    desk.go(f"/reviews/proposals/{proposal.pk}/")
    desk.sees("My sister joined them.")
    desk.press(f"Invite {spare}")
    assert Assignment.objects.get(reviewer=spare).state == "invited"
