"""What decisions tell people; none says anything of a single proposal to the cluster's side."""

from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.registry import Letter

_MEETING = {"meeting": "Winter call – Round 2", "day": "15 March 2027"}
_APPLICANT = {"reference": "P-2026-00042", "title": "Cranes that plan themselves"}

LETTERS = [
    Letter(
        "meeting.called",
        _("The committee meets on %(day)s: %(meeting)s"),
        _(
            "A meeting of the investment committee is being prepared.\n\n"
            "%(meeting)s, %(day)s.\n\n"
            "The ranked list is open to you. If you know of a conflict of interest, declare it now."
        ),
        sample=_MEETING,
    ),
    Letter(
        "vote.opened",
        _("Your vote is asked: %(meeting)s"),
        _(
            "The vote of the %(body)s on %(meeting)s is open.\n\n"
            "Please vote by %(day)s. You can change your votes until it is closed."
        ),
        sample={**_MEETING, "body": "investment committee"},
        must_act=True,
    ),
    Letter(
        "vote.reminder",
        _("Your vote is still missing: %(meeting)s"),
        _(
            "You have not voted on every proposal that is before you in %(meeting)s.\n\n"
            "Please vote by %(day)s."
        ),
        sample=_MEETING,
        must_act=True,
    ),
    Letter(
        "vote.undecided",
        _("Some items have no quorum: %(meeting)s"),
        _(
            "The vote on %(meeting)s could not be closed: on some items too few members without "
            "recusal are present.\n\nWait for more members, or set these items aside."
        ),
        sample=_MEETING,
        must_act=True,
    ),
    Letter(
        "meeting.decided",
        _("The committee has decided: %(meeting)s"),
        _(
            "The investment committee has closed its vote on %(meeting)s.\n\n"
            "Its decisions now wait for the board."
        ),
        sample=_MEETING,
    ),
    Letter(
        "meeting.ratified",
        _("The board has ratified: %(meeting)s"),
        _(
            "The board has closed its vote on %(meeting)s.\n\n"
            "Prepare the letters, read them, and release them together."
        ),
        sample=_MEETING,
    ),
    Letter(
        "meeting.sent_back",
        _("The board has sent back: %(meeting)s"),
        _("The board did not ratify %(meeting)s.\n\nIts reason: %(reason)s"),
        sample={**_MEETING, "reason": "The balance between provinces is not what we asked for."},
    ),
    Letter(
        "decision.released",
        _("A decision on your proposal %(reference)s"),
        _(
            "The decision on your proposal “%(title)s” (%(reference)s) has been made.\n\n"
            "Read it, with its letter, on the page of the proposal."
        ),
        sample=_APPLICANT,
        must_act=True,
    ),
    Letter(
        "decision.superseded",
        _("Your proposal %(reference)s will be decided again"),
        _(
            "The decision on your proposal “%(title)s” (%(reference)s) no longer holds: it will be "
            "decided again in a later round.\n\nThe reason: %(reason)s"
        ),
        sample={**_APPLICANT, "reason": "New facts on the partner’s ownership came to light."},
        must_act=True,
    ),
]
