"""What may be done with reviews; each act in its own transaction, with its trace and its notices."""

from grappe.hub.reviews.services.agreeing import (
    post_to_discussion,
    withdraw_consensus,
    write_consensus,
)
from grappe.hub.reviews.services.answering import (
    accept_invitation,
    declare_conflict,
    decline_invitation,
    withdraw_declaration,
)
from grappe.hub.reviews.services.assigning import (
    apply_assignment,
    cancel_assignment,
    change_due,
    invite_reviewer,
    name_lead,
    remind,
    replace_reviewer,
)
from grappe.hub.reviews.services.phases import close_review, start_review
from grappe.hub.reviews.services.profiles import (
    accept_agreement,
    add_past_work,
    open_profile,
    remove_past_work,
    save_profile,
)
from grappe.hub.reviews.services.standings import refresh_standing
from grappe.hub.reviews.services.watching import reconcile_conflicts, remind_reviews, tick
from grappe.hub.reviews.services.writing import (
    Mark,
    revise_review,
    save_draft,
    send_review,
)

__all__ = [
    "Mark",
    "accept_agreement",
    "accept_invitation",
    "add_past_work",
    "apply_assignment",
    "cancel_assignment",
    "change_due",
    "close_review",
    "declare_conflict",
    "decline_invitation",
    "invite_reviewer",
    "name_lead",
    "open_profile",
    "post_to_discussion",
    "reconcile_conflicts",
    "refresh_standing",
    "remind",
    "remind_reviews",
    "remove_past_work",
    "replace_reviewer",
    "revise_review",
    "save_draft",
    "save_profile",
    "send_review",
    "start_review",
    "tick",
    "withdraw_consensus",
    "withdraw_declaration",
    "write_consensus",
]
