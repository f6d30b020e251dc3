"""How acts on proposals are called in the trace."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

# Kinds of object that concern several proposals: the way to them, and the acts that tell of each.
TOLD_BY: dict[str, tuple[str, frozenset[str]]] = {}


def register_told_by(kind: str, path: str, verbs: Iterable[str]) -> None:
    """Hide acts on such an object from whoever is in conflict with one of its proposals."""
    TOLD_BY[kind] = (path, frozenset(verbs))


PANEL_TITLE = _("Proposals")  # on the page of an organisation

VERBS = {
    "proposal.started": _("Proposal started"),
    "proposal.version_adopted": _("New version of the call taken up"),
    "proposal.partner_invited": _("Partner invited"),
    "proposal.partner_removed": _("Partner removed"),
    "proposal.lead_changed": _("Lead of the consortium changed"),
    "proposal.part_confirmed": _("Partner’s part confirmed"),
    "proposal.part_unconfirmed": _("Partner’s part changed after its confirmation"),
    "proposal.file_added": _("File attached"),
    "proposal.file_removed": _("File removed"),
    "proposal.eoi_submitted": _("Expression of interest submitted"),
    "proposal.eoi_returned": _("Expression of interest returned for correction"),
    "proposal.invited": _("Invited to a full proposal"),
    "proposal.not_invited": _("Not invited to a full proposal"),
    "proposal.submitted": _("Proposal submitted"),
    "proposal.returned": _("Proposal returned for correction"),
    "proposal.withdrawn": _("Proposal withdrawn"),
    "proposal.round_assigned": _("Proposal placed in a round"),
    "proposal.review_started": _("Review started"),
    "proposal.review_closed": _("Review closed"),
    "proposal.selected": _("Selected by the committee"),
    "proposal.declined": _("Declined by the committee"),
    "proposal.ratified": _("Ratified by the board"),
    "proposal.sent_back": _("Sent back by the board"),
    "proposal.reopened": _("Taken up again after a decision"),
}
