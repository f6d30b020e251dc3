from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from grappe.hub.audit.models import Event
from grappe.hub.decisions import queries, services
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.errors import (
    BadBallot,
    NoQuorum,
    NotAMember,
    NotBeforeYou,
    NothingToDecide,
    OtherBody,
    PollNotOpen,
    QuorumOutOfReach,
    ReasonNeeded,
)
from grappe.hub.decisions.models import Attendance, Decision, Poll, Recusal, Seat, Vote
from grappe.hub.decisions.services.voting import sha256_of
from grappe.hub.notices.models import Notice
from grappe.hub.people.models import RoleGrant
from grappe.hub.proposals.models import ConflictDeclaration, Proposal
from grappe.hub.proposals.services import move_proposal
from grappe.kit.states import WrongState
from tests.factories import NOON, AffiliationFactory, OrganisationFactory, UserFactory
from tests.hub.decisions.stage import Stage, conflict, set_stage

pytestmark = pytest.mark.django_db
COMMITTEE, BOARD = Body.COMMITTEE, Body.BOARD


def opened(**kwargs) -> Stage:
    stage = set_stage(**kwargs)
    stage.fund(0, 100_000)
    stage.decline(1)
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.meeting.refresh_from_db()
    return stage


def cast(stage, member, number, ballot, body=COMMITTEE, reason=""):
    reference = stage.proposals[number].reference
    return services.cast_votes(
        meeting=stage.meeting, body=body, ballots={reference: (ballot, reason)}, by=member, at=NOON
    )


def close(stage):
    return services.close_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)


def states(stage):
    return [Proposal.objects.get(pk=p.pk).state for p in stage.proposals]


# Opening


def test_opening_freezes_what_is_shown_under_its_hash():
    stage = opened()

    poll = Poll.objects.get()

    assert stage.meeting.state == "voting"
    assert poll.shown_sha256 == sha256_of(poll.shown)
    assert [item["reference"] for item in poll.shown["items"]] == [
        p.reference for p in stage.proposals
    ]
    assert [item["amount"] for item in poll.shown["items"]] == ["100000.00", "0.00", "0.00"]
    assert Event.objects.get(verb="poll.opened").data == {"shown": poll.shown_sha256}


def test_opening_tells_every_member_that_a_vote_is_asked():
    stage = opened()

    told = Notice.objects.filter(key="vote.opened").values_list("recipient", flat=True)

    assert set(told) == {member.pk for member in stage.committee}


def test_opening_without_enough_members_for_the_quorum_is_refused():
    stage = set_stage(members=2)

    with pytest.raises(QuorumOutOfReach) as refused:
        services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    assert (refused.value.params["members"], refused.value.params["quorum"]) == (2, 3)
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == "prepared"


def test_opening_twice_is_refused():
    stage = opened()

    with pytest.raises(WrongState):
        services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    assert Poll.objects.count() == 1


def test_opening_with_nothing_left_to_vote_on_is_refused():
    stage = set_stage(asked=(1_000,))
    services.set_aside(item=stage.item(0), reason="Papers.", by=stage.officer, at=NOON)

    with pytest.raises(NothingToDecide):
        services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)


def test_the_database_allows_one_open_poll_at_a_time():
    stage = opened()

    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.create(
            meeting=stage.meeting,
            body="board",
            number=1,
            quorum=1,
            opened_by=stage.director,
            opened_at=NOON,
        )


# Casting


def test_a_vote_is_recorded_with_its_reason_and_makes_the_member_present():
    stage = opened()

    cast(stage, stage.committee[0], 0, "against", reason="Too dear.")

    vote = Vote.objects.get()
    assert (vote.ballot, vote.reason, vote.seat.member) == (
        "against",
        "Too dear.",
        stage.committee[0],
    )
    assert Attendance.objects.get().member == stage.committee[0]


def test_the_same_vote_twice_is_one_vote_and_one_entry_of_the_trace():
    stage = opened()

    cast(stage, stage.committee[0], 0, "for")
    again = cast(stage, stage.committee[0], 0, "for")

    assert again == []
    assert Vote.objects.count() == 1
    assert Event.objects.filter(verb="vote.cast").count() == 1


