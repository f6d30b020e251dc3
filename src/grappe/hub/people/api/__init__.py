"""People and organisations for programs: same services, same rights, same refusals."""

from grappe.hub.people.api import account, invitations, organisations, people, questions
from grappe.hub.people.api.common import router

__all__ = ["account", "invitations", "organisations", "people", "questions", "router"]
