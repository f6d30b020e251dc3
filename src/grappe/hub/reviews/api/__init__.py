"""Reviews for programs: the same services, the same refusals, shut by the same conflicts."""

from grappe.hub.reviews.api import rounds, proposals, one  # isort: skip
from grappe.hub.reviews.api.common import router

__all__ = ["one", "proposals", "rounds", "router"]
