"""The pages of reviews: who reaches them, what they show, what they refuse."""

import re

import pytest
from django.urls import reverse

from grappe.hub.proposals.models import ConflictDeclaration
from grappe.hub.reviews.models import Assignment, Consensus, PastWork, Reviewer, Score
from grappe.hub.reviews.services import cancel_assignment, declare_conflict
from grappe.hub.reviews.urls import urlpatterns
from tests.factories import NOON, OrganisationFactory, ReviewerFactory, UserFactory
from tests.hub.reviews.stage import (
    accepted,
    draft,
    invited,
    make_conflict,
    officer,
    proposal_in_review,
    sent,
)

pytestmark = pytest.mark.django_db
FULL = {
    "score_impact": "4",
    "why_impact": "Large",
    "score_ai": "3",
    "why_ai": "Known methods",
    "comment": "Fine",
    "comment_private": "",
    "revision": "0",
}


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"reviews:{name}", args=args), query)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"reviews:{name}", args=args), data)


def reviewer_of(assignment):
    return assignment.reviewer.user


# A conflicted person sees the proposal nowhere


SECRET = "Zanzibar berth planning"


def addresses(proposal, assignment):
    """Return every address of the app, with ids that exist."""
    ids = {
        "round": proposal.round_id,
        "withdraw": 0,
        "remove_work": 0,
        "review": assignment.pk,
        "accept": assignment.pk,
        "decline": assignment.pk,
        "save": assignment.pk,
        "send": assignment.pk,
        "revise": assignment.pk,
    }
    for pattern in urlpatterns:
        name = pattern.name
        if name == "change":
            for what in ("remind", "cancel", "due", "lead", "replace"):
                yield name, reverse("reviews:change", args=[assignment.pk, what])
        elif name == "move":
            for what in ("start", "close"):
                yield name, reverse("reviews:move", args=[proposal.pk, what])
        elif "<int:pk>" in str(pattern.pattern):
            yield name, reverse(f"reviews:{name}", args=[ids.get(name, proposal.pk)])
        else:
            yield name, reverse(f"reviews:{name}")


@pytest.mark.parametrize(
    "role", ["reviewer", "officer", "director", "committee", "board", "auditor"]
)
@pytest.mark.parametrize("how", ["employer", "declared"])
def test_a_conflicted_person_meets_the_proposal_at_no_address(client, role, how):
    proposal = proposal_in_review(title_en=SECRET, title_fr=SECRET, reference="P-SECRET")
    user = UserFactory(roles=[role])
    if role == "reviewer":
        assignment = sent(proposal, reviewer=ReviewerFactory(user=user))
    else:
        assignment = sent(proposal)
    if how == "employer":
        make_conflict(user, proposal)
    else:
        ConflictDeclaration.objects.create(
            user=user, proposal=proposal, reason="x", declared_by=user, declared_at=NOON
        )
    client.force_login(user)
    before = list(Assignment.objects.values())

    for name, url in addresses(proposal, assignment):
        for answer in (client.get(url), client.post(url, {"reason": "x", "body": "x", **FULL})):
            text = answer.content.decode()
            assert SECRET not in text, (name, url)
            assert "P-SECRET" not in text, (name, url)
            assert answer.status_code in {200, 302, 403, 404, 405, 422}, (name, url)
            if str(proposal.pk) in url or str(assignment.pk) in url:
                assert answer.status_code in {403, 404, 405, 200}, (name, url)
    for export in ("csv", "xlsx", "json"):
        for name, args in (("mine", ()), ("pool", ()), ("round", (proposal.round_id,))):
            answer = client.get(reverse(f"reviews:{name}", args=args), {"export": export})
            assert b"P-SECRET" not in answer.content
    assert list(Assignment.objects.values()) == before


@pytest.mark.parametrize("role", ["officer", "director", "auditor"])
def test_counts_do_not_betray_a_proposal_in_conflict(client, role):
    user, reviewer = UserFactory(roles=[role]), ReviewerFactory()
    proposal = proposal_in_review()
    accepted(proposal, reviewer=reviewer)
    make_conflict(user, proposal)

    overview = get(client, user, "overview")
    pool = get(client, user, "pool")

    assert list(overview.context["rounds"]) == []
    [row] = pool.context["listing"].rows
    assert (row.load, row.overdue, row.sent) == (0, 0, 0)


