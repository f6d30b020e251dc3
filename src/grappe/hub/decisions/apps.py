"""The decisions app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name, with its letters."""

    name = "grappe.hub.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Make the letters known, and the reminder before a vote's date."""
        from datetime import timedelta

        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.decisions.letters import LETTERS
        from grappe.hub.decisions.queries import sees_decision, sees_meeting
        from grappe.hub.decisions.registry import VERBS
        from grappe.hub.decisions.services import remind_before_closing
        from grappe.hub.notices.registry import register, register_tick, register_visibility
        from grappe.hub.proposals.registry import register_told_by

        register(*LETTERS)
        register_verbs(VERBS)
        register_told_by("decisions.poll", "meeting__items__proposal", ["vote.cast", "poll.closed"])
        register_tick(remind_before_closing, every=timedelta(minutes=10))
        register_visibility("decisions.meeting", sees_meeting)
        register_visibility("decisions.decision", sees_decision)
