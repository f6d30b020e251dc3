"""Refusals as problems (RFC 9457): a stable code, what happened and what to do, in the reader's language."""

import logging
from typing import Any

import pydantic
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from structlog.contextvars import get_contextvars

from grappe.kit.errors import DomainError

logger = logging.getLogger("grappe.api")


class FieldProblem(Schema):
    """One thing that is wrong with what was sent."""

    place: str  # body, query, path, form, file
    field: str  # "lines.0.amount"
    code: str
    message: str


class Problem(Schema):
    """Why a request was refused, and what to do about it."""

    model_config = pydantic.ConfigDict(
        json_schema_extra={
            "example": {
                "type": "https://grappe.example/help/errors/#kit.wrong_state",
                "title": "This is “submitted” now, so it cannot do “submit”.",
                "status": 409,
                "code": "kit.wrong_state",
                "params": {"state": "submitted", "move": "submit"},
                "errors": [],
            }
        }
    )
    type: str
    title: str
    status: int
    code: str
    params: dict[str, Any] = {}
    errors: list[FieldProblem] = []
    reference: str = ""  # the id of the request, as in the log


# What pydantic finds, said so that a person understands: its own words are English only.
WORDS = {
    "missing": gettext_noop("This is required."),
    "string_too_long": gettext_noop("Use at most %(max_length)s characters."),
    "string_too_short": gettext_noop("Use at least %(min_length)s characters."),
    "string_type": gettext_noop("This must be a text."),
    "string_unicode": gettext_noop("This text holds letters that do not exist."),
    "string_pattern_mismatch": gettext_noop("This must match %(pattern)s."),
    "int_type": gettext_noop("This must be a whole number."),
    "int_parsing": gettext_noop("This must be a whole number."),
    "int_from_float": gettext_noop("This must be a whole number."),
    "float_parsing": gettext_noop("This must be a number."),
    "decimal_parsing": gettext_noop("This must be an amount like 1234.50."),
    "decimal_type": gettext_noop("This must be an amount like 1234.50."),
    "decimal_max_places": gettext_noop("Use at most %(decimal_places)s decimals."),
    "decimal_max_digits": gettext_noop("Use at most %(max_digits)s digits."),
    "bool_type": gettext_noop("This must be true or false."),
    "bool_parsing": gettext_noop("This must be true or false."),
    "date_from_datetime_parsing": gettext_noop("This must be a date like 2027-04-01."),
    "date_parsing": gettext_noop("This must be a date like 2027-04-01."),
    "date_type": gettext_noop("This must be a date like 2027-04-01."),
    "datetime_parsing": gettext_noop("This must be a moment like 2027-04-01T12:00:00Z."),
    "datetime_from_date_parsing": gettext_noop("This must be a moment like 2027-04-01T12:00:00Z."),
    "enum": gettext_noop("This must be one of: %(expected)s."),
    "literal_error": gettext_noop("This must be one of: %(expected)s."),
    "list_type": gettext_noop("This must be a list."),
    "dict_type": gettext_noop("This must be an object."),
    "model_attributes_type": gettext_noop("This must be an object."),
    "too_long": gettext_noop("Send at most %(max_length)s of these."),
    "too_short": gettext_noop("Send at least %(min_length)s of these."),
    "greater_than": gettext_noop("This must be more than %(gt)s."),
    "greater_than_equal": gettext_noop("This must be at least %(ge)s."),
    "less_than": gettext_noop("This must be less than %(lt)s."),
    "less_than_equal": gettext_noop("This must be at most %(le)s."),
    "extra_forbidden": gettext_noop("There is no such field."),
    "finite_number": gettext_noop("This must be a number with an end."),
}


# Problems that are no rule's refusal: their status, what happened and what to do.
GENERAL: dict[str, tuple[int, str | Promise]] = {
    "kit.bad_request": (
        400,
        gettext_lazy("This request cannot be read. Check that its body is valid JSON in UTF-8."),
    ),
    "kit.sign_in": (
        401,
        gettext_lazy(
            "Say who you are: send “Authorization: Bearer …” with a token that is neither revoked "
            "nor expired. Tokens are made in your account."
        ),
    ),
    "kit.forbidden": (403, gettext_lazy("You may not do this here.")),
    "kit.csrf": (403, gettext_lazy("The page is too old. Reload it, then try again.")),
    "kit.not_found": (
        404,
        gettext_lazy("There is nothing here, or nothing that you may see. Check the address."),
    ),
    "kit.method": (
        405,
        gettext_lazy("This address has no such method. The header Allow names those that it has."),
    ),
    "kit.too_big": (413, gettext_lazy("This is more than may be sent at once. Send it in parts.")),
    "kit.invalid": (
        422,
        gettext_lazy("Something in what was sent cannot be read. Each field is named below."),
    ),
    "kit.unexpected": (
        500,
        gettext_lazy(
            "Something broke on our side, and nothing was changed. Try again in a minute."
        ),
    ),
}


