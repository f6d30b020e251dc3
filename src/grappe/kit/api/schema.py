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
                _exemplify(schema, operation)
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


def _exemplify(document: dict[str, Any], operation: dict[str, Any]) -> None:
    """Give the body of a write an example, made of those of its fields unless it has its own."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        content.setdefault("example", example(document, content["schema"]))


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the place it refers to looked up."""
    if len(schema.get("allOf", [])) == 1:
        schema = schema["allOf"][0]
    if "$ref" in schema:
        found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return found
    return schema


def example(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    """Return a value that a schema allows: its own example, or one made of its parts."""
    given = schema.get("example", next(iter(schema.get("examples", [])), None))
    if given is None:
        given = schema.get("default", schema.get("const"))
    if given is not None:
        return given
    schema = resolved(document, schema)
    if "example" in schema or "examples" in schema:
        return schema.get("example") or schema["examples"][0]
    if variants := schema.get("anyOf"):
        return example(document, variants[0], depth)
    if schema.get("type") == "object" or "properties" in schema:
        wanted = schema.get("required") or list(schema.get("properties", {}))
        return {
            name: example(document, field, depth + 1)
            for name, field in schema.get("properties", {}).items()
            if name in wanted and depth < 4
        }
    if schema.get("type") == "array":
        return [example(document, schema.get("items", {}), depth + 1)] if depth < 4 else []
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> Any:
    formats = {
        "date": "2027-04-01",
        "date-time": "2027-04-01T12:00:00Z",
        "email": "ada@example.ca",
        "uri": "https://example.ca/hook",
    }
    if "enum" in schema:
        return schema["enum"][0]
    kinds: dict[str, Any] = {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}
    if schema.get("type") in kinds:
        return kinds[schema["type"]]
    return formats.get(schema.get("format", ""), "…")
