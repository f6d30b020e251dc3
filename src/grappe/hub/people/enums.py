"""The words of people and organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    """What an organisation does in the ecosystem."""

    ADOPTER = "adopter", _("adopter")
    AI_PROVIDER = "ai_provider", _("AI provider")
    SOLUTION_PROVIDER = "solution_provider", _("supply chain solution provider")
    RESEARCH = "research", _("research organisation")
    ACADEMIC = "academic", _("academic institution")
    PUBLIC = "public", _("public body")
    OTHER = "other", _("other")


class Sector(models.TextChoices):
    """The vertical priorities of the case study, and the neighbours its projects reached."""

    RETAIL = "retail", _("consumer goods and retail")
    MANUFACTURING = "manufacturing", _("industrial goods and manufacturing")
    TRANSPORT = "transport", _("transport and logistics")
    HEALTH = "health", _("intrahospital logistics and health")
    CONSTRUCTION = "construction", _("infrastructure and construction")
    AEROSPACE = "aerospace", _("aerospace")
    AGRIFOOD = "agrifood", _("agriculture and food")
    ENERGY = "energy", _("energy and utilities")
    RESOURCES = "resources", _("minerals, metals and forestry")
    ENVIRONMENT = "environment", _("waste and environment")
    FINANCE = "finance", _("financial services")
    DIGITAL = "digital", _("AI and digital technology")
    RESEARCH = "research", _("research")
    OTHER = "other", _("other")


class Province(models.TextChoices):
    """Provinces and territories by their postal codes."""

    AB = "AB", _("Alberta")
    BC = "BC", _("British Columbia")
    MB = "MB", _("Manitoba")
    NB = "NB", _("New Brunswick")
    NL = "NL", _("Newfoundland and Labrador")
    NS = "NS", _("Nova Scotia")
    NT = "NT", _("Northwest Territories")
    NU = "NU", _("Nunavut")
    ON = "ON", _("Ontario")
    PE = "PE", _("Prince Edward Island")
    QC = "QC", _("Quebec")
    SK = "SK", _("Saskatchewan")
    YT = "YT", _("Yukon")


class AffiliationRole(models.TextChoices):
    """What a person may do for an organisation."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    FINANCE = "finance", _("finance")
    VIEWER = "viewer", _("viewer")


class Provenance(models.TextChoices):
    """Where a record comes from: said on every page that shows it."""

    REGISTERED = "registered", _("registered by its people")
    PUBLISHED = "published", _("from a published source")
    INVENTED = "invented", _("invented for the demo")


class FeeState(models.TextChoices):
    """Where a membership fee stands."""

    DUE = "due", pgettext_lazy("fee", "due")
    PAID = "paid", _("paid")
    WAIVED = "waived", _("waived")


class Language(models.TextChoices):
    """The official languages."""

    EN = "en", _("English")
    FR = "fr", _("French")


class NoticeMode(models.TextChoices):
    """How a person wants e-mail."""

    EACH = "each", _("each as it comes")
    DIGEST = "digest", _("one summary a day")
    NONE = "none", _("only what I must act on")


class QuestionState(models.TextChoices):
    """A question put to officers: never a verdict."""

    OPEN = "open", _("to be looked at")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("dismissed")


class LinkKind(models.TextChoices):
    """What two accounts or organisations seem to share."""

    BANK = "bank", _("same bank account")
    ADDRESS = "address", _("same address")
    DEVICE = "device", _("same device")
    DOMAIN = "domain", _("same e-mail domain")
    OWNERSHIP = "ownership", _("same owner")


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    OPEN = "open", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REVOKED = "revoked", _("revoked")
    EXPIRED = "expired", _("expired")


class InterestKind(models.TextChoices):
    """What ties a person to an organisation beside working for it."""

    WORK = "work", _("worked together")
    OWNERSHIP = "ownership", _("owns a part of it")
    FAMILY = "family", _("family or close friends")
    OTHER = "other", _("other")
