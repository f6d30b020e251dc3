"""Lists by page, each with the cursor of the next one: page 100 costs what page 1 does."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db import models
from ninja import Schema
from pydantic import Field

from grappe.kit.paging import paginate

Limit = Annotated[int, Field(ge=1, le=200, description="How many at once, at most.")]


class CursorPage[Item](Schema):
    """Some items, and the cursor to ask for the next ones with; null at the end."""

    items: list[Item]
    next: str | None = Field(None, description="Send it back as `cursor` for the next page.")


def cursor_page[M: models.Model](
    queryset: models.QuerySet[M], cursor: str = "", limit: int = 50, *, order: Sequence[str] = ()
) -> dict[str, Any]:
    """Return one page of a queryset, newest first unless told; raise BadCursor on a made-up cursor.

    An endpoint is declared `response=CursorPage[ProposalOut]` and takes `cursor: str = ""` and
    `limit: Limit = 50`.
    """
    page = paginate(queryset, order=order or ["-pk"], size=limit, cursor=cursor)
    return {"items": page.rows, "next": page.next}
