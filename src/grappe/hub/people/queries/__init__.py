"""Reading people and organisations."""

from grappe.hub.people.queries.ties import (
    PUBLIC_MAIL_HOSTS,
    Closeness,
    close_organisations,
    holders_of,
    organisations_of,
    people_of,
)

__all__ = [
    "PUBLIC_MAIL_HOSTS",
    "Closeness",
    "close_organisations",
    "holders_of",
    "organisations_of",
    "people_of",
]
