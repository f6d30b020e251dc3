"""Proposals for programs: the same services, the same rules, the same refusals."""

from grappe.hub.proposals.api import acts, parts, reading, writing
from grappe.hub.proposals.api.router import router

__all__ = ["acts", "parts", "reading", "router", "writing"]
