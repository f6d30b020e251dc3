"""How allauth meets our people: mail goes through the same outbox as everything else's."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from grappe.hub.notices.services import queue_email


class AccountAdapter(DefaultAccountAdapter):
    """Queue account mail, in the person's language."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Do nothing: people sign in with their e-mail."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Take up the language that the account keeps."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 86_400,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter about an account into the outbox; its text is never logged."""
        user = context.get("user")
        language = getattr(user, "language", None) or (translation.get_language() or "en")[:2]
        request = allauth_context.request
        site = get_current_site(request)
        with translation.override(language):
            message = self.render_mail(
                template_prefix,
                email,
                {"request": request, "email": email, "current_site": site} | context,
            )
        queue_email(
            f"account.{template_prefix.rpartition('/')[2]}"[:60],
            email=email,
            subject=str(message.subject),
            body=str(message.body),
            language=language,
            at=timezone.now(),
            once=f"account/{uuid4()}",
        )
