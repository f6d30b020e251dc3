"""Who asks: a program with a person's token, or the person's own browser."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth

# Finds the person behind the hash of a token that is neither revoked nor expired, or None.
FindPerson = Callable[[str], Any]


def hash_token(token: str) -> str:
    """Return what is kept of a token: its SHA-256, never itself."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`: a key made on the page “My account”, with that person's rights."""

    def __init__(self, find: FindPerson) -> None:
        super().__init__()
        self.find = find

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the person whose token this is, or None."""
        person = self.find(hash_token(token.strip()))
        if person is None:
            return None
        request.user = person
        if "Accept-Language" not in request.headers:
            translation.activate(person.language)
        return person


class _Csrf(CsrfViewMiddleware):
    """Django's check, answering with the reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


class BrowserAuth(SessionAuth):
    """The session of a signed-in person; writes also need Django's CSRF token."""

    def __init__(self) -> None:
        super().__init__(csrf=False)  # asked below, once we know that it is a person

    def __call__(self, request: HttpRequest) -> Any:
        """Return the person, or None; a stranger is told to sign in rather than about CSRF."""
        if not request.user.is_authenticated:
            return None
        request.csrf_processing_done = False  # type: ignore[attr-defined]
        check = _Csrf(lambda _request: HttpResponse())
        check.process_request(request)
        if check.process_view(request, lambda _request: HttpResponse(), (), {}):
            raise HttpError(403, "csrf")
        return request.user
