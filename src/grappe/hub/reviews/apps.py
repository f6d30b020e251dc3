"""The reviews app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name, and what it tells people."""

    name = "grappe.hub.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Make letters, the clock's work, and who may be told of what known."""
        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.notices.registry import register, register_tick, register_visibility
        from grappe.hub.reviews.letters import LETTERS
        from grappe.hub.reviews.queries import sees_assignment
        from grappe.hub.reviews.registry import VERBS
        from grappe.hub.reviews.services import tick

        register(*LETTERS)
        register_verbs(VERBS)
        register_tick(tick)
        register_visibility("reviews.assignment", sees_assignment)
