"""The pages: who reaches them, what they never say, and that they work without JavaScript."""

import re

import pytest
from django.urls import reverse

from grappe.hub.decisions import documents, services
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.models import Decision, Item, Meeting, Recusal, Vote
from grappe.hub.proposals.models import Proposal
from tests.factories import NOON, RoundFactory, UserFactory
from tests.hub.decisions.stage import conflict, set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = set_stage()
    stage.fund(0, 90_000)
    stage.decline(1)
    return stage


def url(name, stage, *args):
    return reverse(f"decisions:{name}", args=[stage.round.pk, *args])


def item_url(name, stage, number):
    return url(name, stage, stage.proposals[number].reference)


def open_vote(stage):
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.meeting.refresh_from_db()


def release(stage):
    stage.ratified()
    rendered = documents.render_letters(stage.meeting, NOON)
    services.prepare_letters(meeting=stage.meeting, rendered=rendered, by=stage.officer, at=NOON)
    services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)


PAGES = ["meeting", "vote", "board", "minutes", "letters"]


# Who reaches what


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_sign_in(client, stage, name):
    response = client.get(url(name, stage))

    assert (response.status_code, "/accounts/login/" in response.url) == (302, True)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["reviewer", None])
def test_people_outside_find_no_meeting(client, stage, name, role):
    stage.ratified()
    client.force_login(UserFactory(roles=[role] if role else []))

    assert client.get(url(name, stage)).status_code == 404


@pytest.mark.parametrize("role", ["board", "finance", "observer", "auditor"])
def test_observers_and_the_board_read_after_the_committee_decided_not_before(client, stage, role):
    client.force_login(UserFactory(roles=[role]))

    before = client.get(url("meeting", stage)).status_code
    stage.decided()

    assert (before, client.get(url("meeting", stage)).status_code) == (404, 200)
    assert client.get(url("minutes", stage)).status_code == 200


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("refresh", "committee"),
        ("suggest", "committee"),
        ("open_vote", "officer"),
        ("open_vote", "committee"),
        ("close_vote", "officer"),
        ("open_board", "officer"),
        ("close_board", "board"),
        ("prepare_letters", "committee"),
        ("release_letters", "officer"),
        ("vote", "officer"),
        ("vote", "director"),
        ("board", "officer"),
    ],
)
def test_an_act_of_another_role_is_refused(client, stage, name, role):
    stage.decided()
    client.force_login(UserFactory(roles=[role]))

    assert client.post(url(name, stage)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_meeting_that_is_not_there_is_not_found(client, name):
    client.force_login(UserFactory(roles=["director"]))

    page = reverse(f"decisions:{name}", args=[7])
    for number in ("0", "999999", "1" + "0" * 30):
        assert client.get(page.replace("/7/", f"/{number}/")).status_code == 404


# The ranked list


def test_an_officer_prepares_the_meeting_of_a_round(client):
    stage = set_stage()
    Item.objects.all().delete()
    Meeting.objects.all().delete()
    client.force_login(stage.officer)

    listed = client.get(reverse("decisions:meetings"))
    response = client.post(url("create", stage), follow=True)

    assert "Prepare the meeting" in listed.content.decode()
    assert response.redirect_chain == [(url("meeting", stage), 302)]
    assert Meeting.objects.get().items.count() == 3


def test_the_page_shows_score_amount_what_is_left_and_the_balance(client, stage):
    client.force_login(stage.officer)

    html = client.get(url("meeting", stage)).content.decode()

    for words in ("$90,000", "$410,000", "4.50", "By sector", "By province", "<svg"):
        assert words in html
    assert not re.search(r"\sstyle=|\son[a-z]+=", html)


def test_an_officer_changes_an_item_without_javascript(client, stage):
    client.force_login(stage.officer)

    response = client.post(
        item_url("item", stage, 2), {"outcome": "fund", "amount": "110,000", "revision": "0"}
    )

    assert (response.status_code, stage.item(2).amount) == (302, 110_000)


def test_htmx_opens_an_item_in_its_row_and_answers_with_the_whole_selection(client, stage):
    client.force_login(stage.officer)
    htmx = {"HX-Request": "true"}

    row = client.get(item_url("item", stage, 2), headers=htmx).content.decode()
    after = client.post(
        item_url("item", stage, 2),
        {"outcome": "fund", "amount": "110000", "quick": "1", "revision": "0"},
        headers=htmx,
    ).content.decode()

    assert row.strip().startswith("<tr>")
    assert "$300,000" in after  # left of the envelope
    assert "<html" not in after


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"outcome": "fund", "amount": "400000"}, 409),  # more than asked
        ({"outcome": "fund", "amount": "abc"}, 422),
        ({"outcome": "fund", "amount": "-5"}, 422),
        ({"outcome": "fund", "amount": "9" * 60}, 422),
        ({"outcome": "maybe", "amount": "1"}, 422),
        ({}, 422),
    ],
)
def test_bad_input_to_an_item_is_said_and_changes_nothing(client, stage, data, status):
    client.force_login(stage.officer)

    response = client.post(item_url("item", stage, 2), data)

    assert response.status_code == status
    assert (stage.item(2).outcome, stage.item(2).amount) == ("reserve", 0)


