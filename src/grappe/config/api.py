"""The API: whatever a person may do in a page, a program may do with a token of that person."""

from ninja import NinjaAPI

api = NinjaAPI(title="Grappe", version="1", urls_namespace="api", openapi_url="/openapi.json")
