"""What may be done in a meeting; each act in its own transaction, with its trace."""

from grappe.hub.decisions.services.deciding import (
    close_board_vote,
    close_committee_vote,
    open_board_vote,
    open_committee_vote,
)
from grappe.hub.decisions.services.preparing import (
    bring_back,
    create_meeting,
    edit_item,
    set_aside,
    suggest_by_score,
    take_in,
    write_feedback,
    write_minutes,
)
from grappe.hub.decisions.services.recusing import find_recusals, recuse
from grappe.hub.decisions.services.telling import prepare_letters, release_letters, supersede
from grappe.hub.decisions.services.voting import (
    attend,
    cast_on_all,
    cast_votes,
    remind_before_closing,
    remind_voters,
)

__all__ = [
    "attend",
    "bring_back",
    "cast_on_all",
    "cast_votes",
    "close_board_vote",
    "close_committee_vote",
    "create_meeting",
    "edit_item",
    "find_recusals",
    "open_board_vote",
    "open_committee_vote",
    "prepare_letters",
    "recuse",
    "release_letters",
    "remind_before_closing",
    "remind_voters",
    "set_aside",
    "suggest_by_score",
    "supersede",
    "take_in",
    "write_feedback",
    "write_minutes",
]
