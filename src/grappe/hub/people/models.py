"""People, the organisations they act for, and what the cluster knows of both."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.enums import (
    AffiliationRole,
    FeeState,
    InterestKind,
    Language,
    LinkKind,
    NoticeMode,
    OrganisationKind,
    Provenance,
    Province,
    QuestionState,
    Sector,
)
from grappe.kit.access import ClusterRole
from grappe.kit.money import MoneyField


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person; e-mail addresses are kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person with an account."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    notice_mode = models.CharField(
        _("e-mail notices"), max_length=6, choices=NoticeMode, default=NoticeMode.EACH
    )
    is_active = models.BooleanField(_("active"), default=True)
    provenance = models.CharField(max_length=10, choices=Provenance, default=Provenance.REGISTERED)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def first_name(self) -> str:
        """Return the name used to greet, which allauth asks for."""
        return self.full_name.split(" ")[0]

    @cached_property
    def cluster_roles(self) -> frozenset[str]:
        """Return the cluster roles held now."""
        return frozenset(self.grants.filter(ended_at=None).values_list("role", flat=True))


class RoleGrant(models.Model):
    """A cluster role held by a person over a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=9, choices=ClusterRole)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(_("granted at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at=None),
                name="role_grant_once",
            )
        ]


class Organisation(models.Model):
    """A firm, institution or public body that takes part, or might."""

    legal_name = models.CharField(_("legal name"), max_length=200)
    trade_name = models.CharField(_("trade name"), max_length=200, blank=True)
    business_number = models.CharField(
        _("business number"),
        max_length=9,
        blank=True,
        help_text=_("Nine digits, from the Canada Revenue Agency. Checked by its last digit."),
    )
    kind = models.CharField(_("kind"), max_length=17, choices=OrganisationKind)
    employees = models.PositiveIntegerField(
        _("full-time employees"),
        null=True,
        blank=True,
        help_text=_("Fewer than 500 makes a small or medium-sized enterprise (SME)."),
    )
    country = models.CharField(_("country of headquarters"), max_length=2, default="CA")
    province = models.CharField(_("province"), max_length=2, choices=Province, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    website = models.URLField(_("website"), blank=True)
    email_domain = models.CharField(_("e-mail domain"), max_length=100, blank=True)
    canadian_controlled = models.BooleanField(
        _("Canadian-controlled"), null=True, blank=True, help_text=_("Empty: not yet known.")
    )
    control_reason = models.CharField(_("why"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("parent organisation"),
    )
    bank_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_fr = models.TextField(_("description (French)"), blank=True)
    provenance = models.CharField(max_length=10, choices=Provenance, default=Provenance.REGISTERED)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["business_number"],
                condition=~models.Q(business_number="") & models.Q(merged_into=None),
                name="organisation_business_number_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="organisation_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.trade_name or self.legal_name

    @property
    def is_sme(self) -> bool | None:
        """Say whether this is an SME: fewer than 500 full-time employees; None when not known."""
        return None if self.employees is None else self.employees < 500


class OrganisationSector(models.Model):
    """A sector in which an organisation is at work."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sectors")
    sector = models.CharField(_("sector"), max_length=13, choices=Sector)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sector"], name="sector_once")
        ]


class Affiliation(models.Model):
    """A person's tie to an organisation, with its time: past employers count for conflicts."""

    user = models.ForeignKey(User, models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliations")
    role = models.CharField(_("role"), max_length=7, choices=AffiliationRole)
    title = models.CharField(_("job title"), max_length=150, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ended_on=None),
                name="affiliation_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(started_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="affiliation_ends_after_it_starts",
            ),
        ]


class Interest(models.Model):
    """A declared interest of a person in an organisation: joint work counts for 3 years."""

    user = models.ForeignKey(User, models.PROTECT, related_name="interests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="interests")
    kind = models.CharField(_("kind"), max_length=9, choices=InterestKind)
    reason = models.CharField(_("what it is"), max_length=300, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()


class Membership(models.Model):
    """An organisation's membership of the cluster for a period, and its fee."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    fee = MoneyField(_("fee (CAD)"), default=0)
    fee_state = models.CharField(_("fee"), max_length=6, choices=FeeState, default=FeeState.DUE)
    ended_at = models.DateTimeField(_("ended early at"), null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(fee__gte=0), name="membership_fee_not_below_0"
            ),
        ]


class Invitation(models.Model):
    """A letter that lets a person join an organisation or take up a cluster role."""

    email = models.EmailField(_("e-mail"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=9)  # AffiliationRole or ClusterRole
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)


class DuplicateQuestion(models.Model):
    """Two organisations that may be one: proposed for merging, never merged silently."""

    kept = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    score = models.DecimalField(_("likeness"), max_digits=4, decimal_places=3)
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=QuestionState, default=QuestionState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kept", "other"], name="duplicate_question_once"),
        ]


class LinkQuestion(models.Model):
    """A suspected link between two accounts or two organisations, with its evidence."""

    kind = models.CharField(max_length=9, choices=LinkKind)
    left_user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    right_user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    left = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    right = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=QuestionState, default=QuestionState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)


class SignIn(models.Model):
    """A sign-in, kept as keyed hashes of address and device: enough to compare, not to follow."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    address_hash = models.CharField(max_length=64)
    device_hash = models.CharField(max_length=64)


class ApiToken(models.Model):
    """A key with which a program acts with the rights of a person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)


class IdempotentAnswer(models.Model):
    """The answer given to a write that carried an Idempotency-Key: given again, not done again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotent_once")]
