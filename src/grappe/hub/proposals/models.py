"""Proposals by consortia: what is answered, who takes part, what it costs, what was handed in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.enums import Province, Sector
from grappe.hub.proposals.enums import (
    FundingSource,
    IPKind,
    PartnerRole,
    ProjectKind,
    ProposalState,
    Sensitivity,
    SupplyChainFunction,
)
from grappe.kit.money import MoneyField


class Proposal(models.Model):
    """A consortium's project, from expression of interest to decision.

    `cost`, `asked`, `lead` and `province` repeat what the budget and the partners say, kept by the
    services, so that a list of ten thousand sorts by them.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)  # "P-2026-00042"
    call = models.ForeignKey("calls.Call", models.PROTECT, related_name="proposals")
    version = models.ForeignKey("calls.CallVersion", models.PROTECT, related_name="proposals")
    round = models.ForeignKey(
        "calls.Round", models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_fr = models.CharField(_("title (French)"), max_length=200, blank=True)
    summary_en = models.TextField(_("public summary (English)"), blank=True)
    summary_fr = models.TextField(_("public summary (French)"), blank=True)
    language = models.CharField(_("language of the proposal"), max_length=2, default="en")
    kind = models.CharField(
        _("kind of project"), max_length=17, choices=ProjectKind, default=ProjectKind.ADOPTION
    )
    sector = models.CharField(_("sector"), max_length=13, choices=Sector, blank=True)
    functions = models.JSONField(_("supply chain functions"), default=list, blank=True)
    transversal = models.JSONField(_("transversal priorities"), default=list, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    rate = models.DecimalField(
        _("reimbursement rate asked"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=13, choices=ProposalState)
    lead = models.ForeignKey("people.Organisation", models.PROTECT, related_name="led_proposals")
    province = models.CharField(max_length=2, choices=Province, blank=True)
    cost = MoneyField(_("eligible costs (CAD)"), default=0)
    asked = MoneyField(_("asked of the cluster (CAD)"), default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    return_due_at = models.DateTimeField(null=True)  # may be handed in again until then
    revisions = models.JSONField(default=dict)  # field -> [revision, person, name, time]
    invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("proposal")
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="proposal_recent"),
            models.Index(fields=["state", "-changed_at", "-id"], name="proposal_state"),
            models.Index(fields=["call", "-changed_at", "-id"], name="proposal_call"),
            models.Index(fields=["-asked", "-id"], name="proposal_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gt=models.F("starts_on")),
                name="proposal_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(rate=None) | models.Q(rate__range=(0, 1)),
                name="proposal_rate_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        from grappe.kit.bilingual import in_language

        return f"{self.reference} {in_language(self, 'title')}".strip()


class Answer(models.Model):
    """The answer to one question, with its revision: the later of two savers sees both texts."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "question"], name="answer_once")]


class Partner(models.Model):
    """An organisation in the consortium; it confirms its own part and budget."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="parts")
    role = models.CharField(_("role"), max_length=17, choices=PartnerRole)
    is_lead = models.BooleanField(_("lead"), default=False)
    contribution = models.TextField(_("what it does in the project"), blank=True)
    first_time_adopter = models.BooleanField(_("first-time adopter of AI"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_hash = models.CharField(max_length=64, blank=True)  # of what was confirmed
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation"], name="partner_once"),
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(is_lead=True), name="partner_one_lead"
            ),
        ]


class CostLine(models.Model):
    """What a partner will spend on a category in a fiscal quarter."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="costs")
    category = models.CharField(max_length=40)  # a Category of the call's terms
    quarter = models.DateField()  # its first day
    amount = MoneyField(_("amount (CAD)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "category", "quarter"], name="cost_line_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="cost_not_below_0"),
        ]


class FundingLine(models.Model):
    """What a partner brings in, by source."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="funding")
    source = models.CharField(_("source"), max_length=10, choices=FundingSource)
    label = models.CharField(_("programme or giver"), max_length=120, blank=True)
    amount = MoneyField(_("amount (CAD)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "source", "label"], name="funding_line_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="funding_not_below_0"),
        ]


class Benefit(models.Model):
    """An expected benefit, measurable: from a baseline to a target in a unit by a date."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="benefits")
    name = models.CharField(_("benefit"), max_length=200)
    function = models.CharField(
        _("supply chain function"), max_length=11, choices=SupplyChainFunction, blank=True
    )
    baseline = models.DecimalField(_("today"), max_digits=18, decimal_places=4)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=40)
    by = models.DateField(_("by"))
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]


class IPItem(models.Model):
    """Intellectual property of the plan: who owns it, and who may use it how."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="ip_items")
    kind = models.CharField(_("kind"), max_length=10, choices=IPKind)
    title = models.CharField(_("what it is"), max_length=200)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="owned_ip")
    licences = models.TextField(_("who may use it, and how"), blank=True)
    encumbrances = models.TextField(_("rights of others in it"), blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]


class DataAsset(models.Model):
    """A data set that the project needs or makes."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="data_assets")
    name = models.CharField(_("data set"), max_length=200)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="owned_data")
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Sensitivity)
    use = models.TextField(_("what for, shared with whom, kept until when"), blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]


class Attachment(models.Model):
    """A file of a proposal, kept outside the web root, checked by its content."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments")
    question = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="attachments/%Y/%m")
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Snapshot(models.Model):
    """What was handed in, byte for byte, with its hash and its receipt."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=4)
    content = models.BinaryField()  # canonical JSON, UTF-8
    sha256 = models.CharField(max_length=64)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="snapshot_once")]


class ConflictDeclaration(models.Model):
    """A conflict with one proposal that a person declared, or an officer for them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflict_declarations"
    )
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="conflict_declarations")
    reason = models.CharField(_("reason"), max_length=500)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "proposal"],
                condition=models.Q(ended_at=None),
                name="conflict_declared_once",
            )
        ]