def test_a_vote_changes_until_the_vote_closes_and_then_never():
    stage = opened()
    cast(stage, stage.committee[0], 0, "against")
    stage.vote(COMMITTEE, "for")
    close(stage)

    with pytest.raises(PollNotOpen):
        cast(stage, stage.committee[0], 0, "against")

    assert set(Vote.objects.values_list("ballot", flat=True)) == {"for"}


@pytest.mark.parametrize("ballot", ["yes", "", "FOR", "<script>"])
def test_a_word_that_is_no_vote_is_refused(ballot):
    stage = opened()

    with pytest.raises(BadBallot):
        cast(stage, stage.committee[0], 0, ballot)

    assert not Vote.objects.exists()


@pytest.mark.parametrize("role", ["officer", "director", "board", "observer", "auditor"])
def test_nobody_but_members_votes(role):
    stage = opened()

    with pytest.raises(NotAMember):
        cast(stage, UserFactory(roles=[role]), 0, "for")

    assert not Vote.objects.exists()


def test_a_member_whose_role_has_ended_does_not_vote():
    stage = opened()
    RoleGrant.objects.filter(user=stage.committee[0]).update(ended_at=NOON)

    with pytest.raises(NotAMember):
        cast(stage, stage.committee[0], 0, "for")


def test_a_reference_of_another_meeting_is_refused_and_the_other_votes_are_kept():
    stage, other = opened(), set_stage()

    with pytest.raises(NotBeforeYou):
        services.cast_votes(
            meeting=stage.meeting,
            body=COMMITTEE,
            ballots={
                stage.proposals[0].reference: ("for", ""),
                other.proposals[0].reference: ("for", ""),
            },
            by=stage.committee[0],
            at=NOON,
        )

    assert [vote.seat.item for vote in Vote.objects.all()] == [stage.item(0)]


# Recusals


def test_opening_finds_every_conflict_by_rule():
    stage = set_stage()
    conflict(stage.committee[0], stage.proposals[1])
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    recusal = Recusal.objects.get()

    assert (recusal.item, recusal.member, recusal.rule) == (
        stage.item(1),
        stage.committee[0],
        "same_organisation",
    )
    assert Event.objects.get(verb="recusal.found").label == stage.proposals[1].reference


def test_a_conflict_of_a_past_employer_counts_for_three_years():
    stage = set_stage()
    for number, ended in enumerate((date(2023, 11, 22), date(2023, 11, 24))):
        AffiliationFactory(
            user=stage.committee[number],
            organisation=stage.proposals[0].lead,
            ended_on=ended,
        )
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    assert [recusal.member for recusal in Recusal.objects.all()] == [stage.committee[1]]


def test_a_conflicted_member_and_a_stranger_reference_are_refused_alike():
    stage, other = set_stage(), set_stage()
    conflict(stage.committee[0], stage.proposals[0])
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    said = []
    for reference in (stage.proposals[0].reference, other.proposals[0].reference):
        with pytest.raises(NotBeforeYou) as refused:
            services.cast_votes(
                meeting=stage.meeting,
                body=COMMITTEE,
                ballots={reference: ("for", "")},
                by=stage.committee[0],
                at=NOON,
            )
        said.append(str(refused.value).replace(reference, "X"))

    assert said[0] == said[1]
    assert not Vote.objects.exists()


def test_a_conflict_that_arises_between_opening_and_voting_recuses():
    stage = opened()
    conflict(stage.committee[0], stage.proposals[0])

    with pytest.raises(NotBeforeYou):
        cast(stage, stage.committee[0], 0, "for")

    assert Recusal.objects.get().member == stage.committee[0]
    assert not Vote.objects.exists()


def test_a_conflict_that_arises_after_voting_makes_the_vote_count_no_more():
    stage = opened(members=4)
    stage.vote(COMMITTEE)
    conflict(stage.committee[0], stage.proposals[0])

    close(stage)

    decision = Decision.objects.get(proposal=stage.proposals[0])
    assert (decision.committee_for, decision.committee_present, decision.committee_recused) == (
        3,
        3,
        1,
    )


