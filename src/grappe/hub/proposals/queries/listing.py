"""Lists: proposals, the people of a proposal, and what a person may start."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from grappe.hub.calls.models import Call, Round
from grappe.hub.calls.registry import Recipient
from grappe.hub.people.enums import AffiliationRole
from grappe.hub.people.models import Affiliation, Organisation, User
from grappe.hub.proposals.enums import OPEN_STATES
from grappe.hub.proposals.models import Partner, Proposal
from grappe.hub.proposals.queries.telling import with_told_state
from grappe.hub.proposals.queries.visibility import roles_by_organisation, visible_to

WRITERS = (AffiliationRole.OWNER, AffiliationRole.EDITOR)
PART_PEOPLE = (*WRITERS, AffiliationRole.FINANCE)
_HEAVY = ("summary_en", "summary_fr", "functions", "transversal", "revisions", "return_reason")


def listed(user: Any) -> QuerySet[Any]:
    """Return the proposals that a person may see, with what a list shows of each."""
    return (
        with_told_state(visible_to(user), user)
        .select_related("call", "lead", "round")
        .defer(
            *_HEAVY,
            "call__summary_en",
            "call__summary_fr",
            "lead__description_en",
            "lead__description_fr",
        )
    )


def counted_by_state(user: Any) -> dict[str, int]:
    """Return how many proposals a person sees in each state that they are told."""
    told = with_told_state(visible_to(user), user).order_by()
    rows = told.values_list("told_state").annotate(count=Count("pk"))
    return dict(rows)


def organisations_to_start_for(user: Any) -> QuerySet[Organisation]:
    """Return the organisations for which a person may start a proposal."""
    mine = [pk for pk, role in roles_by_organisation(user) if role in WRITERS]
    return Organisation.objects.filter(pk__in=mine, merged_into=None).order_by("legal_name")


def people_of_part(partner: Partner) -> QuerySet[User]:
    """Return who acts for a partner: its owners, editors and finance people now."""
    return _people([partner.organisation_id])


def people_of_proposal(proposal: Proposal) -> QuerySet[User]:
    """Return who acts for the consortium: the people of every partner."""
    return _people(list(proposal.partners.values_list("organisation_id", flat=True)))


def people_of_lead(proposal: Proposal) -> QuerySet[User]:
    """Return the lead's owners, editors and finance people now."""
    return _people([proposal.lead_id])


def _people(organisations: list[int]) -> QuerySet[User]:
    today = timezone.localdate()
    acting = Affiliation.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=today),
        organisation__in=organisations,
        role__in=PART_PEOPLE,
    )
    return User.objects.filter(pk__in=acting.values("user_id"), is_active=True).order_by("pk")


def open_rounds(call: Call, at: datetime) -> QuerySet[Round]:
    """Return the rounds of a call that still take proposals, the next one first."""
    return Round.objects.filter(call=call, cutoff_at__gte=at).order_by("cutoff_at", "number")


def applicants(call: Any, at: datetime) -> list[Recipient]:
    """Return whom to remind of a call: the lead's people of every draft that may still be handed in."""
    drafts = Proposal.objects.filter(call=call, state__in=OPEN_STATES).order_by("pk")
    return [
        Recipient(person, reverse("proposals:review", args=[one.pk]), str(one))
        for one in drafts
        for person in people_of_lead(one)
    ]
