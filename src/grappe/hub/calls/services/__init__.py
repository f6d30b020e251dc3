"""What officers and the clock do with calls."""

from grappe.hub.calls.services.checking import gaps, validated
from grappe.hub.calls.services.clock import close_due, remind, tick
from grappe.hub.calls.services.editing import (
    edit_definition,
    move_part,
    publish_version,
)
from grappe.hub.calls.services.lifecycle import (
    archive_call,
    close_call,
    create_call,
    edit_call,
    open_call,
    reopen_call,
)
from grappe.hub.calls.services.rounds import create_round, edit_round

__all__ = [
    "archive_call",
    "close_call",
    "close_due",
    "create_call",
    "create_round",
    "edit_call",
    "edit_definition",
    "edit_round",
    "gaps",
    "move_part",
    "open_call",
    "publish_version",
    "remind",
    "reopen_call",
    "tick",
    "validated",
]
