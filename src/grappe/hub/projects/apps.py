"""The projects app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name, and the words of its acts."""

    name = "grappe.hub.projects"
    label = "projects"

    def ready(self) -> None:
        """Make the words of its acts known."""
        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.projects.registry import VERBS

        register_verbs(VERBS)
