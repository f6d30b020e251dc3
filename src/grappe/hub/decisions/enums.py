"""The words of decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.kit.states import Machine


class MeetingState(models.TextChoices):
    """Where a committee's meeting on a round stands."""

    PREPARED = "prepared", _("in preparation")
    VOTING = "voting", _("voting")
    DECIDED = "decided", _("decided by the committee")
    RATIFIED = "ratified", _("ratified by the board")
    REFUSED = "refused", _("sent back by the board")


M = MeetingState
EDITABLE = frozenset({M.PREPARED, M.REFUSED})  # the draft selection may change
OVER = frozenset({M.DECIDED, M.RATIFIED, M.REFUSED})  # the committee has voted
MEETING_MOVES = Machine.of(
    "meeting",
    {
        "open_vote": ({M.PREPARED, M.REFUSED}, M.VOTING),
        "close_vote": ({M.VOTING}, M.DECIDED),
        "ratify": ({M.DECIDED}, M.RATIFIED),
        "refuse": ({M.DECIDED}, M.REFUSED),
    },
)


class Body(models.TextChoices):
    """Who votes: two bodies, two separate acts."""

    COMMITTEE = "committee", _("investment committee")
    BOARD = "board", _("board")


class Ballot(models.TextChoices):
    """A vote."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAIN = "abstain", _("abstain")


class DecisionOutcome(models.TextChoices):
    """What is decided of a proposal."""

    FUND = "fund", _("fund")
    DECLINE = "decline", _("decline")
    RESERVE = "reserve", _("reserve list")


class DecisionState(models.TextChoices):
    """Where a decision stands; once ratified it is never edited, only superseded."""

    TAKEN = "taken", _("taken by the committee")
    RATIFIED = "ratified", _("ratified by the board")
    REFUSED = "refused", _("sent back by the board")
    SUPERSEDED = "superseded", _("superseded")
