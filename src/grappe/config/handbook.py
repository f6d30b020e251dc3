"""The API's handbook as a page: its OpenAPI document, read for people, with a call to copy."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.kit.api.schema import example, resolved

TAGS: dict[str, str | Promise] = {
    "people": _("Organisations and accounts"),
    "calls": _("Calls"),
    "proposals": _("Proposals"),
    "reviews": _("Reviews"),
    "decisions": _("Decisions"),
    "projects": _("Funded projects"),
    "notices": _("Letters and webhooks"),
    "audit": _("Trace"),
    "trace": _("Trace"),
}


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body."""

    name: str
    place: str
    kind: str
    required: bool
    says: str


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    title: str
    says: str
    fields: list[Field]
    curl: str


def chapters(document: dict[str, Any]) -> list[tuple[str | Promise, list[Operation]]]:
    """Return the operations of an OpenAPI document by tag."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["kit"])[0]
            found.setdefault(tag, []).append(_operation(document, path, method, operation))
    return [(TAGS.get(tag, tag), operations) for tag, operations in found.items()]


def _operation(
    document: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> Operation:
    fields = [
        Field(
            one["name"],
            one["in"],
            kind_of(one["schema"]),
            one.get("required", False),
            one.get("description") or one["schema"].get("description", ""),
        )
        for one in operation.get("parameters", [])
    ]
    kind, schema = _body(document, operation)
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        says = field.get("description", "")
        fields.append(Field(name, "body", kind_of(field), name in required, says))
    return Operation(
        id=operation["operationId"].removeprefix("grappe_hub_"),
        method=method.upper(),
        path=path,
        title=operation["summary"],
        says=operation.get("description", ""),
        fields=fields,
        curl=curl(document, path, method, kind, schema),
    )


def _body(document: dict[str, Any], operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        return kind, resolved(document, content["schema"])
    return "", {}


def kind_of(schema: dict[str, Any]) -> str:
    """Return what kind of value a schema asks for, in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"].split("/")[-1])
    if variants := schema.get("anyOf") or schema.get("allOf"):
        return " | ".join(kind_of(one) for one in variants)
    if schema.get("type") == "array":
        return f"{kind_of(schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or "any")


def curl(
    document: dict[str, Any], path: str, method: str, kind: str, schema: dict[str, Any]
) -> str:
    """Return a call to copy, its body filled in with the examples of the schema."""
    parts = [f"curl {settings.SITE_URL}{path}", '-H "Authorization: Bearer $TOKEN"']
    if method != "get":
        parts[0] = f"curl -X {method.upper()} {settings.SITE_URL}{path}"
        parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if kind.startswith("multipart/"):
        parts += [
            f"-F {name}={'@FILE' if field.get('format') == 'binary' else '…'}"
            for name, field in schema.get("properties", {}).items()
        ]
    elif schema:
        body = json.dumps(example(document, schema), ensure_ascii=False).replace("'", "'\\''")
        parts += [f'-H "Content-Type: {kind}"', f"-d '{body}'"]
    return " \\\n  ".join(parts)
