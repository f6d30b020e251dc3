from decimal import Decimal

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.decisions import queries, services
from grappe.hub.decisions.errors import (
    AboveAsked,
    AboveEnvelope,
    AboveEnvelopeUnseen,
    AmountMissing,
    MeetingExists,
    NothingToDecide,
    OverruleNeedsReason,
    ReasonNeeded,
    SelectionFrozen,
    TextTooLong,
)
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.notices.models import Notice
from grappe.kit.errors import Stale
from tests.factories import NOON, CallVersionFactory, ProposalFactory, RoundFactory, UserFactory
from tests.hub.decisions.stage import conflict, reviewed, set_stage

pytestmark = pytest.mark.django_db


def test_create_meeting_takes_the_reviewed_proposals_of_the_round_and_calls_the_committee():
    stage = set_stage()

    assert stage.meeting.items.count() == 3
    assert set(stage.meeting.items.values_list("outcome", "amount")) == {("reserve", 0)}
    assert set(Notice.objects.values_list("recipient", "key")) == {
        (member.pk, "meeting.called") for member in stage.committee
    }
    assert Event.objects.get(verb="meeting.created").data == {"items": 3}


def test_create_meeting_leaves_out_what_is_not_reviewed():
    version = CallVersionFactory()
    round = RoundFactory(call=version.call)
    for state in ("draft", "submitted", "in_review", "withdrawn"):
        ProposalFactory(version=version, round=round, state=state)

    with pytest.raises(NothingToDecide):
        services.create_meeting(round=round, by=UserFactory(roles=["officer"]), at=NOON)

    assert not Meeting.objects.exists()


def test_create_meeting_twice_is_refused():
    stage = set_stage()

    with pytest.raises(MeetingExists):
        services.create_meeting(round=stage.round, by=stage.officer, at=NOON)

    assert Meeting.objects.count() == 1


def test_take_in_adds_what_was_reviewed_since_and_lets_go_what_was_withdrawn():
    stage = set_stage()
    new = reviewed(stage.round, stage.proposals[0].version, 50_000, "3")
    stage.proposals[1].state = "withdrawn"
    stage.proposals[1].save()

    taken = services.take_in(meeting=stage.meeting, by=stage.officer, at=NOON)

    assert taken == 1
    assert set(stage.meeting.items.values_list("proposal", flat=True)) == {
        stage.proposals[0].pk,
        stage.proposals[2].pk,
        new.pk,
    }


def test_edit_item_may_give_less_than_asked_and_keeps_the_trace():
    stage = set_stage()

    item = stage.fund(0, 80_000)

    assert (item.outcome, item.amount, item.revision) == ("fund", 80_000, 1)
    event = Event.objects.get(verb="item.changed")
    assert event.data["before"] == {"outcome": "reserve", "amount": "0.00"}
    assert event.data["after"] == {"outcome": "fund", "amount": "80000"}


def test_edit_item_never_gives_more_than_asked():
    stage = set_stage()

    with pytest.raises(AboveAsked) as refused:
        stage.fund(0, 100_001)

    assert refused.value.params == {"amount": "$100,001", "asked": "$100,000"}
    assert (stage.item(0).outcome, stage.item(0).amount) == ("reserve", 0)


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_edit_item_funds_nothing_with_no_money(amount):
    stage = set_stage()

    with pytest.raises(AmountMissing):
        services.edit_item(
            item=stage.item(0), outcome="fund", amount=Decimal(amount), by=stage.officer, at=NOON
        )


def test_edit_item_fills_the_envelope_to_the_last_cent_and_not_one_cent_more():
    stage = set_stage(asked=(300_000, 300_000), envelope=500_000)
    stage.fund(0, 300_000)

    with pytest.raises(AboveEnvelope) as refused:
        services.edit_item(
            item=stage.item(1),
            outcome="fund",
            amount=Decimal("200000.01"),
            by=stage.officer,
            at=NOON,
        )
    stage.fund(1, 200_000)

    assert refused.value.params == {
        "amount": "$200,000.01",
        "reference": stage.proposals[1].reference,
        "total": "$500,000.01",
        "envelope": "$500,000",
        "left": "$200,000",
    }
    assert stage.item(1).amount == 200_000