def test_a_refused_change_keeps_what_was_typed(client, stage):
    client.force_login(stage.officer)

    response = client.post(
        item_url("item", stage, 2),
        {"outcome": "fund", "amount": "400000", "conditions_en": "Typed <b>words</b>."},
    )

    assert "Typed &lt;b&gt;words&lt;/b&gt;." in response.content.decode()


def test_draft_by_score_from_the_page(client, stage):
    client.force_login(stage.officer)

    bad = client.post(url("suggest", stage), {"line": "high"})
    client.post(url("suggest", stage), {"line": "4"})

    assert bad.status_code == 422
    assert [stage.item(n).outcome for n in range(3)] == ["fund", "fund", "decline"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_meeting_asks_as_much_for_one_row_as_for_three(
    client, count, django_assert_max_num_queries
):
    stage = set_stage(asked=(1_000,) * count)
    client.force_login(stage.officer)
    client.get(url("meeting", stage))

    with django_assert_max_num_queries(22):
        client.get(url("meeting", stage))


# Votes


def test_a_member_votes_by_a_plain_form_and_changes_it(client, stage):
    open_vote(stage)
    client.force_login(stage.committee[0])
    name = f"ballot-{stage.proposals[0].reference}"

    for ballot in ("against", "for", "for"):
        response = client.post(url("vote", stage), {name: ballot})

    assert response.status_code == 302
    assert [vote.ballot for vote in Vote.objects.all()] == ["for"]
    page = client.get(url("vote", stage)).content.decode()
    assert f'name="{name}" value="for" checked' in page


def test_one_click_votes_on_everything(client, stage):
    open_vote(stage)
    client.force_login(stage.committee[0])

    client.post(url("vote", stage), {"every": "for"})

    assert Vote.objects.count() == 3


def test_the_votes_of_others_are_not_shown_before_the_vote_closes(client, stage):
    open_vote(stage)
    services.cast_votes(
        meeting=stage.meeting,
        body=Body.COMMITTEE,
        ballots={stage.proposals[0].reference: ("against", "Secret reason")},
        by=stage.committee[1],
        at=NOON,
    )

    for person in (stage.committee[0], stage.officer, stage.director):
        client.force_login(person)
        for name in ("vote", "meeting"):
            assert "Secret reason" not in client.get(url(name, stage)).content.decode()
        assert client.get(url("minutes", stage)).status_code == 404


def test_a_director_opens_and_closes_the_vote_from_the_page(client, stage):
    client.force_login(stage.director)
    client.post(url("open_vote", stage), {"vote_by": "2026-12-01T12:00"})
    stage.meeting.refresh_from_db()
    stage.vote(Body.COMMITTEE, members=stage.committee[:1])

    refused = client.post(url("close_vote", stage))
    stage.vote(Body.COMMITTEE)
    done = client.post(url("close_vote", stage))

    assert (refused.status_code, done.status_code) == (409, 302)
    assert stage.proposals[0].reference in refused.content.decode()
    assert "decisions.no_quorum" in refused.content.decode()


def test_a_date_that_is_none_does_not_open_the_vote(client, stage):
    client.force_login(stage.director)

    response = client.post(url("open_vote", stage), {"vote_by": "soon"})

    assert response.status_code == 422
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == "prepared"


@pytest.mark.parametrize("member", ["x", "9" * 30, "0"])
def test_a_made_up_member_is_not_noted_as_present(client, stage, member):
    open_vote(stage)
    client.force_login(stage.officer)

    response = client.post(url("present", stage, "committee"), {"member": member})

    assert response.status_code == 404


# What a person in conflict never learns


@pytest.mark.parametrize("role", ["committee", "board", "officer", "director", "auditor"])
def test_a_person_in_conflict_sees_nothing_of_the_item_on_any_page(client, stage, role):
    person = UserFactory(roles=[role])
    conflict(person, stage.proposals[0])
    client.force_login(person)
    open_vote(stage)
    Recusal.objects.all().delete()
    pages = {}
    for step in ("voting", "decided", "ratified"):
        if step == "decided":
            stage.vote(Body.COMMITTEE)
            services.close_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
            services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
        if step == "ratified":
            stage.vote(Body.BOARD)
            services.close_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
        for name in PAGES:
            response = client.get(url(name, stage))
            if response.status_code == 200:
                pages[step, name] = response.content.decode()
        csv = client.get(url("minutes_file", stage, "csv"))
        pages[step, "csv"] = csv.content.decode() if csv.status_code == 200 else ""

    assert pages["ratified", "meeting"]
    proposal = stage.proposals[0]
    for place, html in pages.items():
        for word in (proposal.reference, proposal.title_en, str(proposal.lead), "$90,000", "4.50"):
            assert word not in html, (place, word)
        assert "$410,000" not in html, place  # the real rest would tell the amount
    assert client.get(item_url("item", stage, 0)).status_code == 404
    assert client.get(reverse("decisions:decision", args=[proposal.reference])).status_code in (
        404,
        200 if role is None else 404,
    )


def test_ranks_are_counted_over_what_is_seen_so_that_no_gap_tells(client, stage):
    person = UserFactory(roles=["committee"])
    conflict(person, stage.proposals[1])
    client.force_login(person)

    html = client.get(url("meeting", stage)).content.decode()

    assert re.findall(r'data-label="Rank">(\d+)<', html) == ["1", "2"]


def test_no_page_shows_the_number_of_an_item(client, stage):
    Item.objects.filter(pk=stage.item(0).pk).update(revision=1)
    client.force_login(stage.committee[0])
    html = client.get(url("meeting", stage)).content.decode()

    links = set(re.findall(r"/items/([^/]+)/", html))

    assert links == {proposal.reference for proposal in stage.proposals}


# Minutes, letters, decisions


@pytest.mark.parametrize(
    ("kind", "media"),
    [("pdf", "application/pdf"), ("csv", "text/csv; charset=utf-8"), ("xlsx", "openxml")],
)
def test_minutes_are_given_as_files(client, stage, kind, media):
    stage.ratified()
    client.force_login(UserFactory(roles=["observer"]))

    response = client.get(url("minutes_file", stage, kind))

    assert response.status_code == 200
    assert media in response["Content-Type"]
    assert len(response.content) > 200


def test_a_formula_in_a_title_stays_text_in_the_minutes(client, stage):
    Proposal.objects.filter(pk=stage.proposals[0].pk).update(title_en="=HYPERLINK(1)")
    stage.decided()
    client.force_login(stage.officer)

    text = client.get(url("minutes_file", stage, "csv")).content.decode()

    assert "'=HYPERLINK(1)" in text


def test_notes_are_kept_and_shown_as_text(client, stage):
    stage.decided()
    client.force_login(stage.officer)

    client.post(url("minutes", stage), {"minutes": "<script>x</script> Adjourned."})

    html = client.get(url("minutes", stage)).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; Adjourned." in html


def test_letters_are_prepared_and_released_from_the_page(client, stage):
    stage.ratified()
    client.force_login(stage.director)

    early = client.post(url("release_letters", stage))
    client.post(url("prepare_letters", stage))
    done = client.post(url("release_letters", stage))

    assert (early.status_code, done.status_code) == (409, 302)
    stage.meeting.refresh_from_db()
    assert stage.meeting.letters_released_at is not None


def test_an_applicant_reads_decision_and_letter_only_after_the_release(client, stage):
    stage.ratified()
    services.prepare_letters(
        meeting=stage.meeting,
        rendered=documents.render_letters(stage.meeting, NOON),
        by=stage.officer,
        at=NOON,
    )
    decision = Decision.objects.get(proposal=stage.proposals[0])
    pages = [
        reverse("decisions:decision", args=[stage.proposals[0].reference]),
        reverse("decisions:letter", args=[stage.proposals[0].reference, decision.pk]),
    ]
    client.force_login(stage.applicant)
    before = [client.get(page).status_code for page in pages]
    services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)

    after = [client.get(page) for page in pages]

    assert before == [404, 404]
    assert [response.status_code for response in after] == [200, 200]
    assert "$90,000" in after[0].content.decode()
    assert b"".join(after[1].streaming_content).startswith(b"%PDF")


