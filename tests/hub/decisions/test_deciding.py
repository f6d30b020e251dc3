from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grappe.hub.audit.models import Event
from grappe.hub.decisions import documents, queries, services
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.errors import (
    FeedbackMissing,
    LettersNotReady,
    LettersReleased,
    NoQuorum,
    NotRatified,
    NotStanding,
    ReasonNeeded,
    RoundTooLate,
)
from grappe.hub.decisions.models import Decision, Letter
from grappe.hub.notices.models import Notice
from grappe.hub.projects.models import Project
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.queries import told_to_applicants
from grappe.kit.states import WrongState
from tests.factories import NOON, RoundFactory
from tests.hub.decisions.stage import LATER, Stage, set_stage

pytestmark = pytest.mark.django_db
BOARD = Body.BOARD


def drafted(**kwargs) -> Stage:
    stage = set_stage(**kwargs)
    stage.fund(0, 90_000)
    stage.decline(1)
    return stage


def on_board() -> Stage:
    stage = drafted()
    stage.decided()
    services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    return stage


def close(stage, reason=""):
    return services.close_board_vote(
        meeting=stage.meeting, by=stage.director, at=NOON, reason=reason
    )


def prepared(stage):
    services.prepare_letters(
        meeting=stage.meeting,
        rendered=documents.render_letters(stage.meeting, NOON),
        by=stage.officer,
        at=NOON,
    )


def released() -> Stage:
    stage = drafted()
    stage.ratified()
    prepared(stage)
    services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.meeting.refresh_from_db()
    return stage


def states(stage):
    return [Proposal.objects.get(pk=p.pk).state for p in stage.proposals]


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# The board


def test_the_board_ratifies_in_a_second_act_with_its_own_counts():
    stage = on_board()
    stage.vote(BOARD)

    close(stage)

    assert states(stage) == ["ratified", "declined", "reviewed"]
    decision = Decision.objects.get(proposal=stage.proposals[0])
    assert (decision.state, decision.ratified_at, decision.amount) == ("ratified", NOON, 90_000)
    assert (decision.board_for, decision.board_present, decision.board_quorum) == (3, 3, 3)
    assert decision.rate == Decimal("0.3600")
    stage.meeting.refresh_from_db()
    assert (stage.meeting.state, stage.meeting.ratified_at) == ("ratified", NOON)


def test_the_board_cannot_vote_before_the_committee_has_decided():
    stage = drafted()
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    with pytest.raises(WrongState):
        services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    with pytest.raises(WrongState):
        close(stage)

    assert states(stage) == ["reviewed"] * 3


def test_the_board_without_quorum_ratifies_nothing():
    stage = on_board()
    stage.vote(BOARD, members=stage.board[:2])

    with pytest.raises(NoQuorum):
        close(stage)

    assert states(stage)[0] == "selected"
    assert not Decision.objects.filter(state="ratified").exists()


def test_what_the_board_does_not_carry_is_sent_back_with_a_reason():
    stage = on_board()
    stage.vote(BOARD)
    for member in stage.board[:2]:
        services.cast_votes(
            meeting=stage.meeting,
            body=BOARD,
            ballots={stage.proposals[0].reference: ("against", "")},
            by=member,
            at=NOON,
        )

    with pytest.raises(ReasonNeeded):
        close(stage)
    close(stage, "Ask for a second site.")

    assert states(stage) == ["reviewed", "declined", "reviewed"]
    decision = Decision.objects.get(proposal=stage.proposals[0])
    assert (decision.state, decision.ended_reason) == ("refused", "Ask for a second site.")
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == "ratified"


def test_a_board_that_refuses_everything_sends_the_meeting_back_to_be_voted_again():
    stage = on_board()
    stage.vote(BOARD, "against")
    close(stage, "The balance is wrong.")
    stage.meeting.refresh_from_db()
    refused_state, after = stage.meeting.state, states(stage)

    stage.fund(0, 50_000)
    stage.ratified()

    assert (refused_state, after) == ("refused", ["reviewed"] * 3)
    assert Decision.objects.get(proposal=stage.proposals[0], state="ratified").amount == 50_000
    assert stage.meeting.polls.filter(body="committee").count() == 2
    told = Notice.objects.filter(key="meeting.sent_back", recipient=stage.committee[0])
    assert "The balance is wrong." in told.get().body


