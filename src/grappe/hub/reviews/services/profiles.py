"""A reviewer's profile: what they may judge, how much, and with whom they worked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.people.enums import InterestKind
from grappe.hub.people.models import Interest, Organisation, User
from grappe.hub.reviews.enums import Expertise
from grappe.hub.reviews.errors import BadProfile
from grappe.hub.reviews.models import DeclaredExpertise, PastWork, Reviewer
from grappe.hub.reviews.services.checks import text

MOST_AT_A_TIME = 50
MOST_WORKS = 100


@transaction.atomic
def open_profile(*, user: User, by: User, at: datetime) -> Reviewer:
    """Give a person an empty profile as an expert, or return the one they have."""
    reviewer, made = Reviewer.objects.get_or_create(
        user=user, defaults={"reads_french": user.language == "fr"}
    )
    if made:
        record("reviewer.profile_opened", reviewer, by=by, at=at)
    return reviewer


@transaction.atomic
def save_profile(
    *,
    reviewer: Reviewer,
    headline: str,
    reads_english: bool,
    reads_french: bool,
    load_most: int,
    expertise: Mapping[str, int],
    by: User,
    at: datetime,
) -> Reviewer:
    """Store what a reviewer says of themselves; raise BadProfile on a value that makes no sense."""
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if not (reads_english or reads_french):
        raise BadProfile(field=_("Languages"), why=_("Choose at least one language that you read."))
    if not 1 <= load_most <= MOST_AT_A_TIME:
        why = _("Write a number from 1 to %(most)s.") % {"most": MOST_AT_A_TIME}
        raise BadProfile(field=_("Reviews at a time"), why=why)
    unknown = [key for key in expertise if key not in Expertise]
    if unknown or any(level not in (1, 2, 3) for level in expertise.values()):
        raise BadProfile(field=_("Expertise"), why=_("Choose levels from 1 to 3 in the list."))
    reviewer.headline = text(headline, field=_("in one line"), most=200)
    reviewer.reads_english, reviewer.reads_french = reads_english, reads_french
    reviewer.load_most = load_most
    reviewer.save(update_fields=["headline", "reads_english", "reads_french", "load_most"])
    reviewer.expertise.exclude(field__in=expertise).delete()
    for field, level in expertise.items():
        DeclaredExpertise.objects.update_or_create(
            reviewer=reviewer, field=field, defaults={"level": level}
        )
    record("reviewer.profile_saved", reviewer, by=by, at=at, expertise=dict(expertise))
    return reviewer


@transaction.atomic
def add_past_work(
    *,
    reviewer: Reviewer,
    title: str,
    year: int,
    by: User,
    at: datetime,
    abstract: str = "",
    organisation: Organisation | None = None,
    ended_on: date | None = None,
    url: str = "",
) -> PastWork:
    """Add a work that shows expertise; one done with an organisation also counts as an interest."""
    today = localtime(at).date()
    title = text(title, field=_("work"), most=250)
    if not title:
        raise BadProfile(field=_("Work"), why=_("Give its title."))
    if not 1950 <= year <= today.year + 1:
        raise BadProfile(field=_("Year"), why=_("Write the year with four digits."))
    if ended_on is not None and not 1950 <= ended_on.year <= today.year + 50:
        raise BadProfile(field=_("Until"), why=_("This day cannot be right."))
    if reviewer.past_work.count() >= MOST_WORKS:
        why = _("A profile holds %(most)s works. Remove one first.") % {"most": MOST_WORKS}
        raise BadProfile(field=_("Work"), why=why)
    work = PastWork.objects.create(
        reviewer=reviewer,
        title=title,
        abstract=text(abstract, field=_("abstract")),
        year=year,
        organisation=organisation,
        ended_on=ended_on,
        url=url,
    )
    if organisation is not None:
        interest = Interest.objects.create(
            user=reviewer.user,
            organisation=organisation,
            kind=InterestKind.WORK,
            reason=title,
            ended_on=ended_on,
            declared_by=by,
            declared_at=at,
        )
        record("interest.declared", interest, by=by, at=at, label=f"{reviewer} · {organisation}")
    return work


@transaction.atomic
def remove_past_work(*, work: PastWork, by: User, at: datetime) -> None:
    """Take a work out of a profile; the interest it declared stays, for it happened."""
    record("reviewer.work_removed", work.reviewer, by=by, at=at, title=work.title)
    work.delete()


@transaction.atomic
def accept_agreement(*, reviewer: Reviewer, by: User, at: datetime) -> Reviewer:
    """Accept the reviewer's agreement: confidentiality, own judgement, conflicts told at once."""
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if reviewer.agreed_at is None:
        reviewer.agreed_at = at
        reviewer.save(update_fields=["agreed_at"])
        record("reviewer.agreed", reviewer, by=by, at=at)
    return reviewer
