"""The demo's two rounds: one decided, ratified and told; one before the committee now."""

from datetime import timedelta
from decimal import Decimal

from grappe.hub.decisions import documents, services
from grappe.hub.decisions.enums import Ballot, Body, DecisionOutcome
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.desk.demo.cast import Cast, read
from grappe.hub.people.models import User
from grappe.kit.money import to_cents

CONDITION_EN = "Baseline measured and signed by all partners before the first claim."
CONDITION_FR = "Référence mesurée et signée par tous les partenaires avant la première réclamation."
FEEDBACK_EN = (
    "The reviewers missed a measured baseline and a plan to carry the result beyond one site. "
    "A smaller project that shows both would be welcome in a later round."
)
FEEDBACK_FR = (
    "Les évaluateurs ont regretté l’absence de référence mesurée et de plan au-delà d’un seul site. "
    "Un projet plus petit qui montre les deux serait bienvenu dans une ronde ultérieure."
)


def build(cast: Cast) -> None:
    """Decide the autumn round to its letters; open the winter round's vote."""
    _autumn(cast)
    _winter(cast)


def _members(cast: Cast, body: str) -> list[User]:
    return [cast.people[key] for key in read("people")[body]]


def _prepared(cast: Cast, key: str, days: float) -> Meeting:
    officer, at = cast.people["officer"], cast.ago(days)
    meeting = services.create_meeting(round=cast.rounds[key], by=officer, at=at)
    left = cast.rounds[key].envelope
    items = meeting.items.select_related("proposal__standing").order_by(
        "-proposal__standing__score"
    )
    for item in items:
        fund = (item.proposal.standing.score or 0) >= Decimal("3.6") and left > 0
        amount = min(item.proposal.asked, left) if fund else Decimal(0)
        left -= amount
        _edited(cast, item, fund=fund, amount=to_cents(amount), days=days)
    return meeting


def _edited(cast: Cast, item: Item, *, fund: bool, amount: Decimal, days: float) -> None:
    services.edit_item(
        item=item,
        outcome=DecisionOutcome.FUND if fund else DecisionOutcome.DECLINE,
        amount=amount,
        conditions_en=CONDITION_EN if fund else "",
        conditions_fr=CONDITION_FR if fund else "",
        feedback_en="" if fund else FEEDBACK_EN,
        feedback_fr="" if fund else FEEDBACK_FR,
        by=cast.people["officer"],
        at=cast.ago(days - 1),
    )


def _autumn(cast: Cast) -> None:
    director, officer = cast.people["director"], cast.people["officer"]
    meeting = _prepared(cast, "autumn", 44)
    services.open_committee_vote(meeting=meeting, by=director, at=cast.ago(36))
    _vote(cast, meeting, "committee", Body.COMMITTEE, 35)
    services.close_committee_vote(meeting=meeting, by=director, at=cast.ago(34))
    services.open_board_vote(meeting=meeting, by=director, at=cast.ago(30))
    _vote(cast, meeting, "board", Body.BOARD, 29)
    services.close_board_vote(meeting=meeting, by=director, at=cast.ago(28))
    meeting = Meeting.objects.get(pk=meeting.pk)
    letters = documents.render_letters(meeting)
    services.prepare_letters(meeting=meeting, rendered=letters, by=officer, at=cast.ago(27))
    services.release_letters(meeting=meeting, by=director, at=cast.ago(26))


def _vote(cast: Cast, meeting: Meeting, who: str, body: Body, days: float) -> None:
    for turn, member in enumerate(_members(cast, who)):
        services.cast_on_all(
            meeting=meeting,
            body=body,
            ballot=Ballot.FOR,
            by=member,
            at=cast.ago(days) + timedelta(hours=turn),
        )


def _winter(cast: Cast) -> None:
    meeting = _prepared(cast, "winter", 4)
    services.open_committee_vote(
        meeting=meeting, by=cast.people["director"], at=cast.ago(1), vote_by=cast.ago(-6)
    )
    for member in _members(cast, "committee")[2:4]:
        services.cast_on_all(
            meeting=meeting,
            body=Body.COMMITTEE,
            ballot=Ballot.FOR,
            by=member,
            at=cast.ago(0.2),
        )
