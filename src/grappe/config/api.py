"""The API: whatever a person may do in a page, a program may do with a token of that person.

An app adds its router with one line in ROUTERS. Who asks, refusals, the key of a write and pages
are the same everywhere: `grappe.kit.api`.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from grappe.hub.audit.api import router as audit
from grappe.hub.calls.api import router as calls_router
from grappe.hub.decisions.api import router as decisions
from grappe.hub.notices import api as notices_api
from grappe.hub.people.api import router as people
from grappe.hub.people.services.programs import KeptAnswers, person_of_token
from grappe.hub.projects.api import router as projects_router
from grappe.hub.proposals.api import router as proposals_router
from grappe.hub.reviews.api import router as reviews_router
from grappe.kit.api import (
    BrowserAuth,
    GrappeAPI,
    TokenAuth,
    handle_errors,
    idempotent,
    text_only,
)

token_auth = TokenAuth(lambda token_hash: person_of_token(token_hash, at=timezone.now()))
browser_auth = BrowserAuth()


def person_asking(request: HttpRequest) -> Any:
    """Return who asks, or None for a stranger; what the operation then decides is its own."""
    try:
        return token_auth(request) or browser_auth(request)
    except Exception:
        return None  # the operation's own check answers with the reason


def wired(api: GrappeAPI) -> GrappeAPI:
    """Give an API our errors and the key of a write."""
    handle_errors(api)
    api.add_decorator(text_only(api.on_exception), mode="view")
    api.add_decorator(idempotent(KeptAnswers(), person_asking, api.on_exception), mode="view")
    return api


api = wired(
    GrappeAPI(
        title="Grappe",
        version="1",
        description=(__doc__ or "").partition("\n")[0],
        urls_namespace="api",
        openapi_url="/openapi.json",
        docs_url=None,
        auth=[token_auth, browser_auth],
    )
)

# Address under /api, router: one line an app.
ROUTERS: list[tuple[str, Router]] = [
    ("", notices_api.router),
    ("/calls", calls_router),
    ("/proposals", proposals_router),
    ("/projects", projects_router),
    ("/reviews", reviews_router),
    ("", decisions),
    ("", people),
    ("/trace", audit),
]
for prefix, router in ROUTERS:
    api.add_router(prefix, router)
