"""Reading people and organisations."""

from grappe.hub.people.queries.accounts import (
    confirmed_addresses,
    data_of,
    fresh,
    hash_of,
    invitations_reached,
    open_invitations,
    people_listed,
    role_label,
    state_of,
    users_with,
)
from grappe.hub.people.queries.likeness import (
    Likeness,
    likely_matches,
    named_exactly,
    normal_name,
    parent_named,
    words_for,
)
from grappe.hub.people.queries.organisations import (
    check_business_number,
    final,
    group_below,
    named_like,
    organisations_listed,
    sees_organisation,
    visible_to,
)
from grappe.hub.people.queries.ties import (
    PUBLIC_MAIL_HOSTS,
    holders_of,
    organisations_of,
    people_of,
)

__all__ = [
    "PUBLIC_MAIL_HOSTS",
    "Likeness",
    "check_business_number",
    "confirmed_addresses",
    "data_of",
    "final",
    "fresh",
    "group_below",
    "hash_of",
    "holders_of",
    "invitations_reached",
    "likely_matches",
    "named_exactly",
    "named_like",
    "normal_name",
    "open_invitations",
    "organisations_listed",
    "organisations_of",
    "parent_named",
    "people_listed",
    "people_of",
    "role_label",
    "sees_organisation",
    "state_of",
    "users_with",
    "visible_to",
    "words_for",
]
