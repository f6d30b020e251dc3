"""Loading a file of published projects: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.people.enums import Provenance
from grappe.hub.people.models import Organisation
from grappe.hub.projects.models import Project, ProjectPartner
from grappe.hub.projects.services.matching import Register
from grappe.hub.projects.services.opening import free_slug
from grappe.hub.projects.services.reading import Row, read_rows
from grappe.hub.projects.services.report import Problem, Report

Progress = Callable[[int, int], None]


def import_projects(
    *,
    content: bytes,
    name: str,
    by: Any,
    at: datetime,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Load a CSV of published projects; with any refused cell load nothing and say which.

    The same file twice changes nothing. A row whose project, source and lead are known, but whose
    other cells changed, brings its project up to date.
    raises  NotUtf8, NotCsv, WrongHeader, TooManyRows for what is wrong with the file as a whole.
    """
    report = Report(name)
    rows = read_rows(content, report)
    if report.refused:
        return report
    with transaction.atomic():
        loader = _Loader(Register(), report, by, at)
        for done, row in enumerate(rows, start=1):
            loader.load(row)
            progress(done, len(rows))
    return report


@dataclass
class _Loader:
    """Puts checked rows into the directory, one by one, in the caller's transaction."""

    register: Register
    report: Report
    by: Any
    at: datetime

    def load(self, row: Row) -> None:
        """Create a project, bring it up to date, or leave it."""
        if Project.objects.filter(row_hash=row.hash).exists():
            self.report.unchanged += 1
            return
        lead = self.organisation(row, "adopter_or_lead", row.lead)
        project = Project.objects.filter(
            title_en=row.title,
            source_url=row.source_url,
            lead=lead,
            provenance=Provenance.PUBLISHED,
        ).first()
        verb, names = "project.updated", self.report.updated
        if project is None:
            verb, names = "project.imported", self.report.created
            project = Project(slug=free_slug(row.title), listed_at=self.at)
        _fill(project, row, lead)
        project.save()
        self.take_partners(project, row)
        report, number = self.report.name, row.number
        record(verb, project, by=self.by, at=self.at, file=report, row=number, hash=row.hash)
        names.append(project.title_en)

    def take_partners(self, project: Project, row: Row) -> None:
        """Give a project the partners of its row, and no others."""
        partners = [self.organisation(row, "partners", name) for name in row.partners]
        wanted = {one.pk for one in partners if one and one != project.lead}
        project.partners.exclude(organisation_id__in=wanted).delete()
        for pk in sorted(wanted):
            ProjectPartner.objects.get_or_create(project=project, organisation_id=pk)

    def organisation(self, row: Row, column: str, name: str) -> Organisation | None:
        """Return the organisation of a name, and report whether it was known."""
        if not name:
            return None
        found, made, alike = self.register.named(
            name, source=row.source_url, by=self.by, at=self.at
        )
        known = self.report.organisations_created, self.report.organisations_matched
        if made:
            known[0].append(name)
        elif name not in known[0] and name not in known[1]:
            known[1].append(name)
        asked = _("Is “%(name)s” the same as “%(other)s”? Both are kept until an officer decides.")
        for one in alike:
            text = asked % {"name": name, "other": one.legal_name}
            self.report.questions.append(Problem(row.number, column, text))
        return found


def _fill(project: Project, row: Row, lead: Organisation | None) -> None:
    project.title_en, project.lead = row.title, lead
    project.sector, project.sector_stated = row.sector, row.sector_stated
    project.province, project.several_provinces = row.province, row.several_provinces
    project.total, project.contribution, project.year = row.total, row.contribution, row.year
    project.round_label, project.source_url = row.round_label, row.source_url
    project.source_note, project.row_hash = row.note, row.hash
    project.provenance = Provenance.PUBLISHED
