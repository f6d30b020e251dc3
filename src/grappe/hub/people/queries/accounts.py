"""Reading accounts: addresses, tokens, invitations, and all that is held on a person."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Prefetch, Q, QuerySet

from grappe.hub.audit.queries import acts_of
from grappe.hub.people.enums import AffiliationRole, InvitationState
from grappe.hub.people.models import Affiliation, Invitation, RoleGrant, User
from grappe.hub.people.queries.organisations import visible_to
from grappe.kit.access import ClusterRole


def hash_of(secret: str) -> str:
    """Return what is kept of a secret with 256 bits of chance: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def confirmed_addresses(user: User) -> set[str]:
    """Return the e-mail addresses that a person has shown to be theirs."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {email.lower() for email in rows}


def users_with(email: str) -> list[User]:
    """Return the people with an account under an address that they have confirmed, or sign in with."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
    mine = Q(email__iexact=email) | Q(pk__in=confirmed.values("user_id"))
    return list(User.objects.filter(mine, is_active=True))


def state_of(invitation: Invitation, at: datetime) -> InvitationState:
    """Say where an invitation stands."""
    if invitation.accepted_at:
        return InvitationState.ACCEPTED
    if invitation.revoked_at:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if invitation.expires_at <= at else InvitationState.OPEN


def open_invitations(at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that may still be accepted."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


def invitations_reached(user: User) -> QuerySet[Invitation]:
    """Return the invitations of my organisations, those I sent, and for directors those to roles."""
    reach = Q(organisation__in=visible_to(user)) | Q(invited_by=user)
    if ClusterRole.DIRECTOR in user.cluster_roles:
        reach |= Q(organisation=None)
    return Invitation.objects.filter(reach).select_related("organisation", "invited_by")


def role_label(invitation: Invitation) -> Any:
    """Return the role that an invitation offers, in the reader's language."""
    roles = AffiliationRole if invitation.organisation_id else ClusterRole
    return roles(invitation.role).label


def fresh(user: User) -> User:
    """Return a person as the database has them, for a form to change without touching the reader."""
    return User.objects.get(pk=user.pk)


def people_listed() -> QuerySet[User]:
    """Return everyone with their current roles and organisations, for the list of people."""
    current = Affiliation.objects.filter(ended_on=None).select_related("organisation")
    return User.objects.prefetch_related(
        Prefetch("grants", RoleGrant.objects.filter(ended_at=None), to_attr="current_grants"),
        Prefetch("affiliations", current, to_attr="current_affiliations"),
    )


def data_of(user: User) -> dict[str, Any]:
    """Return all that is held on a person, as plain data."""
    person = ("email", "full_name", "language", "notice_mode", "is_active", "created_at")
    affiliation = ("organisation__legal_name", "role", "title", "started_on", "ended_on")
    interest = ("organisation__legal_name", "kind", "reason", "ended_on", "declared_at")
    notice = ("key", "subject", "body", "created_at", "read_at", "sent_at")
    act = ("sequence", "at", "verb", "kind", "object_id", "label", "from_state", "to_state")
    return {
        "person": {name: getattr(user, name) for name in (*person, "last_login", "provenance")},
        "addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "cluster_roles": list(user.grants.order_by("pk").values("role", "granted_at", "ended_at")),
        "affiliations": list(user.affiliations.order_by("pk").values(*affiliation)),
        "interests": list(user.interests.order_by("pk").values(*interest)),
        "api_tokens": list(
            user.api_tokens.order_by("pk").values("name", "created_at", "expires_at", "revoked_at")
        ),
        "sign_ins": list(user.sign_ins.order_by("pk").values("at")),
        "notices": list(user.notices.order_by("pk").values(*notice)),
        "invitations": list(
            Invitation.objects.filter(accepted_by=user).values("email", "role", "accepted_at")
        ),
        "acts": list(acts_of(user).values(*act)),
    }