def problem_response(
    status: int,
    code: str,
    title: str,
    *,
    params: dict[str, Any] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> JsonResponse:
    """Return a refusal as `application/problem+json`."""
    body = {
        "type": f"{settings.SITE_URL}/help/errors/#{code}",
        "title": title,
        "status": status,
        "code": code,
        "params": {key: _plain(value) for key, value in (params or {}).items()},
        "errors": errors or [],
        "reference": get_contextvars().get("request_id", ""),
    }
    response = JsonResponse(
        body,
        status=status,
        encoder=DjangoJSONEncoder,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="grappe"'
    return response


def handle_errors(api: NinjaAPI) -> None:
    """Map every kind of refusal to its problem, once for the whole API."""
    handlers: list[tuple[type[Exception], Any]] = [
        (DomainError, _domain),
        (ValidationError, _unreadable_fields),
        (DjangoValidationError, _django_fields),
        (Http404, _not_found),
        (PermissionDenied, _forbidden),
        (AuthenticationError, _stranger),
        (RequestDataTooBig, _too_big),
        (SuspiciousOperation, _bad_request),
        (HttpError, _http),
        (Exception, _unexpected),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def _domain(request: HttpRequest, refused: DomainError) -> JsonResponse:
    return problem_response(refused.status, refused.code, str(refused), params=refused.params)


def _unreadable_fields(request: HttpRequest, refused: ValidationError) -> JsonResponse:
    errors = []
    for error in refused.errors:
        place, *path = [str(part) for part in error["loc"]]
        # A body has one payload: its name in the code means nothing to the caller.
        field = ".".join(path[1:] if place == "body" and len(path) > 1 else path)
        message = _said(error)
        errors.append({"place": place, "field": field, "code": error["type"], "message": message})
    return _invalid(errors)


def _said(error: dict[str, Any]) -> str:
    words = WORDS.get(error["type"])
    if words is None:
        return _("This value cannot be used: %(why)s.") % {"why": error["msg"].rstrip(".")}
    try:
        return str(_(words) % error.get("ctx", {}))
    except KeyError:
        return _("This value cannot be used: %(why)s.") % {"why": error["msg"].rstrip(".")}


def _django_fields(request: HttpRequest, refused: DjangoValidationError) -> JsonResponse:
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
    return _invalid(
        [
            {
                "place": "body",
                "field": "" if field == "__all__" else field,
                "code": str(error.code or "invalid"),
                "message": message,
            }
            for field, found in by_field.items()
            for error in found
            for message in error.messages
        ]
    )


def _invalid(errors: list[dict[str, str]]) -> JsonResponse:
    return _general("kit.invalid", errors=errors)


def _general(code: str, **more: Any) -> JsonResponse:
    status, words = GENERAL[code]
    return problem_response(status, code, str(words), **more)


def nowhere_problem() -> JsonResponse:
    """Return the problem of an address that the API does not have."""
    return _general("kit.not_found")


def method_problem(allowed: str) -> JsonResponse:
    """Return the problem of a method that an address does not have, with those that it has."""
    response = _general("kit.method", params={"allowed": allowed})
    response["Allow"] = allowed
    return response


def unexpected_problem() -> JsonResponse:
    """Return the problem of our own failure, with the id under which the log tells of it."""
    return _general("kit.unexpected")


def _not_found(request: HttpRequest, refused: Http404) -> JsonResponse:
    return _general("kit.not_found")


def _forbidden(request: HttpRequest, refused: PermissionDenied) -> JsonResponse:
    return _general("kit.forbidden")


def _stranger(request: HttpRequest, refused: Exception) -> JsonResponse:
    return _general("kit.sign_in")


def _too_big(request: HttpRequest, refused: Exception) -> JsonResponse:
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // (1024 * 1024)
    return _general("kit.too_big", params={"most": most})


def _bad_request(request: HttpRequest, refused: Exception) -> JsonResponse:
    return _general("kit.bad_request")


def _http(request: HttpRequest, refused: HttpError) -> JsonResponse:
    if refused.status_code == 400:
        return _bad_request(request, refused)
    if refused.status_code == 403:
        return _general("kit.csrf")
    return problem_response(refused.status_code, "kit.refused", str(refused))


def _unexpected(request: HttpRequest, error: Exception) -> JsonResponse:
    # The path without its query: no personal data in logs. The trace says the rest.
    logger.error("unexpected %s %s", request.method, request.path, exc_info=error)
    return unexpected_problem()


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | bool | list | dict | None) else str(value)
