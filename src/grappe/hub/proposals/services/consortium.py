"""Who takes part: the lead invites, each partner confirms its own part and budget."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.notices.services import queue
from grappe.hub.people.models import Organisation, User
from grappe.hub.proposals import queries
from grappe.hub.proposals.enums import PartnerRole
from grappe.hub.proposals.errors import (
    AlreadyPartner,
    BadText,
    LeadStays,
    NothingToConfirm,
    PartChanged,
    PartInUse,
    StaleAnswer,
    TooMany,
)
from grappe.hub.proposals.models import Partner, Proposal
from grappe.hub.proposals.services.answers import both, touch
from grappe.hub.proposals.services.cleaning import clean_text
from grappe.hub.proposals.services.moves import draft
from grappe.hub.proposals.services.starting import role_of
from grappe.hub.proposals.services.totals import refresh_totals

MOST_PARTNERS = 40
PART_FIELDS = ("role", "contribution", "first_time_adopter")


@transaction.atomic
def add_partner(
    *,
    proposal: Proposal,
    organisation: Organisation,
    by: User,
    at: datetime,
    role: str = "",
    contribution: str = "",
) -> Partner:
    """Invite an organisation into the consortium; its people are told. Raise AlreadyPartner."""
    proposal = draft(proposal)
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    if proposal.partners.filter(organisation=organisation).exists():
        raise AlreadyPartner(organisation=str(organisation))
    if proposal.partners.count() >= MOST_PARTNERS:
        raise TooMany(most=MOST_PARTNERS, what=_("partners"))
    partner = Partner.objects.create(
        proposal=proposal,
        organisation=organisation,
        role=_role(role or role_of(organisation)),
        contribution=clean_text(_("part"), contribution),
        changed_by=by,
        changed_at=at,
    )
    touch(proposal, at)
    record("proposal.partner_invited", proposal, by=by, at=at, organisation=str(organisation))
    tell(
        "proposal.partner_invited",
        partner,
        to=queries.people_of_part(partner),
        by=by,
        at=at,
        once=f"proposal.partner_invited/{partner.pk}",
    )
    return partner


@transaction.atomic
def change_part(
    *,
    partner: Partner,
    by: User,
    at: datetime,
    base: str | None = None,
    **values: Any,
) -> Partner:
    """Change role, contribution or first_time_adopter of a part; a confirmed part must be confirmed
    again. `base` is the digest of the part's text that the person had before them: StaleAnswer with
    both texts if it changed since."""
    proposal = draft(partner.proposal)
    partner = _locked(partner)
    new = {field: _read(field, values[field]) for field in PART_FIELDS if field in values}
    if all(getattr(partner, field) == value for field, value in new.items()):
        return partner
    if base is not None and base != queries.text_digest(partner) and partner.changed_by:
        stale = [
            both(field, value, getattr(partner, field), 0, partner)
            for field, value in new.items()
            if getattr(partner, field) != value
        ]
        raise StaleAnswer(who=stale[0]["who"], at=stale[0]["at"], conflicts=stale)
    for field, value in new.items():
        setattr(partner, field, value)
    partner.changed_by, partner.changed_at = by, at
    partner.save(update_fields=[*new, "changed_by", "changed_at"])
    touch(proposal, at)
    return unconfirm_if_changed(partner, by=by, at=at)


@transaction.atomic
def remove_partner(*, partner: Partner, by: User, at: datetime) -> None:
    """Take a partner out, with its budget; raise LeadStays or PartInUse."""
    proposal = draft(partner.proposal)
    partner = _locked(partner)
    name = str(partner.organisation)
    if partner.is_lead:
        raise LeadStays(organisation=name)
    if owned := partner.owned_ip.count() + partner.owned_data.count():
        raise PartInUse(organisation=name, count=owned)
    people = list(queries.people_of_part(partner)) + list(queries.people_of_lead(proposal))
    record("proposal.partner_removed", proposal, by=by, at=at, organisation=name)
    once = f"proposal.partner_removed/{partner.pk}"
    tell("proposal.partner_removed", partner, to=people, by=by, at=at, once=once)
    partner.delete()
    touch(proposal, at)
    refresh_totals(proposal)


@transaction.atomic
def make_lead(*, partner: Partner, by: User, at: datetime) -> Proposal:
    """Let another partner lead; both keep their parts."""
    proposal = draft(partner.proposal)
    before = proposal.partners.select_for_update().get(is_lead=True)
    if before.pk == partner.pk:
        return proposal
    before.is_lead = False
    before.save(update_fields=["is_lead"])
    partner = _locked(partner)
    partner.is_lead = True
    partner.save(update_fields=["is_lead"])
    proposal = refresh_totals(proposal)
    touch(proposal, at)
    record("proposal.lead_changed", proposal, by=by, at=at, organisation=str(partner.organisation))
    people = queries.people_of_proposal(proposal)
    once = f"proposal.lead_changed/{partner.pk}/{at.isoformat()}"
    tell("proposal.lead_changed", partner, to=people, by=by, at=at, once=once)
    return proposal


@transaction.atomic
def confirm_part(*, partner: Partner, seen: str, by: User, at: datetime) -> Partner:
    """Confirm a part and its budget as seen (its digest); raise PartChanged or NothingToConfirm."""
    proposal = draft(partner.proposal)
    partner = _locked(partner)
    if not partner.contribution.strip():
        raise NothingToConfirm(organisation=str(partner.organisation))
    digest = queries.part_digest(partner)
    if seen != digest:
        raise PartChanged()
    if partner.confirmed_at is not None:
        return partner
    partner.confirmed_at, partner.confirmed_by, partner.confirmed_hash = at, by, digest
    partner.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_hash"])
    name = str(partner.organisation)
    record("proposal.part_confirmed", proposal, by=by, at=at, organisation=name, digest=digest)
    people = queries.people_of_lead(proposal)
    once = f"proposal.part_confirmed/{partner.pk}/{at.isoformat()}"
    tell("proposal.part_confirmed", partner, to=people, by=by, at=at, once=once)
    return partner


def unconfirm_if_changed(partner: Partner, *, by: User, at: datetime) -> Partner:
    """Take back the confirmation of a part that is no longer what was confirmed; tell its people."""
    if partner.confirmed_at is None or queries.part_digest(partner) == partner.confirmed_hash:
        return partner
    partner.confirmed_at, partner.confirmed_by, partner.confirmed_hash = None, None, ""
    partner.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_hash"])
    name = str(partner.organisation)
    record("proposal.part_unconfirmed", partner.proposal, by=by, at=at, organisation=name)
    people = queries.people_of_part(partner)
    once = f"proposal.part_unconfirmed/{partner.pk}/{at.isoformat()}"
    tell("proposal.part_unconfirmed", partner, to=people, by=by, at=at, once=once)
    return partner


@transaction.atomic
def ask_to_confirm(*, partner: Partner, by: User, at: datetime) -> int:
    """Remind the people of a partner to confirm its part, once a day at most; return how many."""
    people = queries.people_of_part(partner)
    once = f"proposal.part_to_confirm/{partner.pk}/{at.date().isoformat()}"
    return tell("proposal.part_to_confirm", partner, to=people, by=by, at=at, once=once)


def tell(key: str, partner: Partner, *, to: Any, by: User, at: datetime, once: str) -> int:
    """Queue a letter about one part, for everybody but the person who acted; return how many."""
    proposal = partner.proposal
    people = [person for person in to if person.pk != by.pk]
    sent = queue(
        key,
        to=people,
        at=at,
        once=once,
        url=reverse("proposals:consortium", args=[proposal.pk]),
        proposal=proposal,
        organisation=partner.organisation,
        who=by,
    )
    return len(sent)


def _locked(partner: Partner) -> Partner:
    return Partner.objects.select_related("organisation", "proposal", "changed_by").get(
        pk=partner.pk
    )


def _role(raw: Any) -> str:
    if raw not in PartnerRole.values:
        raise BadText(field=_("role"), why=_("choose one of the list."))
    return str(raw)


def _read(field: str, raw: Any) -> Any:
    if field == "role":
        return _role(raw)
    if field == "contribution":
        return clean_text(_("part"), raw)
    known = {"": None, "unknown": None, "true": True, "false": False, "none": None}
    word = str(raw).lower()
    if word not in known:
        raise BadText(field=_("first-time adopter of AI"), why=_("yes or no is expected here."))
    return known[word]
