"""The directory as a list, as cards and as a map."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.hub.people.enums import Provenance, Province, Sector
from grappe.hub.projects import queries
from grappe.hub.projects.models import Project
from grappe.kit.bilingual import in_language
from grappe.kit.tables import Column, FilterForm, Listing, choice
from grappe.kit.templatetags.kit import money, pill

SEVERAL, NOT_STATED = "multi", "none"
SHADES = 4


class ProjectFilters(FilterForm):
    """Narrows the directory."""

    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), choices=[("", gettext_lazy("All sectors")), *Sector.choices]
    )
    province = forms.ChoiceField(
        label=gettext_lazy("Province"),
        choices=[
            ("", gettext_lazy("All of Canada")),
            *Province.choices,
            (SEVERAL, gettext_lazy("several provinces")),
            (NOT_STATED, gettext_lazy("not stated")),
        ],
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int, empty_value=None)
    provenance = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        choices=[("", gettext_lazy("Anywhere")), *Provenance.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All years")), *((year, str(year)) for year in queries.years())]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]

    def narrow_by[M: Model](self, queryset: QuerySet[M], name: str, value: Any) -> QuerySet[M]:
        """Filter; two provinces are not provinces."""
        if name == "province" and value == SEVERAL:
            return queryset.filter(several_provinces=True)
        if name == "province" and value == NOT_STATED:
            return queryset.filter(province="", several_provinces=False)
        return super().narrow_by(queryset, name, value)


def only_in(project: Project) -> str:
    """Return the language of a title that has no other and is not the reader's: "en", "fr" or ""."""
    mine = "fr" if (get_language() or "en").startswith("fr") else "en"
    other = "en" if mine == "fr" else "fr"
    return "" if getattr(project, f"title_{mine}") else other


def title_of(project: Project) -> SafeString:
    """Write a title, marked with its language when it is not the reader's."""
    title, language = in_language(project, "title"), only_in(project)
    return (
        format_html('<span lang="{}">{}</span>', language, title)
        if language
        else SafeString(format_html("{}", title))
    )


def province_of(project: Project) -> str:
    """Write where a project is, as far as its source says."""
    if project.several_provinces:
        return _("several provinces")
    return choice(project, "province") if project.province else ""


def address_of(project: Project) -> str:
    """Return the page of a project."""
    return reverse("projects:project", args=[project.slug])


def provenance_of(project: Project) -> SafeString:
    """Write where the record comes from."""
    tones = {"published": "quiet", "invented": "warn", "registered": "ok"}
    label = choice(project, "provenance")
    return pill(project.provenance, label, tones[project.provenance])


COLUMNS: list[Column[Project]] = [
    Column(
        "title",
        gettext_lazy("Project"),
        cell=title_of,
        link=address_of,
        sort=("title_en",),
        export=lambda p: in_language(p, "title"),
    ),
    Column(
        "lead",
        gettext_lazy("Lead"),
        sort=("lead__legal_name",),
        export=lambda p: str(p.lead) if p.lead else None,
    ),
    Column(
        "sector",
        gettext_lazy("Sector"),
        cell=lambda p: choice(p, "sector"),
        sort=("sector",),
        export=lambda p: p.sector_stated or choice(p, "sector"),
    ),
    Column(
        "province",
        gettext_lazy("Province"),
        cell=province_of,
        sort=("province",),
        export=province_of,
    ),
    Column(
        "year",
        gettext_lazy("Year"),
        cell=lambda p: str(p.year or "—"),
        kind="number",
        sort=("year",),
        export=lambda p: p.year,
    ),
    Column("total", gettext_lazy("Total value (CAD)"), kind="money", sort=("total",)),
    Column(
        "contribution",
        gettext_lazy("Cluster’s contribution (CAD)"),
        kind="money",
        sort=("contribution",),
    ),
    Column(
        "provenance",
        gettext_lazy("Where it comes from"),
        cell=provenance_of,
        kind="pill",
        export=lambda p: choice(p, "provenance"),
    ),
]
# A file also says what a page says by its links.
SOURCE = Column[Project](
    "source_url", gettext_lazy("Source"), export=lambda p: p.source_url or None
)


def card(project: Project) -> SafeString:
    """Draw a project as a card."""
    where = " · ".join(filter(None, [province_of(project), str(project.year or "")]))
    return format_html(
        '<article class="panel stack"><p class="eyebrow">{}</p><h3><a href="{}">{}</a></h3>'
        '<p>{}</p><p class="split"><span>{}</span>{}</p><p class="text-secondary">{}</p></article>',
        choice(project, "sector") or _("sector not stated"),
        address_of(project),
        title_of(project),
        project.lead or "",
        money(project.total) if project.total is not None else _("total not published"),
        provenance_of(project),
        where,
    )


def directory(request: HttpRequest) -> Listing[Project]:
    """Return the directory as the address asks for it."""
    wanted = [*COLUMNS, SOURCE] if request.GET.get("export") else COLUMNS
    return Listing(
        request,
        queries.listed(),
        wanted,
        filters=ProjectFilters,
        search=queries.SEARCHED,
        order="-year",
        caption=gettext_lazy("Projects of the cluster"),
        card=card,
        empty_title=gettext_lazy("No project yet"),
        empty_text=gettext_lazy(
            "Projects appear here once the board has ratified them, "
            "or when an officer loads a file of published ones."
        ),
    )


@dataclass(frozen=True)
class Area:
    """A province on the map."""

    code: str
    label: str
    count: int
    shade: int  # 0: none, then 1 to SHADES by share of the largest
    url: str
    drawing: str
    x: int
    y: int
    chosen: bool


@dataclass(frozen=True)
class Map:
    """Projects by province, for the drawing and for the table that says the same."""

    width: int
    height: int
    areas: list[Area]
    legend: list[tuple[int, int, int]]  # shade, from, to
    several: int
    unplaced: int
    source: str


@cache
def _outlines() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "canada.json"
    return json.loads(path.read_text())  # type: ignore[no-any-return]


def draw_map(listing: Listing[Project], projects: QuerySet[Project]) -> Map:
    """Count the projects found by province, and shade each by its share of the largest."""
    counts, outlines = queries.by_province(projects), _outlines()
    several, most = (
        queries.of_several_provinces(projects),
        max((counts[code] for code in Province.values), default=0),
    )
    drawing, chosen = static("projects/canada.svg"), listing.request.GET.get("province", "")
    areas = []
    for code, (x, y) in outlines["places"].items():
        count = counts[code]
        shade = -(-count * SHADES // most) if count else 0
        url = listing.url(province=None if chosen == code else code)
        label = str(Province(code).label)
        place = f"{drawing}#{code}"
        areas.append(Area(code, label, count, shade, url, place, x, y, chosen == code))
    steps = [(s, most * (s - 1) // SHADES + 1, most * s // SHADES) for s in range(1, SHADES + 1)]
    return Map(
        width=outlines["width"],
        height=outlines["height"],
        areas=areas,
        legend=[step for step in steps if step[1] <= step[2]],
        several=several,
        unplaced=counts.get("", 0) - several,
        source=outlines["source"],
    )
