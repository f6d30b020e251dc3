"""The reviews app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name, and what it tells people."""

    name = "grappe.hub.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Make the letters known."""
        from grappe.hub.notices.registry import register
        from grappe.hub.reviews.letters import LETTERS

        register(*LETTERS)
