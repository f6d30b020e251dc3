"""Refusals of a rule become a page or a problem, never a stack trace."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grappe.kit.api import method_problem
from grappe.kit.errors import DomainError


class DomainErrorMiddleware:
    """Answer a DomainError that no view caught with its own status and a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into a page; let everything else pass."""
        if not isinstance(exception, DomainError):
            return None
        template = "kit/problem.html"
        if getattr(request, "htmx", None):
            template += "#problem"
        return render(request, template, {"problem": exception}, status=exception.status)


class ApiMethodMiddleware:
    """Answer a method that an address of the API does not have with a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.path.startswith("/api/"):
            return method_problem(response.get("Allow", ""))
        return response
