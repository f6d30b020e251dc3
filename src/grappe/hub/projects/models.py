"""Projects of the cluster: those decided here, and those known from published sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.enums import Provenance, Province, Sector
from grappe.kit.money import MoneyField


class Project(models.Model):
    """A funded project, with every figure that was stated of it and where.

    Empty figures were never published: empty is not zero.
    """

    slug = models.SlugField(max_length=120, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=250)
    title_fr = models.CharField(_("title (French)"), max_length=250, blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    lead = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="led_projects"
    )
    sector = models.CharField(_("sector"), max_length=13, choices=Sector, blank=True)
    sector_stated = models.CharField(max_length=100, blank=True)  # as the source words it
    province = models.CharField(_("province"), max_length=2, choices=Province, blank=True)
    several_provinces = models.BooleanField(default=False)
    total = MoneyField(_("total value (CAD)"), null=True)
    contribution = MoneyField(_("cluster's contribution (CAD)"), null=True)
    year = models.PositiveSmallIntegerField(_("year announced"), null=True)
    round_label = models.CharField(_("round"), max_length=100, blank=True)
    provenance = models.CharField(max_length=10, choices=Provenance)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    source_note = models.TextField(_("note on the source"), blank=True)
    row_hash = models.CharField(max_length=64, blank=True, db_index=True)  # of the imported row
    proposal = models.OneToOneField(
        "proposals.Proposal", models.PROTECT, null=True, related_name="project"
    )
    listed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("project")
        indexes = [
            models.Index(fields=["-year", "-id"], name="project_recent"),
            models.Index(fields=["sector", "-year", "-id"], name="project_sector"),
        ]

    def __str__(self) -> str:
        from grappe.kit.bilingual import in_language

        return in_language(self, "title")


class ProjectPartner(models.Model):
    """An organisation that takes part in a project beside its lead."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="project_parts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="project_partner_once")
        ]
