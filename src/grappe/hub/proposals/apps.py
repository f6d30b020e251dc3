"""The proposals app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name."""

    name = "grappe.hub.proposals"
    label = "proposals"

    def ready(self) -> None:
        """Make the letters known, and say who the applicants of a call are."""
        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.calls.enums import Audience
        from grappe.hub.calls.registry import register_audience
        from grappe.hub.notices.registry import register, register_visibility
        from grappe.hub.proposals.letters import LETTERS
        from grappe.hub.proposals.queries import applicants, hears, sees_proposal
        from grappe.hub.proposals.registry import VERBS

        register(*LETTERS)
        register_verbs(VERBS)
        register_visibility("proposals.proposal", sees_proposal, hears)
        register_audience(Audience.APPLICANTS, applicants)
