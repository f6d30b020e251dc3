"""Which entries of the trace would tell a reader of a proposal that they are in conflict with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import CharField, ForeignKey, Model, Q
from django.db.models.functions import Cast
from django.utils import timezone

from grappe.hub.proposals.conflicts import barred
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.registry import TOLD_BY


def hidden_in_trace(user: Any) -> Q:
    """Select the entries about proposals that a person is in conflict with, and all that hangs on them.

    Two queries for most readers. One's own side is in conflict too: what the committee decides of a
    proposal reaches its people by letter, also those who are directors or auditors.
    """
    closed = list(
        Proposal.objects.filter(barred(user, timezone.now())).values_list("pk", flat=True)
    )
    hidden = Q(pk__in=[])
    if not closed:
        return hidden
    for model, path in _about_proposals():
        hidden |= _entries(model, path, closed)
    for kind, (path, verbs) in TOLD_BY.items():
        hidden |= _entries(apps.get_model(kind), path, closed) & Q(verb__in=verbs)
    return hidden


def _entries(model: type[Model], path: str, closed: list[int]) -> Q:
    rows = model._default_manager.filter(**{f"{path}__in": closed})
    keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
    return Q(kind=model._meta.label_lower, object_id__in=keys)


@cache
def _about_proposals() -> list[tuple[type[Model], str]]:
    """Return every model of the hub whose rows belong to one proposal, with the way to it."""
    direct = [(model, name) for model, name, to in _references() if to is Proposal]
    ways = dict(direct)
    beyond = [(m, f"{name}__{ways[to]}") for m, name, to in _references() if to in ways]
    return [(Proposal, "pk"), *direct, *beyond]


def _references() -> Iterator[tuple[type[Model], str, Any]]:
    for model in apps.get_models():
        if model.__module__.startswith("grappe.hub."):
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey):  # a OneToOneField is one
                    yield model, field.name, field.related_model
