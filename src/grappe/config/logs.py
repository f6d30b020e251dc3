"""One line a record: JSON in production, readable elsewhere; no address, no path with a secret.

Every line of a request bears its id, which the answer carries as X-Request-ID, problems as
`reference`, and the page for our own failures in words.
"""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# Django ends these with the path, which may hold the secret of an invitation or a new password.
TELLS_PATHS = ("django.request", "django.security", "django.server")

access = structlog.stdlib.get_logger("grappe.access")


def logging_settings(*, json: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING, and have our own loggers write through it."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    written: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    without_path,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_addresses,
                    written,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        # Django gives these handlers of its own, which would write every line twice.
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "grappe.access": {"level": "INFO" if json else "WARNING"},
        },
    }


def without_path(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Leave the path out of Django's own lines."""
    record = event.get("_record")
    if record is not None and record.name.startswith(TELLS_PATHS):
        event["event"] = str(event["event"]).partition(": /")[0]
    return event


def without_addresses(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Leave e-mail addresses out, as in the detail of a database's complaint."""
    return {
        key: ADDRESS.sub("[address]", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


def person_in_logs(request: HttpRequest) -> str | None:
    """Return a keyed hash of who asked, if that is known already; it is never asked for here."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    if user is None or not user.is_authenticated:
        return None
    return salted_hmac("grappe.logs", str(user.pk), algorithm="sha256").hexdigest()[:12]


class RequestMiddleware:
    """Give each request an id, and write one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if SANE_ID.fullmatch(given) else uuid4().hex
        request.id = request_id  # type: ignore[attr-defined]
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            match = request.resolver_match
            access.info(
                "request",
                method=request.method,
                route=(match.view_name or match.route) if match else None,
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000, 1),
                person=person_in_logs(request),
            )
        response["X-Request-ID"] = request_id
        return response
