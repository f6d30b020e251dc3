"""How acts of committee and board are called in the trace."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "meeting.created": _("Committee meeting created"),
    "meeting.items_refreshed": _("Proposals of the meeting brought up to date"),
    "meeting.suggested": _("Selection suggested from the ranking"),
    "meeting.minutes_written": _("Minutes written"),
    "meeting.vote_opened": _("Committee vote opened"),
    "meeting.decided": _("Committee decided"),
    "meeting.board_ratify": _("Board ratified"),
    "meeting.board_refuse": _("Board sent the decisions back"),
    "item.changed": _("Draft decision changed"),
    "item.set_aside": _("Proposal set aside from the meeting"),
    "item.brought_back": _("Proposal brought back to the meeting"),
    "item.feedback_written": _("Feedback to the applicants written"),
    "poll.opened": _("Vote opened"),
    "poll.attended": _("Presence at a vote noted"),
    "poll.closed": _("Vote closed"),
    "vote.cast": _("Vote cast"),
    "recusal.found": _("Recusal found by rule"),
    "recusal.declared": _("Recusal declared"),
    "decision.taken": _("Decision taken"),
    "decision.ratified": _("Decision ratified"),
    "decision.sent_back": _("Decision sent back"),
    "decision.released": _("Decision released to the applicants"),
    "decision.superseded": _("Decision superseded by another"),
    "letters.prepared": _("Decision letters prepared"),
    "letters.released": _("Decision letters released"),
}