def test_edit_item_above_the_envelope_says_no_totals_to_an_officer_in_conflict():
    stage = set_stage(asked=(300_000, 300_000))
    stage.fund(0, 300_000)
    conflict(stage.officer, stage.proposals[0])

    with pytest.raises(AboveEnvelopeUnseen) as refused:
        stage.fund(1, 300_000)

    assert "$500,000" not in str(refused.value)
    assert "$600,000" not in str(refused.value)


def test_edit_item_that_somebody_else_changed_is_refused_as_stale():
    stage = set_stage()
    stage.fund(0, 10_000)

    with pytest.raises(Stale) as refused:
        services.edit_item(
            item=stage.item(0),
            outcome="decline",
            amount=Decimal(0),
            revision=0,
            by=stage.director,
            at=NOON,
        )

    assert refused.value.params["who"] == str(stage.officer)
    assert stage.item(0).outcome == "fund"


def test_edit_item_refuses_a_text_that_no_letter_holds():
    stage = set_stage()

    with pytest.raises(TextTooLong) as refused:
        services.edit_item(
            item=stage.item(0),
            outcome="decline",
            amount=Decimal(0),
            feedback_en="x" * 5_001,
            by=stage.officer,
            at=NOON,
        )

    assert refused.value.params == {"most": 5000, "length": 5001}


def test_edit_item_stores_html_as_text_and_drops_characters_no_database_holds():
    stage = set_stage()

    item = services.edit_item(
        item=stage.item(0),
        outcome="decline",
        amount=Decimal(0),
        feedback_en="<b>no</b>\x00 ",
        by=stage.officer,
        at=NOON,
    )

    assert item.feedback_en == "<b>no</b>"


def test_suggest_by_score_funds_above_the_line_until_the_envelope_is_used():
    stage = set_stage(asked=(200_000, 200_000, 200_000, 50_000, 100_000), envelope=500_000)

    services.suggest_by_score(meeting=stage.meeting, line=Decimal(3), by=stage.officer, at=NOON)

    drafts = [(stage.item(n).outcome, int(stage.item(n).amount)) for n in range(5)]
    assert drafts == [
        ("fund", 200_000),
        ("fund", 200_000),
        ("reserve", 0),  # the first that no longer fits
        ("reserve", 0),  # would fit, but is ranked lower
        ("decline", 0),  # 2.5 is below the line
    ]
    assert Meeting.objects.get().line == 3


def test_suggest_by_score_uses_an_envelope_that_fits_exactly():
    stage = set_stage(asked=(200_000, 300_000), envelope=500_000)

    services.suggest_by_score(meeting=stage.meeting, line=Decimal(1), by=stage.officer, at=NOON)

    assert [stage.item(n).outcome for n in range(2)] == ["fund", "fund"]


def test_suggest_by_score_reserves_what_has_no_score():
    stage = set_stage(asked=(100_000,))
    reviewed(stage.round, stage.proposals[0].version, 100_000, None)
    services.take_in(meeting=stage.meeting, by=stage.officer, at=NOON)

    services.suggest_by_score(meeting=stage.meeting, line=Decimal(1), by=stage.officer, at=NOON)

    assert sorted(stage.meeting.items.values_list("outcome", flat=True)) == ["fund", "reserve"]


def test_suggest_by_score_leaves_alone_what_the_officer_may_not_see():
    stage = set_stage(asked=(200_000, 200_000), envelope=300_000)
    stage.fund(1, 200_000)
    conflict(stage.officer, stage.proposals[1])

    services.suggest_by_score(meeting=stage.meeting, line=Decimal(1), by=stage.officer, at=NOON)

    assert (stage.item(1).outcome, stage.item(1).amount) == ("fund", 200_000)
    assert stage.item(0).outcome == "reserve"  # 200,000 of the 300,000 are used


