"""One small cluster in which every role stands somewhere, to try every door in."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser

from grappe.hub.calls.definition import Definition
from grappe.hub.decisions.models import Item, Meeting
from grappe.hub.projects.models import Project
from grappe.hub.proposals.models import ConflictDeclaration
from tests import factories as f

# In the order of the columns of every table of doors.
ROLES = [
    "anyone",
    "stranger",
    "lead",
    "partner",
    "officer",
    "director",
    "reviewer",
    "conflicted",
    "committee",
    "board",
    "finance",
    "observer",
    "auditor",
]


@dataclass
class World:
    """The people by role, and what an address of each app needs to lead somewhere."""

    people: dict[str, Any] = field(default_factory=dict)
    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)


def build() -> World:
    """Return a cluster with one proposal in review, before a committee that has not met."""
    world = World({"anyone": AnonymousUser(), "stranger": f.UserFactory()})
    whole = Definition.model_validate(f.DEFINITION).model_dump(mode="json")
    version = f.CallVersionFactory(content=whole)
    batch = f.RoundFactory(call=version.call, meets_on=(f.NOON + timedelta(days=60)).date())
    proposal = f.ProposalFactory(version=version, round=batch, state="in_review")
    part = f.PartnerFactory(proposal=proposal)
    world.people["lead"] = f.AffiliationFactory(organisation=proposal.lead).user
    world.people["partner"] = f.AffiliationFactory(organisation=part.organisation).user
    for role in ("officer", "director", "committee", "board", "finance", "observer", "auditor"):
        world.people[role] = f.UserFactory(roles=[role])
    mine = f.AssignmentFactory(proposal=proposal)
    barred = f.ReviewerFactory()
    world.people |= {"reviewer": mine.reviewer.user, "conflicted": barred.user}
    ConflictDeclaration.objects.create(
        user=barred.user,
        proposal=proposal,
        reason="A friend",
        declared_by=barred.user,
        declared_at=f.NOON,
    )
    officer = world.people["officer"]
    meeting = Meeting.objects.create(round=batch, created_by=officer, created_at=f.NOON)
    Item.objects.create(meeting=meeting, proposal=proposal)
    project = Project.objects.create(
        slug="cranes", title_en="Cranes", provenance="invented", listed_at=f.NOON, total=Decimal(1)
    )
    everywhere = {
        "proposal_id": proposal.pk,
        "reference": proposal.reference,
        "round_id": batch.pk,
        "part": part.pk,
        "partner_id": part.pk,
        "section": "project",
        "number": 1,
        "path": "terms",
        "what": "close",
        "body": "committee",
        "kind": "csv",
        "review_id": mine.pk,
        "user_id": world.people["stranger"].pk,
        "secret": "no-such-invitation",
    }
    world.kwargs = {
        "": everywhere,
        "calls": {"slug": version.call.slug},
        "projects": {"slug": project.slug},
        "proposals": {"pk": proposal.pk},
        "reviews": {"pk": mine.pk},
        "people": {"pk": proposal.lead.pk},
        "reviews:round": {"pk": batch.pk},
        "reviews:proposal": {"pk": proposal.pk},
        "reviews:change": {"what": "remind"},
    } | {
        f"reviews:{name}": {"pk": proposal.pk}
        for name in ("assign", "post", "agree", "declare", "move")
    }
    return world
