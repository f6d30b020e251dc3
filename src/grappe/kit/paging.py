"""Pages by key: page 100 costs what page 1 does, and a row added meanwhile shifts nothing.

A cursor says “after the row with these sort values”, so the database starts there by its index
instead of counting what it skips. NULLs come last whichever way a list is sorted. The cursor is
signed for one model and one order: a link that was altered, or made for another sort, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class BadCursor(DomainError):
    """The link to a page was altered, shortened, or belongs to another list or order."""

    code = "kit.bad_cursor"
    status: ClassVar[int] = 400
    message = _("This link to a page cannot be read. Start again from the first page.")


@dataclass(frozen=True)
class Page[M: models.Model]:
    """Some rows of a list, and the cursors of the pages beside it; None where there is none.

    `start` is how many rows came before when the reader walked here from the first page.
    """

    rows: list[M]
    next: str | None
    previous: str | None
    start: int


@dataclass(frozen=True)
class _Key:
    """One term of the order."""

    name: str  # a field, a path through relations, or an annotation
    attribute: str  # where a fetched row holds its value
    field: models.Field[Any, Any]
    nullable: bool
    descending: bool

    def ordering(self, *, backwards: bool) -> models.expressions.OrderBy:
        """Return the term for ORDER BY. NULLS LAST only where a NULL may be: indexes stay usable."""
        down = self.descending is not backwards
        nulls: dict[str, Any] = {}
        if self.nullable:
            nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.name).desc(**nulls) if down else F(self.name).asc(**nulls)

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Return the rows past a value of this key, or None when there can be none."""
        if value is None:
            return Q((f"{self.name}__isnull", False)) if backwards else None
        past = Q((f"{self.name}__{'lt' if self.descending is not backwards else 'gt'}", value))
        return past | Q((self.name, None)) if self.nullable and not backwards else past

    def same(self, value: Any) -> Q:
        """Return the rows with this very value."""
        return Q((f"{self.name}__isnull", True)) if value is None else Q((self.name, value))

    def floor(self, value: Any, *, backwards: bool) -> Q:
        """Return the half of the list that an index can start in."""
        if self.nullable or value is None:
            return Q()
        return Q((f"{self.name}__{'lte' if self.descending is not backwards else 'gte'}", value))


def paginate[M: models.Model](
    queryset: models.QuerySet[M], *, order: Sequence[str], size: int, cursor: str = ""
) -> Page[M]:
    """Return one page of a queryset in a total order; raise BadCursor on a cursor it did not make.

    order   fields, `-` before one that descends; the primary key is appended as the last tie-break.
    cursor  "" for the first page, otherwise `next` or `previous` of another page.
    """
    keys = _keys(queryset, order)
    queryset = queryset.annotate(**{k.attribute: F(k.name) for k in keys if "__" in k.name})
    salt = f"{queryset.model._meta.label_lower}:{','.join(order)}"
    if not cursor:
        return _forwards(queryset, keys, size, salt)
    backwards, start, values = _read(cursor, keys, salt)
    if not backwards:
        return _forwards(queryset, keys, size, salt, values=values, start=start)
    page = _backwards(queryset, keys, size, salt, values=values, start=start)
    return page if page.previous else _forwards(queryset, keys, size, salt)


def ordered[M: models.Model](
    queryset: models.QuerySet[M], order: Sequence[str]
) -> models.QuerySet[M]:
    """Return all the rows in the total order in which `paginate` walks them."""
    return queryset.order_by(*(k.ordering(backwards=False) for k in _keys(queryset, order)))


def _forwards[M: models.Model](
    queryset: models.QuerySet[M],
    keys: list[_Key],
    size: int,
    salt: str,
    *,
    values: list[Any] | None = None,
    start: int = 0,
) -> Page[M]:
    rows = _rows(queryset, keys, size, values, backwards=False)
    more, rows = len(rows) > size, rows[:size]
    return Page(
        rows,
        next=_write(rows[-1], keys, salt, backwards=False, start=start + size) if more else None,
        previous=_write(rows[0], keys, salt, backwards=True, start=max(start - size, 0))
        if values and rows
        else None,
        start=start,
    )


