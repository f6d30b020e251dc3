"""The API against inputs nobody thought of: never a 5xx, always an answer of its schema."""

import os
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from grappe.hub.people.services.accounts import create_token
from tests import factories as f

EXAMPLES = int(os.environ.get("GRAPPE_FUZZ_EXAMPLES", "3"))  # an operation; raise it to search on
CHECKS = [not_a_server_error, response_schema_conformance]


@pytest.fixture
def schema(db: Any) -> Any:
    """Return the schema as the product serves it, with an answer behind the commonest addresses."""
    from grappe.config.wsgi import application

    f.AssignmentFactory(proposal=f.ProposalFactory(state="in_review", round=f.RoundFactory()))
    # A real request closes its connection, and with it the test's transaction: not here.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["stranger", "officer"])
def test_no_input_breaks_an_operation(schema: Any, role: str) -> None:
    user = f.UserFactory(roles=["officer"] if role == "officer" else [])
    at = timezone.now()
    _token, secret = create_token(user=user, name="fuzz", days=1, by=user, at=at)
    headers = {"Authorization": f"Bearer {secret}"}
    broken = []
    for result in schema.get_all_operations():
        operation = result.ok()
        try:
            tried(operation, headers)
        except (
            Exception,
            BaseExceptionGroup,
        ) as failure:  # every operation is told, not only the first
            broken.append(f"{operation.method.upper()} {operation.path}: {failure}"[:900])
    assert broken == []


def tried(operation: Any, headers: dict[str, str]) -> None:
    """Send a few generated requests to one operation and check the answers."""
    from hypothesis import given

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    one()
