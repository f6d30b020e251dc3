"""The proposals app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name."""

    name = "grappe.hub.proposals"
    label = "proposals"

    def ready(self) -> None:
        """Make letters and acts known, who the applicants are, and who may read of what."""
        from grappe.hub.audit.registry import register_veil, register_verbs
        from grappe.hub.calls.enums import Audience
        from grappe.hub.calls.registry import register_audience
        from grappe.hub.notices.registry import register, register_visibility
        from grappe.hub.people.registry import Panel, register_panel
        from grappe.hub.proposals.letters import LETTERS
        from grappe.hub.proposals.queries import applicants, hears, sees_proposal
        from grappe.hub.proposals.queries.panels import panel_of_organisation
        from grappe.hub.proposals.queries.trace import hidden_in_trace
        from grappe.hub.proposals.registry import PANEL_TITLE, VERBS

        register(*LETTERS)
        register_verbs(VERBS)
        register_veil("proposals", hidden_in_trace)
        register_visibility("proposals.proposal", sees_proposal, hears)
        register_audience(Audience.APPLICANTS, applicants)
        register_panel(
            Panel(
                "proposals",
                PANEL_TITLE,
                "proposals/organisation_panel.html",
                panel_of_organisation,
            )
        )
