"""Changing people and organisations."""

from grappe.hub.people.services.accounts import (
    change_profile,
    create_director,
    create_token,
    declare_interest,
    declare_interest_in,
    end_interest,
    note_sign_in,
    revoke_token,
)
from grappe.hub.people.services.affiliations import (
    add_affiliation,
    change_affiliation,
    declare_employer,
    declare_employer_named,
    end_affiliation,
)
from grappe.hub.people.services.invitations import (
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from grappe.hub.people.services.memberships import (
    end_membership,
    open_membership,
    set_fee_state,
)
from grappe.hub.people.services.merging import merge_organisations
from grappe.hub.people.services.organisations import (
    change_organisation,
    organisation_named,
    register_organisation,
)
from grappe.hub.people.services.questions import (
    answer_link,
    ask_questions,
    confirm_duplicate,
    dismiss_duplicate,
    find_duplicates,
    find_links,
)
from grappe.hub.people.services.roles import end_role, grant_role

__all__ = [
    "accept_invitation",
    "add_affiliation",
    "answer_link",
    "ask_questions",
    "change_affiliation",
    "change_organisation",
    "change_profile",
    "confirm_duplicate",
    "create_director",
    "create_token",
    "declare_employer",
    "declare_employer_named",
    "declare_interest",
    "declare_interest_in",
    "dismiss_duplicate",
    "end_affiliation",
    "end_interest",
    "end_membership",
    "end_role",
    "find_duplicates",
    "find_links",
    "grant_role",
    "invite",
    "merge_organisations",
    "note_sign_in",
    "open_membership",
    "organisation_named",
    "register_organisation",
    "resend_invitation",
    "revoke_invitation",
    "revoke_token",
    "set_fee_state",
]
