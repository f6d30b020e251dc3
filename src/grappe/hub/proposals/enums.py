"""The words of proposals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.kit.states import Machine


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    EOI_DRAFT = "eoi_draft", _("expression of interest in draft")
    EOI_SUBMITTED = "eoi_submitted", _("expression of interest submitted")
    NOT_INVITED = "not_invited", _("not invited further")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    REVIEWED = "reviewed", _("reviewed")
    SELECTED = "selected", _("selected by the committee")
    DECLINED = "declined", _("declined")
    RATIFIED = "ratified", _("ratified")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = ProposalState
OPEN_STATES = frozenset({S.EOI_DRAFT, S.DRAFT})
PROPOSAL_MOVES = Machine.of(
    "proposal",
    {
        "submit_eoi": ({S.EOI_DRAFT}, S.EOI_SUBMITTED),
        "return_eoi": ({S.EOI_SUBMITTED}, S.EOI_DRAFT),
        "invite": ({S.EOI_SUBMITTED}, S.DRAFT),
        "not_invite": ({S.EOI_SUBMITTED}, S.NOT_INVITED),
        "submit": ({S.DRAFT}, S.SUBMITTED),
        "return": ({S.SUBMITTED}, S.DRAFT),
        "start_review": ({S.SUBMITTED}, S.IN_REVIEW),
        "close_review": ({S.IN_REVIEW}, S.REVIEWED),
        "select": ({S.REVIEWED}, S.SELECTED),
        "decline": ({S.REVIEWED}, S.DECLINED),
        "ratify": ({S.SELECTED}, S.RATIFIED),
        "send_back": ({S.SELECTED}, S.REVIEWED),
        "reopen": ({S.RATIFIED, S.DECLINED}, S.REVIEWED),
        "withdraw": (
            {S.EOI_DRAFT, S.EOI_SUBMITTED, S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.REVIEWED},
            S.WITHDRAWN,
        ),
    },
)


class PartnerRole(models.TextChoices):
    """What an organisation does in a consortium."""

    ADOPTER = "adopter", _("adopter")
    AI_PROVIDER = "ai_provider", _("AI provider")
    SOLUTION_PROVIDER = "solution_provider", _("supply chain solution provider")
    RESEARCH = "research", _("research")
    OTHER = "other", _("other")


class SupplyChainFunction(models.TextChoices):
    """The parts of a supply chain that a project changes."""

    PLANNING = "planning", _("planning and forecasting")
    SOURCING = "sourcing", _("sourcing and procurement")
    PRODUCTION = "production", _("production")
    MAINTENANCE = "maintenance", _("maintenance")
    WAREHOUSING = "warehousing", _("warehousing and inventory")
    TRANSPORT = "transport", _("transport and delivery")
    WORKFORCE = "workforce", _("workforce and scheduling")
    CUSTOMER = "customer", _("sales and customer service")
    QUALITY = "quality", _("quality and traceability")
    RETURNS = "returns", _("returns and circularity")


class TransversalPriority(models.TextChoices):
    """The transversal priorities of the case study."""

    AI_TECHNOLOGY = "ai_technology", _("AI and digital technology providers")
    SOLUTIONS = "solutions", _("supply chain solutions providers")


class ProjectKind(models.TextChoices):
    """The two kinds of project that the cluster co-invests in."""

    ADOPTION = "adoption", _("adoption")
    COMMERCIALISATION = "commercialisation", _("commercialisation")


class FundingSource(models.TextChoices):
    """Who else pays: everything public counts towards the stacking limit."""

    CASH = "cash", _("industry, cash")
    IN_KIND = "in_kind", _("industry, in kind")
    FEDERAL = "federal", _("other federal")
    PROVINCIAL = "provincial", _("provincial")
    MUNICIPAL = "municipal", _("municipal")
    TAX_CREDIT = "tax_credit", _("tax credits")


PUBLIC_SOURCES = frozenset(
    {
        FundingSource.FEDERAL,
        FundingSource.PROVINCIAL,
        FundingSource.MUNICIPAL,
        FundingSource.TAX_CREDIT,
    }
)


class IPKind(models.TextChoices):
    """Intellectual property brought in, or created."""

    BACKGROUND = "background", _("background: brought in")
    FOREGROUND = "foreground", _("foreground: created in the project")


class Sensitivity(models.TextChoices):
    """What care a data set asks for."""

    PUBLIC = "public", _("public")
    COMMERCIAL = "commercial", _("commercially sensitive")
    PERSONAL = "personal", _("personal")


class Outcome(models.TextChoices):
    """What an eligibility rule says."""

    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("not yet known")


class ConflictRule(models.TextChoices):
    """By which rule a person is in conflict with a proposal."""

    SAME_ORGANISATION = "same_organisation", _("works for a partner, or did in the last 3 years")
    SAME_GROUP = "same_group", _("works in the same ownership group as a partner")
    SAME_DOMAIN = "same_domain", _("has an e-mail address of a partner, confirmed or not")
    WORKED_TOGETHER = "worked_together", _("worked with a partner in the last 3 years")
    IN_TEAM = "in_team", _("acts for this proposal")
    DECLARED = "declared", _("declared it")