def test_without_conflict_the_same_officer_sees_it_all(client):
    proposal, user = proposal_in_review(title_en=SECRET), officer()
    sent(proposal)

    for name, args in (("round", [proposal.round_id]), ("proposal", [proposal.pk])):
        assert SECRET in get(client, user, name, *args).content.decode()


@pytest.mark.parametrize("user", ["applicant", "observer", "finance", "stranger"])
def test_applicants_and_outsiders_reach_no_review(client, user):
    assignment = sent()
    proposal = assignment.proposal
    if user == "applicant":
        who = make_conflict(UserFactory(), proposal).user
    else:
        who = UserFactory(roles=[] if user == "stranger" else [user])

    assert get(client, who, "proposal", proposal.pk).status_code == 404
    assert get(client, who, "review", assignment.pk).status_code == 404
    assert get(client, who, "round", proposal.round_id).status_code == 403
    assert get(client, who, "pool").status_code == 403


def test_an_applicant_who_is_also_an_officer_reads_no_review_of_their_own_proposal(client):
    assignment, user = sent(), officer()
    make_conflict(user, assignment.proposal)

    assert get(client, user, "proposal", assignment.proposal_id).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(client):
    assignment = sent()
    for name, url in addresses(assignment.proposal, assignment):
        answer = client.get(url)
        assert answer.status_code in {302, 405}, name


# Independence: nothing of the others before one's own is sent


def test_before_sending_nothing_of_the_others_shows_anywhere(client):
    proposal = proposal_in_review()
    other = sent(proposal, 1, 1)
    Score.objects.filter(assignment=other).update(justification="OTHERS-WORDS")
    mine = draft(accepted(proposal))
    user = reviewer_of(mine)

    page = get(client, user, "review", mine.pk).content.decode()
    listing = get(client, user, "mine").content.decode()

    for text in (page, listing):
        assert "OTHERS-WORDS" not in text
        assert other.reviewer.user.full_name not in text
        assert "1.000" not in text
    assert get(client, user, "review", other.pk).status_code == 404
    assert get(client, user, "proposal", proposal.pk).status_code == 302
    for name in ("post", "agree"):
        assert post(client, user, name, proposal.pk, body="x").status_code == 404


def test_an_officer_who_owes_a_review_sees_no_others_either(client):
    proposal, user = proposal_in_review(), UserFactory(roles=["officer", "reviewer"])
    other = sent(proposal, 1, 1)
    accepted(proposal, reviewer=ReviewerFactory(user=user))

    assert get(client, user, "proposal", proposal.pk).status_code == 302
    assert get(client, user, "review", other.pk).status_code == 404
    board = get(client, user, "round", proposal.round_id)
    assert list(board.context["listing"].rows) == []


def test_after_sending_the_others_open(client):
    proposal = proposal_in_review()
    other, mine = sent(proposal, 1, 1), sent(proposal)

    page = get(client, reviewer_of(mine), "proposal", proposal.pk).content.decode()

    assert other.reviewer.user.full_name in page
    assert "Candidates" not in page


# The invitation


def test_the_invitation_shows_title_abstract_and_partners_and_no_more(client):
    assignment = invited(proposal_in_review())
    proposal = assignment.proposal
    proposal.partners.update(contribution="SECRET-PART")

    page = get(client, reviewer_of(assignment), "review", assignment.pk).content.decode()

    assert proposal.title_en in page
    assert proposal.summary_en in page
    assert str(proposal.lead) in page
    assert "SECRET-PART" not in page


def test_the_agreement_may_be_accepted_with_the_invitation(client):
    assignment = invited(reviewer=ReviewerFactory(agreed_at=None))
    user = reviewer_of(assignment)

    refused = post(client, user, "accept", assignment.pk)
    taken = post(client, user, "accept", assignment.pk, agree="yes")

    assert (refused.status_code, taken.status_code) == (409, 302)
    assignment.refresh_from_db()
    assert assignment.state == "accepted"


