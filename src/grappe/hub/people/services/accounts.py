"""People's own accounts: profile, API tokens, interests, sign-ins, and the first director."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from grappe.hub.audit.services import record
from grappe.hub.people.enums import InterestKind
from grappe.hub.people.errors import BadDates, DirectorExists, TokenLimit
from grappe.hub.people.models import ApiToken, Interest, Organisation, RoleGrant, SignIn, User
from grappe.hub.people.queries import hash_of, holders_of
from grappe.hub.people.services.organisations import organisation_named
from grappe.kit.access import ClusterRole

MOST_TOKENS = 20  # open at a time, per person


@transaction.atomic
def change_profile(
    *, user: User, full_name: str, language: str, notice_mode: str, by: User, at: datetime
) -> User:
    """Change a person's name, language and wish for e-mail."""
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"full_name": full_name, "language": language, "notice_mode": notice_mode}
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, wanted[name])
    if changed:
        user.save(update_fields=changed)
        record("person.profile_changed", user, by=by, at=at, fields=changed)
    return user


@transaction.atomic
def create_director(
    *, email: str, full_name: str, password: str | None, language: str = "en", at: datetime
) -> User:
    """Create the first programme director of an empty cluster; raise DirectorExists after that."""
    if count := holders_of(ClusterRole.DIRECTOR).count():
        raise DirectorExists(count=count)
    email = email.strip().lower()
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, password, full_name=full_name, language=language
    )
    user.emailaddress_set.update_or_create(
        email=email, defaults={"verified": True, "primary": True}
    )
    RoleGrant.objects.create(user=user, role=ClusterRole.DIRECTOR, granted_at=at)
    record("person.director_created", user, by=None, at=at, to_state=ClusterRole.DIRECTOR)
    return user


@transaction.atomic
def create_token(
    *, user: User, name: str, days: int | None, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """Create an API token; return it with its secret, which is shown once and not kept."""
    User.objects.select_for_update().get(pk=user.pk)
    count = ApiToken.objects.filter(user=user, revoked_at=None).count()
    if count >= MOST_TOKENS:
        raise TokenLimit(count=count)
    secret = f"grappe_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        token_hash=hash_of(secret),
        created_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
    record("person.token_created", user, by=by, at=at, token=token.pk, name=name)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> ApiToken:
    """Make an API token worthless at once; doing it twice changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record("person.token_revoked", token.user, by=by, at=at, token=token.pk, name=token.name)
    return token


@transaction.atomic
def declare_interest(
    *,
    user: User,
    organisation: Organisation,
    kind: str,
    reason: str,
    ended_on: date | None,
    by: User,
    at: datetime,
) -> Interest:
    """Declare what ties a person to an organisation beside working for it."""
    interest = Interest.objects.create(
        user=user,
        organisation=organisation,
        kind=InterestKind(kind),
        reason=reason,
        ended_on=ended_on,
        declared_by=by,
        declared_at=at,
    )
    told: dict[str, Any] = {"organisation": organisation.pk, "kind": kind}
    record("person.interest_declared", user, by=by, at=at, **told)
    return interest


@transaction.atomic
def declare_interest_in(*, name: str, by: User, at: datetime, **said: Any) -> Interest:
    """Declare one's own interest in an organisation given by name, registered or not."""
    organisation = organisation_named(name=name, by=by, at=at)
    return declare_interest(user=by, organisation=organisation, by=by, at=at, **said)


@transaction.atomic
def end_interest(*, interest: Interest, ended_on: date, by: User, at: datetime) -> Interest:
    """Say until when an interest lasted; joint work still counts for 3 years after."""
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    today = localtime(at).date()
    if ended_on > today:
        start = localtime(interest.declared_at).date()
        raise BadDates(start=start, end=ended_on, today=today)
    interest.ended_on = ended_on
    interest.save(update_fields=["ended_on"])
    told: dict[str, Any] = {"interest": interest.pk, "ended_on": ended_on}
    record("person.interest_ended", interest.user, by=by, at=at, **told)
    return interest


@transaction.atomic
def note_sign_in(*, user: User, address: str, device: str, at: datetime) -> SignIn:
    """Keep a sign-in as keyed hashes: two can be compared, neither can be read back."""
    return SignIn.objects.create(
        user=user, at=at, address_hash=_keyed(address), device_hash=_keyed(device)
    )


def _keyed(text: str) -> str:
    if not text:
        return ""
    key = f"sign-in:{settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
