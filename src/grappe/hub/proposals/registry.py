"""How acts on proposals are called in the trace."""

from django.utils.translation import gettext_lazy as _

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
