"""What people are told about proposals."""

from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.registry import Letter

_SAMPLE = {
    "proposal": "P-2026-00042 Berth planning",
    "organisation": "Boreal Grocers",
    "call": "AI at the port",
    "who": "Amélie Tremblay",
    "reason": "The budget of the second year is missing.",
    "due": "31 January 2027, 17:00",
    "when": "23 November 2026, 12:00",
    "number": "1",
    "sha256": "9f86d081884c7d65",
}

LETTERS = [
    Letter(
        "proposal.partner_invited",
        _("%(organisation)s is invited into the proposal %(proposal)s"),
        _(
            "%(who)s invites %(organisation)s to take part in the proposal %(proposal)s. "
            "Read its part and its budget, correct them, and confirm them: "
            "the proposal can only be submitted once every partner has confirmed."
        ),
        _SAMPLE,
        must_act=True,
    ),
    Letter(
        "proposal.part_to_confirm",
        _("Please confirm the part of %(organisation)s in %(proposal)s"),
        _(
            "%(who)s asks %(organisation)s to read and confirm its part and its budget in "
            "%(proposal)s. Without it the proposal cannot be submitted."
        ),
        _SAMPLE,
        must_act=True,
    ),
    Letter(
        "proposal.part_confirmed",
        _("%(organisation)s confirmed its part in %(proposal)s"),
        _("%(who)s confirmed the part and the budget of %(organisation)s in %(proposal)s."),
        _SAMPLE,
    ),
    Letter(
        "proposal.part_unconfirmed",
        _("The part of %(organisation)s in %(proposal)s changed: confirm it again"),
        _(
            "%(who)s changed the part or the budget of %(organisation)s in %(proposal)s after it was "
            "confirmed. The confirmation no longer counts: read the part and confirm it again."
        ),
        _SAMPLE,
        must_act=True,
    ),
    Letter(
        "proposal.partner_removed",
        _("%(organisation)s no longer takes part in %(proposal)s"),
        _("%(who)s took %(organisation)s out of the consortium of %(proposal)s, with its budget."),
        _SAMPLE,
    ),
    Letter(
        "proposal.lead_changed",
        _("%(organisation)s now leads %(proposal)s"),
        _("%(who)s made %(organisation)s the lead of %(proposal)s."),
        _SAMPLE,
    ),
    Letter(
        "proposal.eoi_submitted",
        _("Your expression of interest %(proposal)s was submitted"),
        _(
            "%(who)s submitted the expression of interest %(proposal)s on %(when)s. "
            "What was submitted is frozen as version %(number)s with the fingerprint %(sha256)s. "
            "Your receipt is ready to download."
        ),
        _SAMPLE,
    ),
    Letter(
        "proposal.submitted",
        _("Your proposal %(proposal)s was submitted"),
        _(
            "%(who)s submitted %(proposal)s on %(when)s. "
            "What was submitted is frozen as version %(number)s with the fingerprint %(sha256)s. "
            "Your receipt is ready to download."
        ),
        _SAMPLE,
    ),
    Letter(
        "proposal.received",
        _("Received: %(proposal)s"),
        _("%(proposal)s was submitted under “%(call)s” and waits to be screened."),
        _SAMPLE,
    ),
    Letter(
        "proposal.returned",
        _("%(proposal)s was returned to be corrected"),
        _(
            "%(who)s returned %(proposal)s to be corrected. Reason: %(reason)s\n\n"
            "The draft is open again. Submit it until %(due)s."
        ),
        _SAMPLE,
        must_act=True,
    ),
    Letter(
        "proposal.invited",
        _("You are invited to submit the full proposal of %(proposal)s"),
        _(
            "Your expression of interest %(proposal)s convinced: please submit the full proposal "
            "until %(due)s. Note of the programme officer: %(reason)s"
        ),
        _SAMPLE,
        must_act=True,
    ),
    Letter(
        "proposal.not_invited",
        _("About your expression of interest %(proposal)s"),
        _(
            "Thank you for the expression of interest %(proposal)s under “%(call)s”. "
            "It is not invited to the next stage. Reason: %(reason)s"
        ),
        _SAMPLE,
    ),
    Letter(
        "proposal.withdrawn",
        _("%(proposal)s was withdrawn"),
        _("%(who)s withdrew %(proposal)s. Reason: %(reason)s"),
        _SAMPLE,
    ),
]
