"""Starting a proposal under an open call."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.calls.enums import CallState, StageKey
from grappe.hub.calls.models import Call, CallVersion
from grappe.hub.people.enums import OrganisationKind
from grappe.hub.people.models import Organisation, User
from grappe.hub.proposals.enums import PartnerRole, ProjectKind, ProposalState
from grappe.hub.proposals.errors import CallNotOpen
from grappe.hub.proposals.models import Partner, Proposal

_ROLES = {
    OrganisationKind.ADOPTER: PartnerRole.ADOPTER,
    OrganisationKind.AI_PROVIDER: PartnerRole.AI_PROVIDER,
    OrganisationKind.SOLUTION_PROVIDER: PartnerRole.SOLUTION_PROVIDER,
    OrganisationKind.RESEARCH: PartnerRole.RESEARCH,
    OrganisationKind.ACADEMIC: PartnerRole.RESEARCH,
}


@transaction.atomic
def start_proposal(
    *,
    call: Call,
    organisation: Organisation,
    by: User,
    at: datetime,
    title: str = "",
    kind: str = ProjectKind.ADOPTION,
    role: str = "",
    language: str = "",
    invented: bool = False,
) -> Proposal:
    """Open a draft under a call, with the organisation as its lead; raise CallNotOpen."""
    version = open_version(call, at)
    language = language or by.language
    eoi = StageKey.EOI in version.definition.stages
    proposal = Proposal(
        reference=uuid4().hex[:20],
        call=call,
        version=version,
        language=language,
        kind=ProjectKind(kind),
        sector=_sector(call, organisation),
        rate=version.definition.terms.rate_most,
        state=ProposalState.EOI_DRAFT if eoi else ProposalState.DRAFT,
        lead=organisation,
        province=organisation.province,
        created_by=by,
        created_at=at,
        changed_at=at,
        invented=invented,
    )
    setattr(proposal, f"title_{language}", title.strip()[:200])
    proposal.save()
    proposal.reference = f"P-{localtime(at).year}-{proposal.pk:05d}"
    proposal.save(update_fields=["reference"])
    Partner.objects.create(
        proposal=proposal,
        organisation=organisation,
        role=role or role_of(organisation),
        is_lead=True,
    )
    record("proposal.started", proposal, by=by, at=at, to_state=proposal.state, call=call.slug)
    return proposal


def open_version(call: Call, at: datetime) -> CallVersion:
    """Return the version of a call that takes proposals at a time, or raise CallNotOpen."""
    version = call.versions.filter(published_at__isnull=False).order_by("-number").first()
    if version is None or call.state != CallState.OPEN:
        raise CallNotOpen(call=str(call), when=CallState(call.state).label)
    if call.opens_at and at < call.opens_at:
        raise CallNotOpen(
            call=str(call), when=_("opens on %(day)s") % {"day": moment(call.opens_at)}
        )
    if call.closes_at and at >= call.closes_at:
        raise CallNotOpen(
            call=str(call), when=_("closed on %(day)s") % {"day": moment(call.closes_at)}
        )
    return version


def moment(at: datetime) -> str:
    """Write a time in the reader's language on the cluster's clock."""
    return date_format(localtime(at), "DATETIME_FORMAT")


def role_of(organisation: Organisation) -> PartnerRole:
    """Return the part that an organisation of this kind most often has."""
    return _ROLES.get(OrganisationKind(organisation.kind), PartnerRole.OTHER)


def _sector(call: Call, organisation: Organisation) -> str:
    if len(call.sectors) == 1:
        return str(call.sectors[0])
    mine = list(organisation.sectors.values_list("sector", flat=True)[:2])
    return mine[0] if len(mine) == 1 and (not call.sectors or mine[0] in call.sectors) else ""
