"""Writes that are safe to send again: the same Idempotency-Key gives the same answer, done once."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Protocol

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_LETTERS = 100


class BadIdempotencyKey(DomainError):
    """The key is empty, too long, or not plain text."""

    code = "kit.bad_idempotency_key"
    status = 400
    message = _("An Idempotency-Key has 1 to %(most)s plain characters. A UUID does well.")


class KeyReused(DomainError):
    """The same key came with another request."""

    code = "kit.idempotency_key_reused"
    message = _(
        "This Idempotency-Key was used for another request. Use a new key for each new write, "
        "and the same one only to send the same write again."
    )


class KeyInUse(DomainError):
    """The first request with this key is still at work."""

    code = "kit.idempotency_key_in_use"
    message = _(
        "The first request with this Idempotency-Key is still at work. Send it again in a moment."
    )


class NotText(DomainError):
    """A character that no text holds was sent; databases refuse it."""

    code = "kit.not_text"
    status = 422
    message = _("A character with the code 0 was sent, which no text holds. Leave it out.")


class Answers(Protocol):
    """Where answers are kept: one row a person and key."""

    def claim(self, *, user: Any, key: str, request_hash: str, at: datetime) -> Any:
        """Return a new row to answer, or the row that has its answer; raise KeyReused, KeyInUse."""

    def keep(self, *, answer: Any, status: int, body: str) -> None:
        """Keep the answer, in the transaction of the act."""

    def release(self, *, answer: Any) -> None:
        """Forget the claim: nothing was done."""


def idempotent(
    answers: Answers, who: Callable[[HttpRequest], Any], refuse: Callable[..., HttpResponse]
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Return a decorator of an operation's run: for writes that carry an Idempotency-Key.

    The answer is kept in the transaction of the act, so either both are there or neither: a crash
    in between leaves a claim without an answer, which the next attempt takes over after a while.
    An answer of 500 is not kept, and a refusal of the person (401) never gets here.
    """

    def decorate(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def once(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            key = request.headers.get("Idempotency-Key")
            if request.method in SAFE or key is None or (user := who(request)) is None:
                return run(request, **kwargs)
            try:
                if not (0 < len(key) <= MOST_LETTERS and key.isascii() and key.isprintable()):
                    raise BadIdempotencyKey(most=MOST_LETTERS)
                answer = answers.claim(
                    user=user, key=key, request_hash=request_hash(request), at=timezone.now()
                )
            except Exception as refused:
                return refuse(request, refused)
            if answer.status is not None:
                return _again(answer)
            return _first(answers, answer, run, request, kwargs)

        return once

    return decorate


def text_only(
    refuse: Callable[..., HttpResponse],
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Return a decorator of an operation's run that refuses the character 0 wherever it hides."""

    def decorate(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            try:
                json = request.content_type == "application/json"
                if (
                    "\x00" in request.path
                    or "%00" in request.META.get("QUERY_STRING", "")
                    or (json and b"\\u0000" in request.body)
                ):
                    raise NotText
            except Exception as refused:
                return refuse(request, refused)
            return run(request, **kwargs)

        return checked

    return decorate


def _first(
    answers: Answers, answer: Any, run: Callable[..., HttpResponse], request: HttpRequest, kw: Any
) -> HttpResponse:
    try:
        with transaction.atomic():
            response = run(request, **kw)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            else:
                body = without_secret(response.content.decode())
                answers.keep(answer=answer, status=response.status_code, body=body)
    except BaseException:
        answers.release(answer=answer)
        raise
    if response.status_code >= 500:
        answers.release(answer=answer)
    return response


def without_secret(body: str) -> str:
    """Return an answer as it may be kept: a `secret` is given once, and stands nowhere after that."""
    if '"secret"' not in body:
        return body
    said = json.loads(body)
    if isinstance(said, dict) and said.get("secret"):
        said["secret"] = ""
    return json.dumps(said, ensure_ascii=False)


def _again(answer: Any) -> HttpResponse:
    kind = "application/problem+json" if answer.status >= 400 else "application/json; charset=utf-8"
    response = HttpResponse(answer.body, status=answer.status, content_type=kind)
    response["Idempotent-Replayed"] = "true"
    return response


def request_hash(request: HttpRequest) -> str:
    """Return a hash of everything that makes a write what it is; files are read in pieces."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, file.name, file.size)).encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
