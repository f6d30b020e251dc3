"""Lists that a person searches, filters, sorts, pages and takes away, all from the address.

A `Listing` reads the query string: `q` searches, `sort` sorts by a column's key (`-` descends),
`after` holds the cursor of a page, `export` asks for a file, everything else belongs to the filter
form. Rows are joined in Python: fifty of them cost milliseconds, and plain links work everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from grappe.kit.filters import FilterForm
from grappe.kit.paging import BadCursor, Page, ordered, paginate
from grappe.kit.templatetags.kit import day, money, number, pill

__all__ = ["Column", "FilterForm", "Listing", "choice"]

COUNT_MOST = 1_000  # rows counted exactly; beyond, counting would cost more than it says
WORDS_MOST = 8  # words of a search that are looked for
ALIGNED = frozenset({"money", "number", "date"})
FILES = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
Kind = Literal["text", "money", "date", "pill", "number"]


@dataclass(frozen=True)
class Column[M: Model]:
    """One column: how a row is shown, sorted and exported in it.

    key     names it in the address, and the attribute of the row when `cell` is not given.
    cell    what to show of a row; text is escaped, SafeString is not. By default the attribute.
    sort    the fields behind it, most significant first; None: the column cannot be sorted by.
    export  what a file holds of a row. By default the attribute, or the cell without its markup.
    link    the address that the cell links to, if any.
    """

    key: str
    label: str | Promise
    cell: Callable[[M], Any] | None = None
    sort: tuple[str, ...] | None = None
    kind: Kind = "text"
    export: Callable[[M], Any] | None = None
    link: Callable[[M], str] | None = None

    def shown(self, row: M) -> str:
        """Return the cell of a row as HTML."""
        value = self.cell(row) if self.cell else getattr(row, self.key)
        html = conditional_escape(FORMATS[self.kind](value, row, self.key))
        if self.link and (url := self.link(row)):
            return f'<a href="{escape(url)}">{html}</a>'
        return html

    def exported(self, row: M) -> Any:
        """Return the value of a row for a file: a number as a number, a choice in words."""
        if self.export:
            return self.export(row)
        if hasattr(row, f"get_{self.key}_display"):
            return choice(row, self.key)
        value = (
            getattr(row, self.key, None) if hasattr(row, self.key) else strip_tags(_cell(self, row))
        )
        return str(value) if isinstance(value, (Model, Promise)) else value


def _cell(column: Column[Any], row: Any) -> str:
    value = column.cell(row) if column.cell else ""
    return "" if value is None else str(value)


def choice(row: Model, field: str, value: Any = None) -> str:
    """Return a choice in the reader's words; Django's own get_…_display takes 0.1 ms a cell.

    Give `value` to say another value of the field than the row's own.
    """
    words = _words(type(row), field, get_language() or "en")
    value = getattr(row, field) if value is None else value
    return words.get(value, str(value or ""))


@cache
def _words(model: type[Model], field: str, language: str) -> dict[Any, str]:
    choices: Any = model._meta.get_field(field)
    return {value: str(label) for value, label in choices.flatchoices}


def _as_text(value: Any, row: Any, key: str) -> Any:
    return "—" if value is None or value == "" else value


def _as_pill(value: Any, row: Any, key: str) -> Any:
    if isinstance(value, SafeString) or not value:
        return value or "—"
    return pill(value, choice(row, key) if hasattr(row, f"get_{key}_display") else value)


def _or_safe(write: Callable[[Any], str]) -> Callable[[Any, Any, str], Any]:
    """Let a cell that wrote its own HTML pass."""
    return lambda value, row, key: value if isinstance(value, str) else write(value)


FORMATS: dict[str, Callable[[Any, Any, str], Any]] = {
    "text": _as_text,
    "pill": _as_pill,
    "money": _or_safe(money),
    "date": _or_safe(day),
    "number": _or_safe(number),
}


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    label: str
    value: str
    url: str


class Heading(NamedTuple):
    """The head of a column."""

    label: str
    kind: str
    url: str  # "" when it cannot be sorted by
    direction: str  # "ascending", "descending" or ""


class Listing[M: Model]:
    """One list on one page, as the address asks for it."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        columns: Sequence[Column[M]],
        *,
        filters: type[FilterForm] | FilterForm | None = None,
        search: Sequence[str] = (),
        order: str | Sequence[str] = "pk",
        page_size: int = 50,
        caption: str | Promise = "",
        card: Callable[[M], str] | None = None,
        empty_title: str | Promise = "",
        empty_text: str | Promise = "",
        empty_url: str = "",
        empty_label: str | Promise = "",
    ) -> None:
        self.request, self.columns, self.search = request, list(columns), tuple(search)
        self.page_size, self.caption = page_size, caption
        self.empty_title = empty_title or _("Nothing here yet")
        self.empty_text = empty_text
        self.empty_url, self.empty_label = empty_url, empty_label
        self.default_order = (order,) if isinstance(order, str) else tuple(order)
        self.filters = filters(request.GET) if isinstance(filters, type) else filters
        self._all, self._card = queryset, card

    # What the address asks for

    @cached_property
    def q(self) -> str:
        """Return what is searched for."""
        return self.request.GET.get("q", "").replace("\x00", "").strip()[:200]

    @cached_property
    def sort(self) -> str:
        """Return the column sorted by, with - when it descends; "" for the list's own order."""
        asked = self.request.GET.get("sort", "")
        sortable = {column.key for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in sortable else ""

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Return the fields to sort by."""
        if self.sort:
            return self._by_column(self.sort)
        first = self.default_order[0].removeprefix("-")
        keys = {column.key for column in self.columns if column.sort}
        if len(self.default_order) == 1 and first in keys:
            return self._by_column(self.default_order[0])
        return self.default_order

    def _by_column(self, sort: str) -> tuple[str, ...]:
        key, down = sort.removeprefix("-"), sort.startswith("-")
        fields = next(c.sort for c in self.columns if c.key == key and c.sort)
        if not down:
            return fields
        return tuple(f.removeprefix("-") if f.startswith("-") else f"-{f}" for f in fields)

    # Rows

    @cached_property
    def queryset(self) -> QuerySet[M]:
        """Return the rows found, unsorted."""
        found = self.filters.narrow(self._all) if self.filters else self._all
        for word in self.q.split()[:WORDS_MOST] if self.search else ():
            matches = Q()
            for lookup in self.search:
                matches |= Q((lookup, word))
            found = found.filter(matches)
        return found

    @cached_property
    def page(self) -> Page[M]:
        """Return the page asked for; the first one when its link cannot be read."""
        cursor = self.request.GET.get("after", "")
        try:
            return paginate(self.queryset, order=self.order, size=self.page_size, cursor=cursor)
        except BadCursor:
            self.bad_cursor = True
            return paginate(self.queryset, order=self.order, size=self.page_size)

    bad_cursor = False

    @property
    def rows(self) -> list[M]:
        """Return the rows of this page."""
        return self.page.rows

    @cached_property
    def count(self) -> int:
        """Return how many rows were found, counted up to one more than COUNT_MOST."""
        if not self.request.GET.get("after") and self.page.next is None:
            return len(self.rows)
        return self.queryset.order_by()[: COUNT_MOST + 1].count()

    @property
    def count_text(self) -> str:
        """Say how many rows were found."""
        if self.count > COUNT_MOST:
            return str(_("more than %(most)s results") % {"most": number(COUNT_MOST)})
        count = number(self.count)
        return ngettext("%(count)s result", "%(count)s results", self.count) % {"count": count}

    @property
    def range_text(self) -> str:
        """Say which rows stand on this page."""
        first = self.page.start + 1
        last = first + len(self.rows) - 1
        return str(
            _("%(first)s to %(last)s of %(all)s")
            % {"first": number(first), "last": number(last), "all": self.count_text}
        )

    @cached_property
    def body(self) -> SafeString:
        """Return the rows as HTML."""
        cells = [(c, f' class="is-{c.kind}"' if c.kind in ALIGNED else "") for c in self.columns]
        tags = [(c, f'<td data-label="{escape(c.label)}"{css}>') for c, css in cells]
        lines = (
            "<tr>" + "".join(tag + column.shown(row) for column, tag in tags) for row in self.rows
        )
        return mark_safe("\n".join(lines))  # noqa: S308 - every cell was escaped by its column

    @property
    def views(self) -> list[tuple[Any, str, str, bool]]:
        """Return the ways to look at the list: label, icon, address, whether it is this one."""
        if self._card is None:
            return []
        cards = self.as_cards
        return [
            (_("Table"), "table", self.url(view=None), not cards),
            (_("Cards"), "grid-dots", self.url(view="cards"), cards),
        ]

    @property
    def as_cards(self) -> bool:
        """Say whether the address asks for cards instead of a table."""
        return self._card is not None and self.request.GET.get("view") == "cards"

    @cached_property
    def cards(self) -> SafeString:
        """Return the rows as cards."""
        draw = self._card or str
        return mark_safe("\n".join(conditional_escape(draw(row)) for row in self.rows))  # noqa: S308

    # Links

    def url(self, **changes: str | None) -> str:
        """Return this list's address with some parts changed; None removes one."""
        params: QueryDict = self.request.GET.copy()
        for gone in ("export", "after"):
            params.pop(gone, None)
        for name, value in changes.items():
            if value is None:
                params.pop(name, None)
            else:
                params[name] = value
        query = params.urlencode()
        return f"{self.request.path}?{query}" if query else self.request.path

    @property
    def next_url(self) -> str:
        """Return the address of the next page, or nothing."""
        return self.url(after=self.page.next) if self.page.next else ""

    @property
    def previous_url(self) -> str:
        """Return the address of the page before, or nothing."""
        return self.url(after=self.page.previous) if self.page.previous else ""

    @property
    def first_url(self) -> str:
        """Return the address of the first page."""
        return self.url()

    @property
    def exports(self) -> list[tuple[str, str]]:
        """Return the files in which the list can be taken away: name, address."""
        return [(label, self.url(export=kind)) for kind, label in FILES.items()]

    @cached_property
    def headings(self) -> list[Heading]:
        """Return the heads of the columns with the link that sorts by each."""
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column[M]) -> Heading:
        if not column.sort:
            return Heading(str(column.label), column.kind, "", "")
        current = self.sort or (self.default_order[0] if len(self.default_order) == 1 else "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(current, "")
        down_first = column.kind in ALIGNED
        to_down = direction == "ascending" or (not direction and down_first)
        url = self.url(sort=f"-{column.key}" if to_down else column.key)
        return Heading(str(column.label), column.kind, url, direction)

    @cached_property
    def chips(self) -> list[Chip]:
        """Return what narrows the list now, each with the address without it."""
        chips = [Chip(str(_("Search")), self.q, self.url(q=None))] if self.q else []
        if self.filters:
            for name, value in self.filters.given():
                label = str(self.filters.fields[name].label or name)
                words = self.filters.words(name, value)
                chips.append(Chip(label, words, self.url(**{self.filters.add_prefix(name): None})))
        return chips

    @property
    def clear_url(self) -> str:
        """Return the address without search and filters."""
        return self.url(**dict.fromkeys(["q", *(self.filters.fields if self.filters else [])]))

    # Files

    @property
    def wants_export(self) -> str:
        """Return the kind of file asked for, or nothing."""
        asked = self.request.GET.get("export", "")
        return asked if asked in FILES else ""

    def export(self, name: str) -> HttpResponse:
        """Return a file of every row found, in the order shown."""
        from grappe.kit import exports  # loads a spreadsheet writer, which a page never needs

        kind = self.wants_export or "csv"
        write = {"csv": exports.write_csv, "xlsx": exports.write_xlsx, "json": exports.write_json}
        header = [column.key if kind == "json" else str(column.label) for column in self.columns]
        rows = ordered(self.queryset, self.order)
        return write[kind](name, header, self._values(rows))

    def _values(self, rows: Iterable[M]) -> Iterator[list[Any]]:
        for row in rows:
            yield [column.exported(row) for column in self.columns]

    @cached_property
    def hidden(self) -> SafeString:
        """Return what the search form must keep: the sort, and any part of the address not ours."""
        mine = {"q", "after", "export", *(self.filters.fields if self.filters else ())}
        kept = ((k, v) for k, values in self.request.GET.lists() if k not in mine for v in values)
        html = (format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in kept)
        return mark_safe("".join(html))  # noqa: S308 - built by format_html