def test_declining_for_a_conflict_shuts_the_page_at_once(client):
    assignment = invited()
    user = reviewer_of(assignment)

    post(client, user, "decline", assignment.pk, reason="conflict", note="My brother")

    assert get(client, user, "review", assignment.pk).status_code == 404
    assert assignment.proposal.title_en not in get(client, user, "mine").content.decode()


def test_declining_without_a_reason_says_so(client):
    assignment = invited()

    answer = post(client, reviewer_of(assignment), "decline", assignment.pk)

    assert answer.status_code == 422
    assignment.refresh_from_db()
    assert assignment.state == "invited"


# Writing


def test_a_review_is_saved_and_sent_without_javascript(client):
    assignment = accepted()
    user = reviewer_of(assignment)

    post(client, user, "save", assignment.pk, **{**FULL, "why_ai": ""})
    answer = post(client, user, "send", assignment.pk, **{**FULL, "revision": "1"})

    assert answer.url == reverse("reviews:proposal", args=[assignment.proposal_id])
    assignment.refresh_from_db()
    assert (assignment.state, str(assignment.score)) == ("submitted", "3.600")


def test_autosave_answers_with_the_new_revision(client):
    assignment = accepted()
    client.force_login(reviewer_of(assignment))

    answer = client.post(
        reverse("reviews:save", args=[assignment.pk]), FULL, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert re.search(rb'name="revision" value="1"', answer.content)
    assert b"<html" not in answer.content


def test_the_later_window_sees_both_texts_and_loses_nothing(client):
    assignment = draft(accepted())
    mine = {**FULL, "why_impact": "MINE", "revision": "0"}

    answer = post(client, reviewer_of(assignment), "save", assignment.pk, **mine)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "MINE" in text
    assert "Impact deserves 4." in text
    assert 'name="revision" value="1"' in text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"score_impact": "9"}, 422),
        ({"score_impact": "3.5"}, 422),
        ({"score_impact": "9" * 50}, 422),
        ({"why_impact": "x" * 10_001}, 422),
        ({"why_impact": "   "}, 422),
        ({"score_ai": ""}, 422),
        ({"revision": "no"}, 409),
    ],
)
def test_bad_input_is_refused_and_what_was_written_stays_on_the_page(client, changed, status):
    assignment = accepted()

    answer = post(
        client,
        reviewer_of(assignment),
        "send",
        assignment.pk,
        **{**FULL, "why_ai": "KEPT", **changed},
    )

    assert answer.status_code == status
    assert "KEPT" in answer.content.decode()
    assignment.refresh_from_db()
    assert assignment.state == "accepted"


def test_html_in_a_justification_is_shown_as_text(client):
    assignment = accepted()
    user = reviewer_of(assignment)
    bad = {**FULL, "why_impact": "<script>alert(1)</script>", "comment": "<b>x</b>"}

    post(client, user, "send", assignment.pk, **bad)
    page = get(client, officer(), "proposal", assignment.proposal_id).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_sending_twice_answers_with_a_conflict(client):
    assignment = accepted()
    user = reviewer_of(assignment)
    post(client, user, "send", assignment.pk, **FULL)

    assert post(client, user, "send", assignment.pk, **FULL).status_code == 409


def test_a_revision_is_kept_with_its_reason(client):
    assignment = sent()
    user = reviewer_of(assignment)
    data = {**FULL, "score_impact": "2", "revision": str(assignment.revision)}

    refused = post(client, user, "revise", assignment.pk, **data)
    post(client, user, "revise", assignment.pk, **data, reason="I misread it")

    assert refused.status_code == 422
    assert "I misread it" in get(client, user, "review", assignment.pk).content.decode()


def test_nobody_writes_anothers_review(client):
    assignment, other = accepted(), ReviewerFactory()

    for name in ("save", "send", "accept", "decline", "revise"):
        assert post(client, other.user, name, assignment.pk, **FULL).status_code == 404


def test_a_cancelled_review_is_gone(client):
    assignment = accepted()
    cancel_assignment(assignment=assignment, by=officer(), at=NOON, reason="Enough")

    assert get(client, reviewer_of(assignment), "review", assignment.pk).status_code == 404


# Officers


