"""A ratified decision becomes a project of the directory."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from grappe.hub.audit.services import record
from grappe.hub.people.enums import Provenance
from grappe.hub.projects.models import Project, ProjectPartner
from grappe.hub.proposals.models import Proposal
from grappe.kit.fiscal import fiscal_year


@transaction.atomic
def open_project(*, decision_proposal: Proposal, amount: Decimal, by: Any, at: datetime) -> Project:
    """List the project of a ratified proposal, or restate it when a later decision superseded.

    Only what the proposal marks as public is taken over: titles, public summaries, sector, partners.
    """
    proposal = Proposal.objects.select_for_update().get(pk=decision_proposal.pk)
    project = Project.objects.filter(proposal=proposal).first()
    verb = "project.restated" if project else "project.opened"
    project = project or Project(
        proposal=proposal,
        slug=free_slug(proposal.title_en or proposal.title_fr or proposal.reference),
        listed_at=at,
        year=at.year,
    )
    project.title_en = proposal.title_en or proposal.title_fr or proposal.reference
    project.title_fr = proposal.title_fr
    project.summary_en, project.summary_fr = proposal.summary_en, proposal.summary_fr
    project.lead, project.sector, project.province = (
        proposal.lead,
        proposal.sector,
        proposal.province,
    )
    project.total, project.contribution = proposal.cost, amount
    project.provenance = Provenance.INVENTED if proposal.invented else Provenance.REGISTERED
    project.save()
    _take_partners(project, proposal)
    record(verb, project, by=by, at=at, amount=amount, fiscal_year=fiscal_year(at.date()))
    return project


def _take_partners(project: Project, proposal: Proposal) -> None:
    parts = set(proposal.partners.exclude(is_lead=True).values_list("organisation_id", flat=True))
    project.partners.exclude(organisation_id__in=parts).delete()
    for organisation_id in sorted(parts):
        ProjectPartner.objects.get_or_create(project=project, organisation_id=organisation_id)


def free_slug(title: str) -> str:
    """Return an address for a title that no project has yet."""
    base = slugify(title)[:100].strip("-") or "project"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
