"""How acts of reviewers and on reviews are called in the trace."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "review.invited": _("Reviewer invited"),
    "review.accepted": _("Review accepted"),
    "review.declined": _("Review declined"),
    "review.cancelled": _("Assignment cancelled"),
    "review.due_changed": _("Due date of a review changed"),
    "review.lead_named": _("Lead reviewer named"),
    "review.reminded": _("Reviewer reminded"),
    "review.sent": _("Review sent"),
    "review.revised": _("Review revised"),
    "review.posted": _("Message in the reviewers’ discussion"),
    "review.consensus_written": _("Consensus written"),
    "review.consensus_changed": _("Consensus changed"),
    "review.consensus_withdrawn": _("Consensus withdrawn"),
    "reviewer.profile_opened": _("Reviewer profile opened"),
    "reviewer.profile_saved": _("Reviewer profile saved"),
    "reviewer.work_removed": _("Past work removed from a reviewer profile"),
    "reviewer.agreed": _("Terms of reviewers accepted"),
    "conflict.declared": _("Conflict of interest declared"),
    "conflict.withdrawn": _("Declaration of a conflict withdrawn"),
    "interest.declared": _("Work with an organisation declared"),
}