def test_an_overruled_suggestion_needs_a_reason_and_keeps_it():
    stage = set_stage()
    services.suggest_by_score(meeting=stage.meeting, line=Decimal(4), by=stage.officer, at=NOON)

    with pytest.raises(OverruleNeedsReason):
        stage.fund(2, 100_000)
    services.edit_item(
        item=stage.item(2),
        outcome="fund",
        amount=Decimal(100_000),
        reason="The only one from the Atlantic provinces.",
        by=stage.officer,
        at=NOON,
    )

    assert stage.item(2).overrule_reason == "The only one from the Atlantic provinces."
    event = Event.objects.get(verb="item.changed")
    assert (event.data["suggested"], event.data["reason"]) == (
        "decline",
        "The only one from the Atlantic provinces.",
    )


def test_going_back_to_the_suggestion_needs_no_reason_and_drops_the_old_one():
    stage = set_stage()
    services.suggest_by_score(meeting=stage.meeting, line=Decimal(4), by=stage.officer, at=NOON)
    for outcome, amount, reason in (("reserve", 0, "Too early."), ("fund", 100_000, "")):
        services.edit_item(
            item=stage.item(0),
            outcome=outcome,
            amount=Decimal(amount),
            reason=reason,
            by=stage.officer,
            at=NOON,
        )

    assert stage.item(0).overrule_reason == ""


def test_set_aside_frees_the_money_and_bring_back_takes_it_again():
    stage = set_stage(asked=(300_000, 300_000), envelope=300_000)
    stage.fund(0, 300_000)

    services.set_aside(item=stage.item(0), reason="Waits for papers.", by=stage.officer, at=NOON)
    stage.fund(1, 300_000)
    with pytest.raises(AboveEnvelope):
        services.bring_back(item=stage.item(0), by=stage.officer, at=NOON)

    assert stage.item(0).set_aside_reason == "Waits for papers."


def test_set_aside_needs_a_reason():
    stage = set_stage()

    with pytest.raises(ReasonNeeded):
        services.set_aside(item=stage.item(0), reason="  ", by=stage.officer, at=NOON)

    assert stage.item(0).set_aside_at is None


def test_the_draft_is_frozen_once_the_vote_is_open():
    stage = set_stage()
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    with pytest.raises(SelectionFrozen):
        stage.fund(0, 1)
    with pytest.raises(SelectionFrozen):
        services.suggest_by_score(meeting=stage.meeting, line=Decimal(1), by=stage.officer, at=NOON)
    with pytest.raises(SelectionFrozen):
        services.take_in(meeting=stage.meeting, by=stage.officer, at=NOON)

    assert set(Item.objects.values_list("outcome", flat=True)) == {"reserve"}


def test_ranked_orders_by_score_and_counts_what_is_asked_and_left():
    stage = set_stage()
    stage.fund(0, 90_000)
    stage.fund(2, 110_000)

    rows = queries.ranked(stage.meeting.items.all(), stage.round.envelope)

    assert [(row.rank, row.reference) for row in rows] == [
        (n + 1, stage.proposals[n].reference) for n in range(3)
    ]
    assert [row.asked_so_far for row in rows] == [100_000, 300_000, 600_000]
    assert [row.left for row in rows] == [410_000, 410_000, 300_000]


@pytest.mark.parametrize("count", [1, 3])
def test_ranked_asks_one_query_whatever_the_rows(count, django_assert_num_queries):
    stage = set_stage(asked=(1_000,) * count)
    items = stage.meeting.items.all()

    with django_assert_num_queries(1):
        rows = queries.ranked(items, stage.round.envelope)

    assert len(rows) == count
