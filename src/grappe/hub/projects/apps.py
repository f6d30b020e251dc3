"""The projects app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name, and the words of its acts."""

    name = "grappe.hub.projects"
    label = "projects"

    def ready(self) -> None:
        """Make the words of its acts known, and what it shows of an organisation."""
        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.people.registry import Panel, register_panel
        from grappe.hub.projects.queries import panel_of_organisation
        from grappe.hub.projects.registry import PANEL_TITLE, VERBS

        register_verbs(VERBS)
        register_panel(
            Panel(
                "projects",
                PANEL_TITLE,
                "projects/organisation_panel.html",
                panel_of_organisation,
            )
        )
