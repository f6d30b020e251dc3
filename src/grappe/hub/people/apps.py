"""The people app."""

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.utils.timezone import now


class Config(AppConfig):
    """Registers the app, its letters and the words of its acts, and notes sign-ins."""

    name = "grappe.hub.people"
    label = "people"

    def ready(self) -> None:
        """Connect what the product needs at its start."""
        from allauth.account.signals import user_logged_in

        from grappe.hub.audit.registry import register_verbs
        from grappe.hub.notices.registry import register, register_tick, register_visibility
        from grappe.hub.people import queries
        from grappe.hub.people.letters import LETTERS
        from grappe.hub.people.registry import VERBS
        from grappe.hub.people.services import ask_questions
        from grappe.hub.people.services.programs import forget_old_answers

        register(*LETTERS)
        register_verbs(VERBS)
        register_tick(ask_questions, every=timedelta(days=1))
        register_tick(
            lambda at: forget_old_answers(at=at),
            every=timedelta(days=1),
            name="people.forget_old_answers",
        )
        register_visibility("people.organisation", queries.sees_organisation)
        register_visibility("people.user", lambda user, pk: str(user.pk) == pk)
        user_logged_in.connect(_signed_in, dispatch_uid="people.signed_in")


def _signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Keep a sign-in: address, and address with browser, both as keyed hashes only."""
    from allauth.account.adapter import get_adapter

    from grappe.hub.people.services import note_sign_in

    address = get_adapter().get_client_ip(request) or ""
    browser = (
        f"{request.headers.get('User-Agent', '')}|{request.headers.get('Accept-Language', '')}"
    )
    note_sign_in(user=user, address=address, device=f"{address}|{browser}", at=now())
