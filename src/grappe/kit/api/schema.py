"""The OpenAPI document: what every operation shares is said once, here."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from grappe.kit.api.problems import Problem

PROBLEMS = {
    "400": "The request, its cursor or its key cannot be read.",
    "401": "No token, or one that is revoked or expired.",
    "403": "This person may not do this.",
    "404": "Nothing there, or nothing that this person may see.",
    "409": "A rule refuses it as things stand; `code` says which.",
    "413": "Too much at once.",
    "422": "A field cannot be read; `errors` names each.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same body, the same write gives the same answer, done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
    "example": "5f0c1f0e-6d1b-4a6e-9d0e-3a4b8b0f7c11",
}


class GrappeAPI(NinjaAPI):
    """An API whose document names the problems and the key of every operation."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        schema = super().get_openapi_schema(**options)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs", {}))
        schemas["Problem"] = problem
        for path in schema["paths"].values():
            for method, operation in path.items():
                _complete(method, operation)
        return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    for code in list(answers):
        answers[str(code)] = answers.pop(code)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, says in PROBLEMS.items():
        answers[status] = {"description": says, "content": content}
    if method != "get":
        operation.setdefault("parameters", []).append(KEY)
    operation["responses"] = dict(sorted(answers.items()))
