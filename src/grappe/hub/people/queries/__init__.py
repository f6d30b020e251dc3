"""Reading people and organisations."""

from grappe.hub.people.queries.accounts import (
    confirmed_addresses,
    data_of,
    fresh,
    hash_of,
    open_invitations,
    people_listed,
    role_label,
    state_of,
    token_of,
    users_with,
)
from grappe.hub.people.queries.likeness import (
    Likeness,
    likely_matches,
    named_exactly,
    normal_name,
    similar_by_text,
    words_for,
)
from grappe.hub.people.queries.organisations import (
    check_business_number,
    final,
    group_below,
    organisations_listed,
    visible_to,
)
from grappe.hub.people.queries.ties import (
    PUBLIC_MAIL_HOSTS,
    Closeness,
    close_organisations,
    group_of,
    holders_of,
    organisations_of,
    people_of,
)

__all__ = [
    "PUBLIC_MAIL_HOSTS",
    "Closeness",
    "Likeness",
    "check_business_number",
    "close_organisations",
    "confirmed_addresses",
    "data_of",
    "final",
    "fresh",
    "group_below",
    "group_of",
    "hash_of",
    "holders_of",
    "likely_matches",
    "named_exactly",
    "normal_name",
    "open_invitations",
    "organisations_listed",
    "organisations_of",
    "people_listed",
    "people_of",
    "role_label",
    "similar_by_text",
    "state_of",
    "token_of",
    "users_with",
    "visible_to",
    "words_for",
]