def test_an_applicant_never_reads_the_decision_of_another(client, stage):
    release(stage)
    client.force_login(stage.applicant)
    other = Decision.objects.get(proposal=stage.proposals[1])

    for page in (
        reverse("decisions:decision", args=[stage.proposals[1].reference]),
        reverse("decisions:letter", args=[stage.proposals[1].reference, other.pk]),
        reverse("decisions:letter", args=[stage.proposals[0].reference, other.pk]),
    ):
        assert client.get(page).status_code == 404


def test_an_applicant_reads_no_votes(client, stage):
    release(stage)
    client.force_login(stage.applicant)

    html = client.get(
        reverse("decisions:decision", args=[stage.proposals[0].reference])
    ).content.decode()

    assert "How it was voted" not in html
    assert all(str(member) not in html for member in stage.committee + stage.board)


def test_a_director_supersedes_from_the_page_with_a_reason(client, stage):
    release(stage)
    later = RoundFactory(call=stage.round.call, number=2)
    decision = Decision.objects.get(proposal=stage.proposals[0])
    page = reverse("decisions:supersede", args=[stage.proposals[0].reference, decision.pk])
    client.force_login(stage.director)

    bad = client.post(page, {"to_round": later.pk, "reason": ""})
    done = client.post(page, {"to_round": later.pk, "reason": "New facts."})

    assert (bad.status_code, done.status_code) == (422, 302)
    decision.refresh_from_db()
    assert decision.state == "superseded"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [*PAGES, "meetings"])
def test_every_page_stands_in_both_languages(client, stage, name, language):
    stage.ratified()
    client.cookies["grappe_language"] = language
    client.force_login(stage.director)
    page = reverse("decisions:meetings") if name == "meetings" else url(name, stage)

    response = client.get(page)

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()