def test_ratifying_twice_is_refused_and_changes_nothing():
    stage = on_board()
    stage.vote(BOARD)
    close(stage)
    before = list(Decision.objects.order_by("pk").values())

    with pytest.raises(WrongState):
        close(stage)

    assert list(Decision.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "lacking",
    [
        {"board_for": 0},
        {"board_present": 2},
        {"board_for": 1, "board_against": 1},
        {"board_poll": None},
        {"ratified_at": None},
        {"committee_for": 0},
    ],
)
def test_the_database_refuses_a_ratified_decision_without_its_votes(lacking):
    stage = on_board()
    stage.vote(BOARD)
    close(stage)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(state="ratified").update(**lacking)


def test_the_database_refuses_a_decision_that_the_committee_did_not_carry():
    stage = drafted()
    stage.decided()

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(committee_for=0)


# Letters


def test_letters_need_ratification():
    stage = drafted()
    stage.decided()

    with pytest.raises(NotRatified):
        services.prepare_letters(meeting=stage.meeting, rendered={}, by=stage.officer, at=NOON)
    with pytest.raises(NotRatified):
        services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)


def test_letters_are_written_in_the_language_of_the_proposal():
    stage = drafted()
    Proposal.objects.filter(pk=stage.proposals[1].pk).update(language="fr")
    stage.ratified()

    rendered = documents.render_letters(stage.meeting, NOON)

    by_proposal = {
        decision.proposal_id: text_of(rendered[decision.pk]) for decision in Decision.objects.all()
    }
    assert "$90,000" in by_proposal[stage.proposals[0].pk]
    assert "Dites qui s’en servira." in by_proposal[stage.proposals[1].pk]
    assert "Say who will use it." not in by_proposal[stage.proposals[1].pk]
    assert "reserve list" in by_proposal[stage.proposals[2].pk]


def test_a_text_of_a_letter_is_never_markup():
    stage = set_stage(asked=(1_000,))
    services.edit_item(
        item=stage.item(0),
        outcome="decline",
        amount=Decimal(0),
        feedback_en='#panic("x") $x$ *not bold* <b>',
        feedback_fr="x",
        by=stage.officer,
        at=NOON,
    )
    stage.ratified()

    (pdf,) = documents.render_letters(stage.meeting, NOON).values()

    assert '#panic("x") $x$ *not bold* <b>' in text_of(pdf).replace("“", '"').replace("”", '"')


def test_letters_may_be_prepared_again_until_they_are_released():
    stage = drafted()
    stage.ratified()
    prepared(stage)
    first = Letter.objects.get(decision__proposal=stage.proposals[1]).sha256
    services.write_feedback(
        item=stage.item(1),
        feedback_en="Better words.",
        feedback_fr="De meilleurs mots.",
        by=stage.officer,
        at=NOON,
    )

    with pytest.raises(LettersNotReady) as refused:
        services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)
    prepared(stage)
    services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)

    assert refused.value.params == {"count": 1, "items": stage.proposals[1].reference}
    assert Letter.objects.get(decision__proposal=stage.proposals[1]).sha256 != first
    assert Letter.objects.count() == 3


def test_release_needs_feedback_in_both_languages_for_the_declined():
    stage = set_stage(asked=(1_000,))
    services.edit_item(
        item=stage.item(0),
        outcome="decline",
        amount=Decimal(0),
        feedback_en="Only English.",
        by=stage.officer,
        at=NOON,
    )
    stage.ratified()
    prepared(stage)

    with pytest.raises(FeedbackMissing):
        services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)

    assert not Letter.objects.filter(released_at__isnull=False).exists()


def test_release_is_one_act_that_tells_the_applicants_and_opens_the_projects():
    stage = released()

    assert set(Letter.objects.values_list("released_at", flat=True)) == {NOON}
    assert Event.objects.get(verb="letters.released").data == {"letters": 3}
    notice = Notice.objects.get(key="decision.released", recipient=stage.applicant)
    assert stage.proposals[0].reference in notice.subject
    assert "fund" not in notice.body
    assert [p.proposal for p in Project.objects.all()] == [stage.proposals[0]]


def test_release_twice_is_refused():
    stage = released()

    with pytest.raises(LettersReleased):
        services.release_letters(meeting=stage.meeting, by=stage.director, at=LATER)
    with pytest.raises(LettersReleased):
        prepared(stage)
    with pytest.raises(LettersReleased):
        services.write_feedback(
            item=stage.item(1), feedback_en="x", feedback_fr="x", by=stage.officer, at=LATER
        )

    assert set(Letter.objects.values_list("released_at", flat=True)) == {NOON}


# Before release, applicants know nothing