def test_an_officer_invites_from_the_candidates(client):
    proposal, user = proposal_in_review(sector="transport"), officer()
    fit, tied = ReviewerFactory(), ReviewerFactory()
    fit.expertise.create(field="transport", level=3)
    make_conflict(tied.user, proposal)

    page = get(client, user, "proposal", proposal.pk)
    answer = post(client, user, "assign", proposal.pk, reviewer=fit.pk, reason="Knows ports")
    refused = post(client, user, "assign", proposal.pk, reviewer=tied.pk)

    assert [c.reviewer for c in page.context["candidates"]] == [fit]
    assert "transport and logistics (3/3)" in page.content.decode()
    assert "Same organisation" not in page.content.decode()
    assert "Works for" in page.content.decode()  # the evidence against the one set aside
    assert (answer.status_code, refused.status_code) == (302, 409)
    assert list(Assignment.objects.values_list("reviewer", "reason")) == [(fit.pk, "Knows ports")]


def test_committee_reads_and_manages_nothing(client):
    assignment, user = sent(), UserFactory(roles=["committee"])
    page = get(client, user, "proposal", assignment.proposal_id)

    assert page.status_code == 200
    assert "Candidates" not in page.content.decode()
    assert post(client, user, "assign", assignment.proposal_id, reviewer=1).status_code == 403
    assert post(client, user, "change", assignment.pk, "cancel", reason="x").status_code == 403
    assert post(client, user, "move", assignment.proposal_id, "close").status_code == 403


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("remind", {}),
        ("lead", {}),
        ("due", {"due": "2031-01-01"}),
        ("cancel", {"reason": "No answer"}),
    ],
)
def test_an_officer_changes_an_assignment(client, what, data):
    assignment = accepted()

    answer = post(client, officer(), "change", assignment.pk, what, **data)

    assert answer.status_code == 302


def test_an_officer_replaces_a_reviewer(client):
    assignment, other = invited(), ReviewerFactory()

    post(client, officer(), "change", assignment.pk, "replace", reviewer=other.pk, reason="Silent")

    assert dict(Assignment.objects.values_list("reviewer", "state")) == {
        assignment.reviewer_id: "cancelled",
        other.pk: "invited",
    }


def test_a_consensus_is_written_and_taken_back(client):
    assignment, user = sent(), officer()
    pk = assignment.proposal_id
    data = {"score_impact": "2", "score_ai": "2", "text_en": "Agreed", "text_fr": "Convenu"}

    post(client, user, "agree", pk, **data)
    assert "by consensus" in get(client, user, "proposal", pk).content.decode()
    post(client, user, "agree", pk, withdraw="1")
    assert "mean of the reviews" in get(client, user, "proposal", pk).content.decode()


def test_the_discussion_shows_what_was_said(client):
    assignment = sent()

    post(client, reviewer_of(assignment), "post", assignment.proposal_id, body="Why so low?")

    assert (
        "Why so low?" in get(client, officer(), "proposal", assignment.proposal_id).content.decode()
    )


def test_a_declared_conflict_is_ended_by_an_officer(client):
    proposal, user = proposal_in_review(), UserFactory(roles=["committee"])
    declared = declare_conflict(user=user, proposal=proposal, reason="Wrong", by=user, at=NOON)

    assert get(client, user, "proposal", proposal.pk).status_code == 404
    post(client, officer(), "withdraw", declared.pk, reason="Another firm")
    assert get(client, user, "proposal", proposal.pk).status_code == 200


def test_a_person_is_checked_before_being_invited(client):
    group = OrganisationFactory(legal_name="Holding")
    tied, free = proposal_in_review(lead__parent=group), proposal_in_review()

    page = get(client, officer(), "check", email="jo@example.net", organisations=group.pk)

    assert [p for p, _conflicts in page.context["rows"]] == [tied]
    assert page.context["free"] == 1
    assert free.reference not in page.content.decode()


# Profile