def test_a_declared_recusal_hides_the_proposal_and_needs_a_reason():
    stage = opened()
    item, member = stage.item(0), stage.committee[0]

    with pytest.raises(ReasonNeeded):
        services.recuse(item=item, by=member, at=NOON, reason=" ")
    services.recuse(item=item, by=member, at=NOON, reason="My sister leads it.")

    assert item not in queries.items_for(member, stage.meeting, NOON)
    assert ConflictDeclaration.objects.get().reason == "My sister leads it."
    with pytest.raises(NotBeforeYou):
        cast(stage, member, 0, "for")


def test_a_bulk_vote_skips_what_the_member_is_recused_from():
    stage = set_stage()
    conflict(stage.committee[0], stage.proposals[1])
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    stage.vote(COMMITTEE, members=[stage.committee[0]])

    assert {vote.seat.item for vote in Vote.objects.all()} == {stage.item(0), stage.item(2)}


# Closing


def test_closing_makes_a_decision_of_each_carried_item_and_moves_its_proposal():
    stage = opened()
    stage.vote(COMMITTEE)

    close(stage)

    assert states(stage) == ["selected", "declined", "reviewed"]
    rows = Decision.objects.order_by("proposal__reference").values_list(
        "outcome", "state", "amount", "committee_for", "committee_quorum"
    )
    assert list(rows) == [
        ("fund", "taken", 100_000, 3, 3),
        ("decline", "taken", 0, 3, 3),
        ("reserve", "taken", 0, 3, 3),
    ]
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == "decided"


def test_a_tie_is_not_carried_and_leaves_the_proposal_reviewed():
    stage = opened(members=4)
    stage.vote(COMMITTEE)
    for member in stage.committee[:2]:
        cast(stage, member, 0, "against")

    close(stage)

    assert states(stage)[0] == "reviewed"
    assert not Decision.objects.filter(proposal=stage.proposals[0]).exists()


def test_abstentions_do_not_count_against():
    stage = opened()
    stage.vote(COMMITTEE, "abstain")
    cast(stage, stage.committee[0], 0, "for")

    close(stage)

    assert [d.proposal for d in Decision.objects.all()] == [stage.proposals[0]]


def test_closing_without_quorum_names_the_items_and_tells_who_runs_the_meeting():
    stage = opened()
    stage.vote(COMMITTEE, members=stage.committee[:2])

    with pytest.raises(NoQuorum) as refused:
        close(stage)
    with pytest.raises(NoQuorum):
        close(stage)

    assert refused.value.params["items"] == ", ".join(sorted(p.reference for p in stage.proposals))
    assert states(stage) == ["reviewed"] * 3
    assert not Decision.objects.exists()
    told = Notice.objects.filter(key="vote.undecided").values_list("recipient", flat=True)
    assert list(told).count(stage.director.pk) == list(told).count(stage.officer.pk) == 1


def test_quorum_lost_by_recusals_leaves_that_item_undecided_until_it_is_set_aside():
    stage = set_stage()
    stage.fund(0, 100_000)
    conflict(stage.committee[0], stage.proposals[0])
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.vote(COMMITTEE)

    with pytest.raises(NoQuorum) as refused:
        close(stage)
    services.set_aside(item=stage.item(0), reason="No quorum.", by=stage.director, at=NOON)
    close(stage)

    assert refused.value.params["items"] == stage.proposals[0].reference
    assert states(stage)[0] == "reviewed"
    assert Decision.objects.count() == 2


def test_a_refusal_for_lack_of_quorum_names_nothing_the_director_may_not_see():
    stage = opened()
    conflict(stage.director, stage.proposals[0])

    with pytest.raises(NoQuorum) as refused:
        close(stage)

    assert stage.proposals[0].reference not in str(refused.value)
    assert stage.proposals[1].reference in str(refused.value)


def test_a_member_present_without_voting_counts_for_the_quorum():
    stage = opened()
    stage.vote(COMMITTEE, members=stage.committee[:2])
    services.attend(
        meeting=stage.meeting,
        body=COMMITTEE,
        member=stage.committee[2],
        by=stage.officer,
        at=NOON,
    )

    close(stage)

    assert set(Decision.objects.values_list("committee_present", "committee_for")) == {(3, 2)}


