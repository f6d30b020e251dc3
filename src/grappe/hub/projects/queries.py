"""Reading the public directory of projects."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from grappe.hub.people.enums import Province, Sector
from grappe.hub.people.models import Organisation
from grappe.hub.projects.models import Project


@dataclass(frozen=True)
class Tally:
    """How many projects stand under one word, and its share of the largest."""

    code: str
    label: str
    count: int


def listed() -> QuerySet[Project]:
    """Return every project of the directory, with its lead; all of it is public."""
    return Project.objects.select_related("lead")


def in_full() -> QuerySet[Project]:
    """Return every project with its lead and partners, three queries for any number."""
    return listed().prefetch_related("partners__organisation")


MOST = 20  # on the page of an organisation
SEARCHED = (
    "title_en__icontains",
    "title_fr__icontains",
    "lead__legal_name__icontains",
    "lead__trade_name__icontains",
    "round_label__icontains",
)


def search(projects: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Return the projects in which every word of a text stands somewhere, as the page searches."""
    for word in text.replace("\x00", "").split()[:8]:
        matches = Q()
        for lookup in SEARCHED:
            matches |= Q((lookup, word))
        projects = projects.filter(matches)
    return projects


def effective_rate(project: Project) -> Decimal | None:
    """Return contribution ÷ total, only when both were stated and the total is not zero."""
    if not project.total or project.contribution is None:
        return None
    return Decimal(project.contribution) / Decimal(project.total)


def by_province(projects: QuerySet[Project]) -> dict[str, int]:
    """Count projects by province; under "" those of several provinces or of none stated."""
    rows = projects.order_by().values_list("province").annotate(Count("pk"))
    return dict.fromkeys(Province.values, 0) | dict(rows)


def of_several_provinces(projects: QuerySet[Project]) -> int:
    """Count projects that are said to span several provinces."""
    return projects.filter(several_provinces=True).count()


def by_sector(projects: QuerySet[Project]) -> list[Tally]:
    """Count projects by sector, the most first; sectors without any are left out."""
    rows = projects.order_by().exclude(sector="").values_list("sector").annotate(Count("pk"))
    tallies = [Tally(code, str(Sector(code).label), count) for code, count in rows]
    return sorted(tallies, key=lambda t: (-t.count, t.label))


def years() -> list[int]:
    """Return the years in which projects were announced, the latest first."""
    found = Project.objects.exclude(year=None).order_by("-year").values_list("year", flat=True)
    return [year for year in found.distinct() if year is not None]


def of_organisation(organisation: Organisation) -> QuerySet[Project]:
    """Return the projects that an organisation leads or takes part in."""
    led = listed().filter(lead=organisation)
    return (led | listed().filter(partners__organisation=organisation)).distinct()


def panel_of_organisation(user: Any, organisation: Organisation) -> dict[str, Any]:
    """Return the latest projects of an organisation, public to every reader, for its page."""
    found = list(of_organisation(organisation).order_by("-year", "-pk")[: MOST + 1])
    return {
        "organisation": organisation,
        "projects": found[:MOST],
        "more": len(found) > MOST,
        "most": MOST,
    }
