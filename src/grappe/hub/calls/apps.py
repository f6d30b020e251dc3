"""The calls app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name."""

    name = "grappe.hub.calls"
    label = "calls"

    def ready(self) -> None:
        """Make letters, the clock's work, and who may be told of what known."""
        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.calls import queries
        from grappe.hub.calls.letters import LETTERS
        from grappe.hub.calls.registry import VERBS
        from grappe.hub.calls.services import tick
        from grappe.hub.notices.registry import register, register_tick, register_visibility

        register(*LETTERS)
        register_verbs(VERBS)
        register_tick(tick)
        register_visibility("calls.call", queries.sees_call)
        register_visibility("calls.round", queries.sees_round)
