"""The calls app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name."""

    name = "grappe.hub.calls"
    label = "calls"

    def ready(self) -> None:
        """Make the letters known."""
        from grappe.hub.calls.letters import LETTERS
        from grappe.hub.notices.registry import register

        register(*LETTERS)