def test_a_proposal_withdrawn_during_the_vote_is_set_aside():
    stage = opened()
    stage.vote(COMMITTEE)
    move_proposal(proposal=stage.proposals[0], move="withdraw", by=stage.applicant, at=NOON)

    close(stage)

    assert states(stage)[0] == "withdrawn"
    assert stage.item(0).set_aside_at == NOON
    assert not Decision.objects.filter(proposal=stage.proposals[0]).exists()


def test_closing_twice_decides_once():
    stage = opened()
    stage.vote(COMMITTEE)
    close(stage)

    with pytest.raises(WrongState):
        close(stage)

    assert Decision.objects.count() == 3


def test_closing_writes_every_vote_into_the_trace():
    stage = opened()
    stage.vote(COMMITTEE)
    close(stage)

    votes = Event.objects.get(verb="poll.closed").data["votes"]

    assert len(votes) == 9
    assert [stage.proposals[0].reference, stage.committee[0].pk, "for"] in votes


# Both bodies


def test_a_person_of_both_bodies_votes_on_an_item_in_one_of_them_only():
    stage = opened(members=4)
    both = stage.committee[0]
    RoleGrant.objects.create(user=both, role="board", granted_at=NOON)
    stage.vote(COMMITTEE)
    close(stage)
    services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    with pytest.raises(OtherBody):
        cast(stage, both, 0, "for", body=BOARD)

    assert not Seat.objects.filter(member=both, body="board").exists()
    assert queries.seats_elsewhere(both, Poll.objects.get(body="board")) == {
        stage.item(n).pk for n in range(3)
    }


def test_a_person_of_both_bodies_is_not_present_for_the_board_on_what_they_voted_before():
    stage = opened()
    RoleGrant.objects.create(user=stage.committee[0], role="board", granted_at=NOON)
    stage.vote(COMMITTEE)
    close(stage)
    services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.vote(BOARD, members=stage.board[:2])
    services.attend(
        meeting=stage.meeting, body=BOARD, member=stage.committee[0], by=stage.officer, at=NOON
    )

    with pytest.raises(NoQuorum):
        services.close_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)


def test_the_database_gives_a_person_one_seat_an_item():
    stage = opened()
    Seat.objects.create(item=stage.item(0), member=stage.committee[0], body="committee")

    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(item=stage.item(0), member=stage.committee[0], body="board")


# Reminders


def test_members_whose_votes_are_missing_are_reminded_once():
    stage = opened()
    stage.vote(COMMITTEE, members=stage.committee[:1])
    poll = Poll.objects.get()

    first = services.remind_voters(poll=poll, at=NOON)
    second = services.remind_voters(poll=poll, at=NOON)

    told = Notice.objects.filter(key="vote.reminder").values_list("recipient", flat=True)
    assert (first, second) == (2, 0)
    assert set(told) == {member.pk for member in stage.committee[1:]}


def test_a_member_recused_from_everything_is_not_reminded():
    stage = set_stage(asked=(1_000,), members=4)
    conflict(stage.committee[0], stage.proposals[0])
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    waiting = queries.waiting_for(Poll.objects.get(), NOON)

    assert set(waiting) == set(stage.committee[1:])


def test_a_conflict_through_the_ownership_group_recuses():
    stage = set_stage()
    owner = OrganisationFactory()
    stage.proposals[0].lead.parent = owner
    stage.proposals[0].lead.save()
    AffiliationFactory(user=stage.committee[0], organisation=owner)

    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    assert Recusal.objects.get().rule == "same_group"


def test_the_clock_reminds_within_a_day_of_the_date_and_once():
    stage = set_stage()
    services.open_committee_vote(
        meeting=stage.meeting, by=stage.director, at=NOON, vote_by=NOON + timedelta(days=3)
    )

    told = [
        services.remind_before_closing(NOON + timedelta(days=days)) for days in (1, 2.5, 2.6, 4)
    ]

    assert told == [0, 3, 0, 0]
