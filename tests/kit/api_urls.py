"""A small API, wired as the product's is."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.responses import Status

from grappe.config.api import browser_auth, token_auth, wired
from grappe.hub.people.models import Organisation
from grappe.kit.api import CursorPage, GrappeAPI, Limit, cursor_page
from grappe.kit.errors import DomainError

api = wired(
    GrappeAPI(title="Test", version="1", urls_namespace="test", auth=[token_auth, browser_auth])
)


class TooDear(DomainError):
    """For tests."""

    code = "test.too_dear"
    message = _("This asks for %(asked)s.")


class Order(Schema):
    """For tests."""

    name: str
    amount: Decimal
    day: date | None = None


class Line(Schema):
    """For tests."""

    id: int
    legal_name: str


@api.get("/orders", response=CursorPage[Line])
def orders(request: HttpRequest, cursor: str = "", limit: Limit = 2):
    return cursor_page(Organisation.objects.all(), cursor, limit, order=["legal_name"])


@api.post("/orders", response={201: Line})
def order(request: HttpRequest, payload: Order):
    with transaction.atomic():
        made = Organisation.objects.create(legal_name=payload.name, kind="other")
        if payload.amount > 100:
            raise TooDear(asked=payload.amount)
        if payload.name == "broken":
            raise RuntimeError("secret: 12345")
    return Status(201, made)


urlpatterns = [path("test/", api.urls)]
