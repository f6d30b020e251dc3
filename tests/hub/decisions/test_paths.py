"""No path reaches ratified without its votes: random acts, checked against the votes themselves."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from grappe.hub.decisions import documents, services
from grappe.hub.decisions.enums import Ballot, Body
from grappe.hub.decisions.models import Attendance, Decision, Recusal, Vote
from grappe.hub.people.models import RoleGrant
from grappe.hub.proposals.models import Proposal
from grappe.kit.errors import DomainError
from tests.factories import NOON
from tests.hub.decisions.stage import conflict, set_stage

MEMBERS = st.integers(0, 3)
ITEMS = st.integers(0, 1)
BODIES = st.sampled_from(list(Body))


class Meeting(RuleBasedStateMachine):
    """Every act of a meeting in any order, by anybody."""

    def __init__(self):
        super().__init__()
        self.stage = set_stage(asked=(100, 200), envelope=250, members=3)
        both = self.stage.committee[0]
        RoleGrant.objects.create(user=both, role="board", granted_at=NOON)
        self.people = {
            Body.COMMITTEE: self.stage.committee,
            Body.BOARD: [*self.stage.board, both],
        }

    def attempt(self, act, **arguments):
        try:
            return act(at=NOON, **arguments)
        except DomainError:
            return None

    def member(self, body, number):
        people = self.people[body]
        return people[number % len(people)]

    @rule(number=ITEMS, fund=st.booleans())
    def draft(self, number, fund):
        item = self.stage.item(number)
        amount = item.proposal.asked if fund else 0
        self.attempt(
            services.edit_item,
            item=item,
            outcome="fund" if fund else "decline",
            amount=amount,
            feedback_en="x",
            feedback_fr="x",
            by=self.stage.officer,
        )

    @rule(body=BODIES)
    def open(self, body):
        act = {
            Body.COMMITTEE: services.open_committee_vote,
            Body.BOARD: services.open_board_vote,
        }[body]
        self.attempt(act, meeting=self.stage.meeting, by=self.stage.director)

    @rule(body=BODIES, member=MEMBERS, number=ITEMS, ballot=st.sampled_from(list(Ballot)))
    def vote(self, body, member, number, ballot):
        self.attempt(
            services.cast_votes,
            meeting=self.stage.meeting,
            body=body,
            ballots={self.stage.proposals[number].reference: (ballot, "")},
            by=self.member(body, member),
        )

    @rule(body=BODIES, ballot=st.sampled_from([Ballot.FOR, Ballot.FOR, Ballot.AGAINST]))
    def everybody_votes(self, body, ballot):
        for person in self.people[body]:
            self.attempt(
                services.cast_on_all,
                meeting=self.stage.meeting,
                body=body,
                ballot=ballot,
                by=person,
            )

    @rule(body=BODIES, member=MEMBERS, number=ITEMS)
    def conflict_arises(self, body, member, number):
        person = self.member(body, member)
        proposal = self.stage.proposals[number]
        if not person.affiliations.filter(organisation=proposal.lead).exists():
            conflict(person, proposal)

    @rule(number=ITEMS)
    def put_aside(self, number):
        item = self.stage.item(number)
        self.attempt(services.set_aside, item=item, reason="x", by=self.stage.director)

    @rule(body=BODIES)
    def close(self, body):
        meeting, director = self.stage.meeting, self.stage.director
        if body == Body.COMMITTEE:
            self.attempt(services.close_committee_vote, meeting=meeting, by=director)
        else:
            self.attempt(services.close_board_vote, meeting=meeting, by=director, reason="x")

    @rule()
    def release(self):
        meeting, director = self.stage.meeting, self.stage.director
        meeting.refresh_from_db()
        rendered = {d.pk: b"%PDF" for d in documents.queries.to_be_told(meeting)}
        self.attempt(services.prepare_letters, meeting=meeting, rendered=rendered, by=director)
        self.attempt(services.release_letters, meeting=meeting, by=director)

    @invariant()
    def ratified_only_with_the_votes_of_both_bodies(self):
        ratified = Proposal.objects.filter(
            pk__in=[p.pk for p in self.stage.proposals], state="ratified"
        )
        for proposal in ratified:
            decision = Decision.objects.get(proposal=proposal, state="ratified")
            self.carried(decision, decision.committee_poll)
            self.carried(decision, decision.board_poll)
            assert decision.amount <= proposal.asked

    def carried(self, decision, poll):
        at_close = poll.closed_at
        assert at_close is not None
        # A conflict may arise after the close: it does not undo what was decided without it.
        votes = Vote.objects.filter(poll=poll, seat__item=decision.item)
        count = Counter(votes.values_list("ballot", flat=True))
        present = Attendance.objects.filter(poll=poll).count()
        recused = Recusal.objects.filter(item=decision.item).count()
        assert count["for"] >= decision_for(decision, poll) > 0
        assert present >= poll.quorum
        assert present - recused <= count_present(decision, poll)
        assert all(vote.seat.body == poll.body for vote in votes.select_related("seat"))

    @invariant()
    def the_envelope_is_never_exceeded(self):
        items = self.stage.meeting.items.filter(outcome="fund", set_aside_at=None)
        assert sum(item.amount for item in items) <= self.stage.round.envelope

    @invariant()
    def nobody_votes_in_both_bodies_on_one_item(self):
        seats = Vote.objects.filter(poll__meeting=self.stage.meeting).values_list(
            "seat__member", "seat__item", "poll__body"
        )
        pairs = Counter((member, item) for member, item, _body in set(seats))
        assert set(pairs.values()) <= {1}


def decision_for(decision, poll):
    """Return the votes for a decision that were counted in a poll."""
    return decision.committee_for if poll.body == "committee" else decision.board_for


def count_present(decision, poll):
    """Return the members counted as present in a poll."""
    return decision.committee_present if poll.body == "committee" else decision.board_present


@pytest.mark.django_db
def test_no_path_reaches_ratified_without_its_votes():
    run_state_machine_as_test(
        Meeting,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
