"""Invitations by e-mail: to an organisation, or to a role of the cluster."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext

from grappe.hub.audit.services import record
from grappe.hub.notices.models import Template
from grappe.hub.notices.registry import LETTERS
from grappe.hub.notices.services import queue, queue_email, written
from grappe.hub.people.enums import AffiliationRole, InvitationState, Language
from grappe.hub.people.errors import (
    AlreadyAffiliated,
    InvitationClosed,
    InvitedAlready,
    NotYourInvitation,
    RoleHeld,
    ToOneself,
    UnknownRole,
)
from grappe.hub.people.models import Invitation, Organisation, User
from grappe.hub.people.queries import (
    confirmed_addresses,
    hash_of,
    open_invitations,
    role_label,
    state_of,
    users_with,
)
from grappe.hub.people.services.affiliations import add_affiliation
from grappe.hub.people.services.roles import grant_role
from grappe.kit.access import ClusterRole

VALID_FOR = timedelta(days=14)


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    organisation: Organisation | None,
    language: str,
    by: User,
    at: datetime,
) -> Invitation:
    """Invite an address to a role in an organisation, or in the cluster when there is none."""
    email = email.strip().lower()
    _check(email, role, organisation, by, at)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        organisation=organisation,
        role=role,
        language=Language(language),
        token_hash=hash_of(secret),
        invited_by=by,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    record("invitation.sent", invitation, by=by, at=at, to_state=role, **_where(invitation))
    _send(invitation, secret, at)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Send an invitation again with a new link and a new date; the old link stops working."""
    invitation = _locked(invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise _closed(invitation, at)
    secret = secrets.token_urlsafe(32)
    invitation.token_hash = hash_of(secret)
    invitation.invited_at, invitation.expires_at = at, at + VALID_FOR
    invitation.save(update_fields=["token_hash", "invited_at", "expires_at"])
    record("invitation.resent", invitation, by=by, at=at, **_where(invitation))
    _send(invitation, secret, at)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Take an invitation back; twice changes nothing, an accepted one is refused."""
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise _closed(invitation, at)
    if invitation.revoked_at is None:
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        record("invitation.revoked", invitation, by=by, at=at, **_where(invitation))
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Take up what an invitation offers, for the person it was sent to."""
    invitation = _locked(invitation)
    if state_of(invitation, at) != InvitationState.OPEN:
        raise _closed(invitation, at)
    if invitation.email not in confirmed_addresses(by):
        raise NotYourInvitation(invited=invitation.email, mine=by.email)
    inviter = invitation.invited_by
    if invitation.organisation:
        add_affiliation(
            user=by,
            organisation=invitation.organisation,
            role=invitation.role,
            by=inviter,
            at=at,
        )
    else:
        grant_role(user=by, role=invitation.role, by=inviter, at=at)
    invitation.accepted_at, invitation.accepted_by = at, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("invitation.accepted", invitation, by=by, at=at, **_where(invitation))
    queue(
        "people.invitation_accepted",
        to=[inviter],
        at=at,
        once=f"invitation_accepted/{invitation.pk}",
        person=by,
        where=_name(invitation),
        role=role_label(invitation),
    )
    return invitation


def _check(
    email: str, role: str, organisation: Organisation | None, by: User, at: datetime
) -> None:
    roles = AffiliationRole if organisation else ClusterRole
    if role not in roles.values:
        raise UnknownRole(role=role[:20], roles=", ".join(map(str, roles.labels)))
    if organisation:
        Organisation.objects.select_for_update().get(pk=organisation.pk)
    known = users_with(email)
    if organisation is None and by in known:
        raise ToOneself
    for person in known:
        if organisation and organisation.affiliations.filter(user=person, ended_on=None).exists():
            raise AlreadyAffiliated(person=person, name=organisation)
        if organisation is None and role in person.cluster_roles:
            raise RoleHeld(person=person, role=ClusterRole(role).label)
    same = open_invitations(at).filter(email=email, organisation=organisation)
    if waiting := (same if organisation else same.filter(role=role)).first():
        raise InvitedAlready(email=email, day=localtime(waiting.invited_at).date())


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by")
        .get(pk=invitation.pk)
    )


def _closed(invitation: Invitation, at: datetime) -> InvitationClosed:
    return InvitationClosed(state=state_of(invitation, at).label, inviter=invitation.invited_by)


def _where(invitation: Invitation) -> dict[str, Any]:
    return {"organisation": invitation.organisation_id}


def _name(invitation: Invitation) -> str:
    return str(invitation.organisation) if invitation.organisation else gettext("the cluster")


def _send(invitation: Invitation, secret: str, at: datetime) -> None:
    """Queue the letter; the link is in it and nowhere else, and is forgotten once sent."""
    key, language = "people.invited", invitation.language
    with translation.override(language):
        words = {
            "inviter": str(invitation.invited_by),
            "where": _name(invitation),
            "role": str(role_label(invitation)),
            "expires": str(localtime(invitation.expires_at).date()),
            "link": settings.SITE_URL + reverse("people:invitation", args=[secret]),
        }
    own = Template.objects.filter(key=key).first()
    subject, body = written(LETTERS[key], own, language, words)
    queue_email(
        key,
        email=invitation.email,
        subject=subject,
        body=body,
        language=language,
        at=at,
        once=f"invitation/{invitation.pk}/{invitation.token_hash[:16]}",
    )