@pytest.mark.parametrize("number", [0, 1, 2])
def test_applicants_read_in_review_until_the_letters_are_released(number):
    stage = drafted()
    proposal = stage.proposals[number]
    said = [told_to_applicants(Proposal.objects.get(pk=proposal.pk))]
    stage.decided()
    said.append(told_to_applicants(Proposal.objects.get(pk=proposal.pk)))
    services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.vote(BOARD)
    close(stage)
    prepared(stage)
    said.append(told_to_applicants(Proposal.objects.get(pk=proposal.pk)))
    services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)
    said.append(told_to_applicants(Proposal.objects.get(pk=proposal.pk)))

    told = ["ratified", "declined", "reviewed"][number]
    assert said == ["in_review", "in_review", "in_review", told]


def test_no_project_is_public_before_the_letters_are_released():
    stage = drafted()
    stage.ratified()
    prepared(stage)

    assert not Project.objects.exists()


def test_applicants_find_no_decision_before_release_and_theirs_after():
    stage = drafted()
    stage.ratified()
    prepared(stage)
    before = list(queries.decisions_visible_to(stage.applicant, timezone.now()))
    services.release_letters(meeting=stage.meeting, by=stage.director, at=NOON)

    after = queries.decisions_visible_to(stage.applicant, timezone.now())

    assert before == []
    assert [decision.proposal for decision in after] == [stage.proposals[0]]


# Superseding


def later_round(stage):
    return RoundFactory(call=stage.round.call, number=2)


def test_a_ratified_decision_is_superseded_never_edited():
    stage = released()
    old = Decision.objects.get(proposal=stage.proposals[0])
    kept = (old.outcome, old.amount, old.ratified_at, old.board_for)
    to_round = later_round(stage)

    services.supersede(
        decision=old, to_round=to_round, reason="New facts.", by=stage.director, at=LATER
    )

    old.refresh_from_db()
    proposal = Proposal.objects.get(pk=stage.proposals[0].pk)
    assert (old.state, old.ended_reason) == ("superseded", "New facts.")
    assert (old.outcome, old.amount, old.ratified_at, old.board_for) == kept
    assert (proposal.state, proposal.round) == ("reviewed", to_round)
    assert told_to_applicants(proposal) == "in_review"


def test_the_next_decision_names_the_one_that_it_supersedes():
    stage = released()
    old = Decision.objects.get(proposal=stage.proposals[0])
    to_round = later_round(stage)
    services.supersede(
        decision=old, to_round=to_round, reason="New facts.", by=stage.director, at=LATER
    )
    stage.meeting = services.create_meeting(round=to_round, by=stage.officer, at=LATER)
    stage.fund(0, 70_000)
    stage.ratified()

    new = Decision.objects.get(proposal=stage.proposals[0], state="ratified")
    assert (new.supersedes, new.reason, new.amount) == (old, "New facts.", 70_000)


def test_a_reserve_is_decided_again_in_a_later_round():
    stage = released()
    reserve = Decision.objects.get(proposal=stage.proposals[2])
    to_round = later_round(stage)

    services.supersede(
        decision=reserve, to_round=to_round, reason="Money came.", by=stage.director, at=LATER
    )

    meeting = services.create_meeting(round=to_round, by=stage.officer, at=LATER)
    assert [item.proposal for item in meeting.items.all()] == [stage.proposals[2]]


def test_a_decision_whose_letter_is_not_out_cannot_be_superseded():
    stage = drafted()
    stage.ratified()

    with pytest.raises(NotStanding):
        services.supersede(
            decision=Decision.objects.get(proposal=stage.proposals[0]),
            to_round=later_round(stage),
            reason="x",
            by=stage.director,
            at=LATER,
        )


def test_a_decision_is_superseded_once():
    stage = released()
    decision = Decision.objects.get(proposal=stage.proposals[0])
    to_round = later_round(stage)
    services.supersede(
        decision=decision, to_round=to_round, reason="x", by=stage.director, at=LATER
    )

    with pytest.raises(NotStanding):
        services.supersede(
            decision=decision, to_round=to_round, reason="x", by=stage.director, at=LATER
        )


def test_a_round_of_another_call_or_the_same_round_cannot_take_it():
    stage = released()
    decision = Decision.objects.get(proposal=stage.proposals[0])

    for to_round in (RoundFactory(), stage.round):
        with pytest.raises(RoundTooLate):
            services.supersede(
                decision=decision, to_round=to_round, reason="x", by=stage.director, at=LATER
            )


# Minutes


def test_minutes_as_pdf_say_attendance_quorum_votes_and_decisions():
    stage = released()

    minutes = queries.minutes_of(stage.officer, stage.meeting, NOON)
    text = text_of(documents.minutes_pdf(minutes, NOON))

    for member in stage.committee + stage.board:
        assert str(member) in text
    assert "3 for, 0 against, 0 abstained; 3 present without recusal, quorum 3" in text
    assert minutes.polls[0].poll.shown_sha256 in text.replace(" ", "")
