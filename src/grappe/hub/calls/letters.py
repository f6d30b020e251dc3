"""What people are told about calls."""

from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.registry import Letter

_SAMPLE = {
    "call": "AI at the port",
    "when": "31 January 2027, 17:00 EST",
    "about": "P-2026-00042 Berth planning",
    "note": "The deadline for questions was added.",
    "number": "2",
}

LETTERS = [
    Letter(
        key="call.closes_soon",
        subject=_("“%(call)s” closes %(when)s"),
        body=_(
            "The call “%(call)s” closes %(when)s.\n\n%(about)s\n\n"
            "Nothing can be submitted after that moment. Drafts stay readable."
        ),
        sample=_SAMPLE,
    ),
    Letter(
        key="call.closed",
        subject=_("“%(call)s” has closed"),
        body=_(
            "The call “%(call)s” closed %(when)s. Its proposals can now be screened and assigned."
        ),
        sample=_SAMPLE,
    ),
    Letter(
        key="call.closed_ago",
        subject=_("“%(call)s” closed %(when)s: next steps are due"),
        body=_("The call “%(call)s” closed %(when)s.\n\n%(about)s\n\nPlease take the next step."),
        sample=_SAMPLE,
    ),
    Letter(
        key="call.meeting",
        subject=_("The committee of “%(call)s” meets %(when)s"),
        body=_("The committee of “%(call)s” meets %(when)s: %(about)s."),
        sample=_SAMPLE,
    ),
    Letter(
        key="call.changed",
        subject=_("The rules of “%(call)s” have changed: version %(number)s"),
        body=_(
            "The cluster published version %(number)s of “%(call)s”.\n\nWhat changed: %(note)s\n\n"
            "%(about)s\n\nSubmitted proposals keep the version that they answered. "
            "A draft can move to the new version."
        ),
        sample=_SAMPLE,
    ),
]
