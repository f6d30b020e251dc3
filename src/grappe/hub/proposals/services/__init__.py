"""What may be done with a proposal; each act in its own transaction, with its trace."""

from grappe.hub.proposals.services.moves import move_proposal
from grappe.hub.proposals.services.starting import start_proposal

__all__ = ["move_proposal", "start_proposal"]
