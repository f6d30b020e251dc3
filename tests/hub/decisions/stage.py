"""Puts a round on the stage: reviewed proposals, members of both bodies, a meeting."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from grappe.hub.calls.models import Round
from grappe.hub.decisions import services
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.people.models import Affiliation, User
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews.models import Standing
from tests.factories import (
    NOON,
    AffiliationFactory,
    CallVersionFactory,
    ProposalFactory,
    RoundFactory,
    UserFactory,
)

LATER = NOON + timedelta(hours=1)


@dataclass
class Stage:
    """Everything that a test of a meeting needs, by name."""

    round: Round
    proposals: list[Proposal]
    officer: User
    director: User
    committee: list[User]
    board: list[User]
    applicant: User
    meeting: Meeting = field(init=False)

    def item(self, number: int) -> Item:
        """Return the item of a proposal, as it is now."""
        return self.meeting.items.select_related("proposal", "meeting__round__call").get(
            proposal=self.proposals[number]
        )

    def fund(self, number: int, amount: int) -> Item:
        """Draft money for a proposal."""
        return services.edit_item(
            item=self.item(number),
            outcome="fund",
            amount=Decimal(amount),
            by=self.officer,
            at=NOON,
        )

    def decline(self, number: int) -> Item:
        """Draft a refusal with feedback."""
        return services.edit_item(
            item=self.item(number),
            outcome="decline",
            amount=Decimal(0),
            feedback_en="Say who will use it.",
            feedback_fr="Dites qui s’en servira.",
            by=self.officer,
            at=NOON,
        )

    def vote(self, body: Body, ballot: str = "for", members: list[User] | None = None) -> None:
        """Let members vote alike on everything that is before them."""
        everybody = self.committee if body == Body.COMMITTEE else self.board
        for member in everybody if members is None else members:
            services.cast_on_all(meeting=self.meeting, body=body, ballot=ballot, by=member, at=NOON)

    def decided(self) -> Meeting:
        """Take the meeting through a committee that votes for everything."""
        services.open_committee_vote(meeting=self.meeting, by=self.director, at=NOON)
        self.vote(Body.COMMITTEE)
        services.close_committee_vote(meeting=self.meeting, by=self.director, at=NOON)
        self.meeting.refresh_from_db()
        return self.meeting

    def ratified(self) -> Meeting:
        """Take the meeting through a board that votes for everything, too."""
        self.decided()
        services.open_board_vote(meeting=self.meeting, by=self.director, at=NOON)
        self.vote(Body.BOARD)
        services.close_board_vote(meeting=self.meeting, by=self.director, at=NOON)
        self.meeting.refresh_from_db()
        return self.meeting


def people(role: str, count: int) -> list[User]:
    """Return people who hold a cluster role."""
    return [UserFactory(roles=[role]) for _number in range(count)]


def reviewed(round: Round, version: object, asked: int, score: str | None) -> Proposal:
    """Return a reviewed proposal that asks for an amount and has a score."""
    proposal = ProposalFactory(
        version=version,
        round=round,
        state="reviewed",
        asked=Decimal(asked),
        cost=Decimal(asked * 5) / 2,
        submitted_at=NOON,
    )
    if score is not None:
        Standing.objects.create(
            proposal=proposal,
            score=Decimal(score),
            spread=Decimal("0.8"),
            reviews_sent=3,
            reviews_asked=3,
        )
    return proposal


def set_stage(
    asked: tuple[int, ...] = (100_000, 200_000, 300_000),
    envelope: int = 500_000,
    members: int = 3,
) -> Stage:
    """Return a prepared meeting; the first proposal has the best score, and so on down."""
    version = CallVersionFactory()
    round = RoundFactory(call=version.call, envelope=Decimal(envelope))
    proposals = [
        reviewed(round, version, amount, str(Decimal("4.5") - Decimal("0.5") * number))
        for number, amount in enumerate(asked)
    ]
    stage = Stage(
        round=round,
        proposals=proposals,
        officer=UserFactory(roles=["officer"]),
        director=UserFactory(roles=["director"]),
        committee=people("committee", members),
        board=people("board", members),
        applicant=AffiliationFactory(organisation=proposals[0].lead).user,
    )
    stage.meeting = services.create_meeting(round=round, by=stage.officer, at=NOON)
    return stage


def conflict(member: User, proposal: Proposal) -> Affiliation:
    """Make a member work for the lead of a proposal."""
    return AffiliationFactory(user=member, organisation=proposal.lead)