def _backwards[M: models.Model](
    queryset: models.QuerySet[M],
    keys: list[_Key],
    size: int,
    salt: str,
    *,
    values: list[Any],
    start: int,
) -> Page[M]:
    rows = _rows(queryset, keys, size, values, backwards=True)
    more, rows = len(rows) > size, rows[:size][::-1]
    if not more:
        return Page(rows, next=None, previous=None, start=0)
    return Page(
        rows,
        next=_write(rows[-1], keys, salt, backwards=False, start=start + size),
        previous=_write(rows[0], keys, salt, backwards=True, start=max(start - size, 0)),
        start=start,
    )


def _rows[M: models.Model](
    queryset: models.QuerySet[M],
    keys: list[_Key],
    size: int,
    values: list[Any] | None,
    *,
    backwards: bool,
) -> list[M]:
    if values:
        queryset = queryset.filter(_past(keys, values, backwards=backwards))
    ordering = [key.ordering(backwards=backwards) for key in keys]
    return list(queryset.order_by(*ordering)[: size + 1])


def _past(keys: list[_Key], values: list[Any], *, backwards: bool) -> Q:
    """Return the rows past these values: by the first key, or equal there and by the second, …"""
    past, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        beyond = key.beyond(value, backwards=backwards)
        if beyond is not None:
            past |= equal & beyond
        equal &= key.same(value)
    return keys[0].floor(values[0], backwards=backwards) & past


def _keys(queryset: models.QuerySet[Any], order: Sequence[str]) -> list[_Key]:
    """Return the terms of an order, made total by the primary key."""
    names = [*order, ("-" if order and order[0].startswith("-") else "") + "pk"]
    keys = []
    for position, term in enumerate(names):
        name = term.removeprefix("-")
        field, nullable = _field(queryset, name)
        attribute = f"_sort_{position}" if "__" in name else name
        keys.append(_Key(name, attribute, field, nullable, term.startswith("-")))
    return keys


def _field(queryset: models.QuerySet[Any], name: str) -> tuple[Any, bool]:
    """Return the field behind a name, and whether its value may be NULL."""
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field, True
    model, nullable, field = queryset.model, False, queryset.model._meta.pk
    for part in name.split("__"):
        if part == "pk":
            return model._meta.pk, nullable
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist as unknown:
            raise ValueError(f"{name!r} is not a field to sort {queryset.model} by") from unknown
        nullable = nullable or field.null
        model = field.related_model or model
    return field, nullable


def _write(row: Any, keys: list[_Key], salt: str, *, backwards: bool, start: int) -> str:
    values = [getattr(row, key.attribute) for key in keys]
    return signing.dumps([backwards, start, values], salt=salt, serializer=_Json)


def _read(cursor: str, keys: list[_Key], salt: str) -> tuple[bool, int, list[Any]]:
    try:
        backwards, start, values = signing.loads(cursor, salt=salt, serializer=_Json)
        read = [k.field.to_python(v) for k, v in zip(keys, values, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError, TypeError) as refused:
        raise BadCursor from refused
    return backwards, start, read


class _Json:
    """Writes dates and decimals as text; the field reads them back."""

    def dumps(self, obj: Any) -> bytes:
        """Write."""
        return _ENCODER.encode(obj).encode()

    def loads(self, data: bytes) -> Any:
        """Read."""
        return signing.JSONSerializer().loads(data)


class _Exact(DjangoJSONEncoder):
    """Django's writer cuts datetimes to milliseconds, which would repeat rows between two pages."""

    def default(self, o: Any) -> Any:
        """Write a date or time whole."""
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


_ENCODER = _Exact(separators=(",", ":"))
