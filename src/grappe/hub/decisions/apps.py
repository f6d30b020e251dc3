"""The decisions app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name, with its letters."""

    name = "grappe.hub.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Make the letters known."""
        from grappe.hub.decisions.letters import LETTERS
        from grappe.hub.notices.registry import register

        register(*LETTERS)
