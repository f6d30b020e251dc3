"""The words of calls and intake."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.kit.states import Machine


class CallMode(models.TextChoices):
    """The two ways in."""

    DATED = "dated", _("call for proposals")
    CONTINUOUS = "continuous", _("continuous intake")


class CallPhase(models.TextChoices):
    """Where a call stands by its state and the clock."""

    DRAFT = "draft", _("in preparation")
    COMING = "coming", _("opens soon")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


class CallState(models.TextChoices):
    """Where a call stands."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


CALL_MOVES = Machine.of(
    "call",
    {
        "open": ({CallState.DRAFT}, CallState.OPEN),
        "close": ({CallState.OPEN}, CallState.CLOSED),
        "reopen": ({CallState.CLOSED}, CallState.OPEN),
        "archive": ({CallState.CLOSED, CallState.DRAFT}, CallState.ARCHIVED),
    },
)


class QuestionKind(models.TextChoices):
    """What may be answered to a question."""

    SHORT = "short", _("one line")
    LONG = "long", _("several paragraphs")
    NUMBER = "number", _("number")
    MONEY = "money", _("amount (CAD)")
    DATE = "date", _("date")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of a list")
    CHOICES = "choices", _("several of a list")
    FILE = "file", _("file")


class Test(models.TextChoices):
    """How a condition compares an answer."""

    __test__ = False  # not a test of pytest

    EQUALS = "equals", _("is")
    DIFFERS = "differs", _("is not")
    INCLUDES = "includes", _("includes")
    AT_LEAST = "at_least", _("is at least")
    AT_MOST = "at_most", _("is at most")
    ANSWERED = "answered", _("is answered")


class StageKey(models.TextChoices):
    """What is handed in: first a short expression of interest, or at once the full proposal."""

    EOI = "eoi", _("expression of interest")
    FULL = "full", _("full proposal")


class RuleKind(models.TextChoices):
    """The kinds of eligibility rule; each is one pure function of `proposals.eligibility`."""

    PARTNERS_AT_LEAST = "partners_at_least", _("at least so many partners")
    SMES_AT_LEAST = "smes_at_least", _("at least so many SMEs")
    ROLES_REQUIRED = "roles_required", _("partners in these roles")
    LEAD_KINDS = "lead_kinds", _("who may lead")
    CANADIAN_LEAD = "canadian_lead", _("the lead has its headquarters in Canada")
    SECTORS = "sectors", _("the call's sectors")
    COST_BETWEEN = "cost_between", _("project cost between two amounts")
    MONTHS_AT_MOST = "months_at_most", _("no longer than so many months")
    ENDS_BY = "ends_by", _("ends by a date")
    RATE_AT_MOST = "rate_at_most", _("reimbursement rate")
    IN_KIND_AT_MOST = "in_kind_at_most", _("share of in-kind contributions")
    STACKING_AT_MOST = "stacking_at_most", _("share of all public money")
    PARTNER_SHARE_AT_MOST = "partner_share_at_most", _("one partner's share of the grant")
    CONTRIBUTORS_AT_LEAST = "contributors_at_least", _("partners that put in money")
    FIRST_TIME_ADOPTER = "first_time_adopter", _("a first-time adopter takes part")
    MEMBERS_ONLY = "members_only", _("lead is a member of the cluster")


class ConsortiumRole(models.TextChoices):
    """The roles that a rule may ask for: those of a partner in a proposal."""

    ADOPTER = "adopter", _("adopter")
    AI_PROVIDER = "ai_provider", _("AI provider")
    SOLUTION_PROVIDER = "solution_provider", _("supply chain solution provider")
    RESEARCH = "research", _("research")
    OTHER = "other", _("other")


class PaidEvery(models.TextChoices):
    """How often costs are repaid."""

    QUARTER = "quarter", _("every quarter")
    MONTH = "month", _("every month")
    MILESTONE = "milestone", _("at each milestone")
    END = "end", _("once, at the end")


class Audience(models.TextChoices):
    """Whom a reminder reaches."""

    APPLICANTS = "applicants", _("applicants with a draft")
    REVIEWERS = "reviewers", _("reviewers with a review due")
    COMMITTEE = "committee", _("committee members")
    OFFICERS = "officers", _("programme officers")


class Occasion(models.TextChoices):
    """The date that a reminder counts from."""

    CALL_CLOSES = "call_closes", _("the call closes")
    REVIEW_DUE = "review_due", _("a review is due")
    MEETING = "meeting", _("the committee meets")
