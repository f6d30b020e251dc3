"""What every router of the API shares: who asks, what a refusal looks like, pages, writes done once."""

from grappe.kit.api.auth import BrowserAuth, TokenAuth, hash_token
from grappe.kit.api.once import (
    Answers,
    BadIdempotencyKey,
    KeyInUse,
    KeyReused,
    NotText,
    idempotent,
    text_only,
)
from grappe.kit.api.pages import CursorPage, Limit, cursor_page
from grappe.kit.api.problems import (
    FieldProblem,
    Problem,
    handle_errors,
    method_problem,
    nowhere_problem,
    problem_response,
    unexpected_problem,
)
from grappe.kit.api.schema import GrappeAPI

__all__ = [
    "Answers",
    "BadIdempotencyKey",
    "BrowserAuth",
    "CursorPage",
    "FieldProblem",
    "GrappeAPI",
    "KeyInUse",
    "KeyReused",
    "Limit",
    "NotText",
    "Problem",
    "TokenAuth",
    "cursor_page",
    "handle_errors",
    "hash_token",
    "idempotent",
    "method_problem",
    "nowhere_problem",
    "problem_response",
    "text_only",
    "unexpected_problem",
]
