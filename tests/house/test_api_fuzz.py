"""The API against inputs nobody thought of: never a 5xx, always an answer of its schema."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from tests import factories as f

EXAMPLES = int(os.environ.get("GRAPPE_FUZZ_EXAMPLES", "3"))  # an operation; raise it to search on
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]


@pytest.fixture
def schema(db: Any) -> Any:
    """Return the schema as the product serves it, with an answer behind the commonest addresses."""
    from grappe.config.wsgi import application

    f.AssignmentFactory(proposal=f.ProposalFactory(state="in_review", round=f.RoundFactory()))
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.mark.parametrize("role", ["stranger", "officer"])
def test_no_input_breaks_an_operation(schema: Any, role: str) -> None:
    from django.conf import settings as django_settings
    from django.test import Client

    client = Client()
    client.force_login(f.UserFactory(roles=["officer"] if role == "officer" else []))
    name = django_settings.SESSION_COOKIE_NAME
    headers = {"Cookie": f"{name}={client.cookies[name].value}"}
    broken = []
    for result in schema.get_all_operations():
        operation = result.ok()
        try:
            tried(operation, headers)
        except Exception as failure:  # every operation is told, not only the first
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
