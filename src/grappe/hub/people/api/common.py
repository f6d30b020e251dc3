"""What the operations share: the router, who asks, the organisation in an address."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from grappe.hub.people import queries
from grappe.hub.people.models import Organisation, User

router = Router(tags=["people"])


def found(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(queries.visible_to(request.user).select_related("parent"), pk=pk)


def asking(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
