"""What may be done with a proposal; each act in its own transaction, with its trace."""

from grappe.hub.proposals.services.answers import set_answer, set_answers
from grappe.hub.proposals.services.basics import set_basics
from grappe.hub.proposals.services.budget import set_budget, set_cost_lines, set_funding
from grappe.hub.proposals.services.consortium import (
    add_partner,
    ask_to_confirm,
    change_part,
    confirm_part,
    make_lead,
    remove_partner,
)
from grappe.hub.proposals.services.files import attach, remove_attachment
from grappe.hub.proposals.services.moves import move_proposal
from grappe.hub.proposals.services.plans import (
    remove_row,
    save_benefit,
    save_data_asset,
    save_ip_item,
)
from grappe.hub.proposals.services.screening import (
    assign_round,
    invite_to_full,
    not_invite,
    return_proposal,
)
from grappe.hub.proposals.services.starting import start_proposal
from grappe.hub.proposals.services.submission import (
    adopt_version,
    check_window,
    submit_proposal,
    withdraw_proposal,
)

__all__ = [
    "add_partner",
    "adopt_version",
    "ask_to_confirm",
    "assign_round",
    "attach",
    "change_part",
    "check_window",
    "confirm_part",
    "invite_to_full",
    "make_lead",
    "move_proposal",
    "not_invite",
    "remove_attachment",
    "remove_partner",
    "remove_row",
    "return_proposal",
    "save_benefit",
    "save_data_asset",
    "save_ip_item",
    "set_answer",
    "set_answers",
    "set_basics",
    "set_budget",
    "set_cost_lines",
    "set_funding",
    "start_proposal",
    "submit_proposal",
    "withdraw_proposal",
]
