"""The words of reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.hub.proposals.enums import ProposalState
from grappe.kit.states import Machine


class Expertise(models.TextChoices):
    """What an expert may judge."""

    ML = "ml", _("machine learning")
    OPTIMISATION = "optimisation", _("optimisation and operations research")
    FORECASTING = "forecasting", _("forecasting")
    LANGUAGE = "language", _("language and search")
    VISION = "vision", _("computer vision")
    ROBOTICS = "robotics", _("robotics")
    DATA = "data", _("data engineering and governance")
    ETHICS = "ethics", _("responsible AI")
    SUPPLY_CHAIN = "supply_chain", _("supply chain management")
    RETAIL = "retail", _("retail")
    MANUFACTURING = "manufacturing", _("manufacturing")
    TRANSPORT = "transport", _("transport and logistics")
    HEALTH = "health", _("health care operations")
    CONSTRUCTION = "construction", _("construction")
    BUSINESS = "business", _("business and finance")
    IP = "ip", _("intellectual property")


class AssignmentState(models.TextChoices):
    """Where one reviewer's work on one proposal stands."""

    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    SUBMITTED = "submitted", _("sent")
    CANCELLED = "cancelled", _("cancelled")


A = AssignmentState
ASSIGNMENT_MOVES = Machine.of(
    "assignment",
    {
        "accept": ({A.INVITED}, A.ACCEPTED),
        "decline": ({A.INVITED, A.ACCEPTED}, A.DECLINED),
        "send": ({A.ACCEPTED}, A.SUBMITTED),
        "revise": ({A.SUBMITTED}, A.SUBMITTED),
        "cancel": ({A.INVITED, A.ACCEPTED, A.SUBMITTED}, A.CANCELLED),
        "invite_again": ({A.DECLINED, A.CANCELLED}, A.INVITED),
    },
)
ACTIVE = frozenset({A.INVITED, A.ACCEPTED, A.SUBMITTED})
# Proposals that the committee, the board and their lists know of.
HANDED_IN = frozenset(
    {
        ProposalState.SUBMITTED,
        ProposalState.IN_REVIEW,
        ProposalState.REVIEWED,
        ProposalState.SELECTED,
        ProposalState.DECLINED,
        ProposalState.RATIFIED,
    }
)
OWED = frozenset({A.INVITED, A.ACCEPTED})  # the review has not come in yet


class DeclineReason(models.TextChoices):
    """Why a reviewer declines."""

    CONFLICT = "conflict", _("conflict of interest")
    EXPERTISE = "expertise", _("not my expertise")
    LOAD = "load", _("too many reviews")
    TIME = "time", _("no time before the date")


class AssignedBy(models.TextChoices):
    """Who chose a reviewer."""

    HAND = "hand", _("a person")
    ENGINE = "engine", _("the assignment engine")