def test_a_profile_is_opened_by_its_first_saving(client):
    user = UserFactory(roles=["reviewer"])
    assert get(client, user, "profile").status_code == 200
    assert not Reviewer.objects.exists()

    post(
        client,
        user,
        "profile",
        headline="Ports",
        reads_english="on",
        load_most="3",
        level_transport="3",
    )

    mine = Reviewer.objects.get(user=user)
    assert (mine.headline, mine.load_most) == ("Ports", 3)
    assert list(mine.expertise.values_list("field", "level")) == [("transport", 3)]


@pytest.mark.parametrize("bad", [{"load_most": "0"}, {"load_most": "9" * 30}, {"level_ml": "9"}])
def test_a_bad_profile_is_refused(client, bad):
    reviewer = ReviewerFactory()
    data = {"reads_english": "on", "load_most": "3", **bad}

    assert post(client, reviewer.user, "profile", **data).status_code == 422


def test_a_reader_of_no_language_is_refused(client):
    reviewer = ReviewerFactory()

    assert post(client, reviewer.user, "profile", load_most="3").status_code == 422


def test_work_with_an_organisation_makes_a_conflict(client):
    reviewer, proposal = ReviewerFactory(), proposal_in_review()

    post(
        client,
        reviewer.user,
        "add_work",
        title="Port study",
        year="2025",
        organisation=proposal.lead_id,
    )
    page = get(client, officer(), "proposal", proposal.pk)

    assert page.context["candidates"] == []
    assert "Worked together" in page.content.decode()


def test_a_removed_work_leaves_its_interest(client):
    reviewer, proposal = ReviewerFactory(), proposal_in_review()
    post(client, reviewer.user, "add_work", title="x", year="2025", organisation=proposal.lead_id)

    post(client, reviewer.user, "remove_work", PastWork.objects.get().pk)

    assert not PastWork.objects.exists()
    assert get(client, officer(), "proposal", proposal.pk).context["candidates"] == []


# Budgets of queries


@pytest.mark.parametrize(
    ("name", "role", "make"),
    [
        ("mine", "reviewer", "mine"),
        ("pool", "officer", "reviewers"),
        ("round", "officer", "proposals"),
        ("proposal", "officer", "reviews"),
        ("overview", "officer", "proposals"),
        ("calibration", "officer", "reviews"),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, name, role, make, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = UserFactory(roles=[role])
    reviewer = ReviewerFactory(user=user, load_most=20) if role == "reviewer" else None
    proposal = proposal_in_review()
    args = {"round": [proposal.round_id], "proposal": [proposal.pk]}.get(name, [])

    def more():
        if make == "mine":
            accepted(reviewer=reviewer)
        elif make == "reviewers":
            accepted().reviewer.expertise.create(field="ml", level=2)
        elif make == "proposals":
            sent(proposal_in_review(version=proposal.version, round=proposal.round))
        else:
            sent(proposal)

    def cost():
        client.force_login(user)
        get(client, user, name, *args)
        with CaptureQueriesContext(connection) as seen:
            assert get(client, user, name, *args).status_code == 200
        return len(seen)

    more()
    one = cost()
    more()
    more()

    assert cost() == one
    assert one <= 45


# What was typed survives a refusal


def test_a_refused_consensus_comes_back_filled_with_the_reason(client):
    proposal = sent(proposal_in_review()).proposal
    user = officer()
    data = {"score_impact": "4", "score_ai": "99", "text_en": "We agree on it.", "text_fr": "Oui."}

    answer = post(client, user, "agree", proposal.pk, **data)
    body = answer.content.decode()

    assert answer.status_code == 422
    assert "We agree on it." in body
    assert "reviews.score_outside" in body
    assert '<option value="4" selected>' in body
    assert not Consensus.objects.exists()


def test_a_refused_message_comes_back_in_its_field(client):
    proposal = sent(proposal_in_review()).proposal

    answer = post(client, officer(), "post", proposal.pk, body="x" * 20_001)

    assert answer.status_code == 422
    assert "x" * 20_001 in answer.content.decode()
    assert not proposal.discussion.exists()


def test_earlier_wordings_show_what_was_written(client):
    assignment = sent(proposal_in_review())
    user = reviewer_of(assignment)

    body = get(client, user, "review", assignment.pk).content.decode()

    earlier = body[body.index("Earlier wordings") :]
    assert "Impact deserves 4." in earlier
    assert "AI deserves 3." in earlier
