"""The directory for programs: public, page by page, and one project in full."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field as NinjaField
from ninja import Router, Schema
from pydantic import Field

from grappe.hub.people.enums import Provenance, Province, Sector
from grappe.hub.people.services.programs import person_of_token
from grappe.hub.projects import policies, queries
from grappe.hub.projects.models import Project
from grappe.kit.access import require
from grappe.kit.api import BrowserAuth, CursorPage, Limit, TokenAuth, cursor_page
from grappe.kit.api.problems import Problem

router = Router(tags=["projects"])


def stranger(request: HttpRequest) -> Any:
    """Let everybody read what is public; a bad token stays refused."""
    return None if "Authorization" in request.headers else request.user


PUBLIC = [TokenAuth(lambda found: person_of_token(found, at=now())), BrowserAuth(), stranger]


class ProjectOut(Schema):
    """A project. Null figures were never published: null is not zero."""

    slug: str
    title_en: str
    title_fr: str = NinjaField(description="Empty when its source has no French title.")
    lead: str | None
    sector: str
    sector_stated: str = NinjaField(description="As the source words it.")
    province: str = NinjaField(description="Empty: not stated, or several.")
    several_provinces: bool
    year: int | None
    total: Decimal | None = NinjaField(description="CAD")
    contribution: Decimal | None = NinjaField(description="CAD, the cluster's")
    provenance: str
    source_url: str

    @staticmethod
    def resolve_lead(project: Project) -> str | None:
        """Return the lead's name."""
        return project.lead.legal_name if project.lead else None


class ProjectFull(ProjectOut):
    """A project with its partners and what its source leaves open."""

    summary_en: str
    summary_fr: str
    partners: list[str]
    effective_rate: Decimal | None = NinjaField(
        description="contribution ÷ total, only when both were stated."
    )
    round_label: str
    source_note: str
    listed_at: datetime

    @staticmethod
    def resolve_partners(project: Project) -> list[str]:
        """Return the partners' names."""
        return [part.organisation.legal_name for part in project.partners.all()]

    @staticmethod
    def resolve_effective_rate(project: Project) -> Decimal | None:
        """Return the rate to four decimals."""
        rate = queries.effective_rate(project)
        return None if rate is None else round(rate, 4)


Text = Annotated[str, Field(max_length=200)]
Year = Annotated[int, Field(ge=1900, le=2200)]


@router.get("/", response={200: CursorPage[ProjectOut], 400: Problem}, auth=PUBLIC)
def list_projects(  # noqa: PLR0917
    request: HttpRequest,
    q: Text = "",
    sector: Sector | None = None,
    province: Province | None = None,
    year: Year | None = None,
    provenance: Provenance | None = None,
    cursor: str = "",
    limit: Limit = 50,
) -> Any:
    """List the directory, the latest first, narrowed as the page narrows it."""
    require(policies.may_see, request.user)
    found = queries.search(queries.listed(), q)
    wanted = {"sector": sector, "province": province, "year": year, "provenance": provenance}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    return cursor_page(found, cursor, limit, order=["-year"])


@router.get("/{slug}", response={200: ProjectFull, 404: Problem}, auth=PUBLIC)
def get_project(request: HttpRequest, slug: str) -> Any:
    """Return one project in full."""
    require(policies.may_see, request.user)
    return get_object_or_404(queries.in_full(), slug=slug)
