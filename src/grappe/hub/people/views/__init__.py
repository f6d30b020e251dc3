"""Pages of people and organisations."""

from grappe.hub.people.views import account, invitations, organisations, people, questions

__all__ = ["account", "invitations", "organisations", "people", "questions"]
