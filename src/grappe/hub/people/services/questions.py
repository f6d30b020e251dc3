"""Questions put to officers: may two organisations be one, are two accounts linked. Never verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models.functions import TruncDate
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from grappe.hub.audit.services import record
from grappe.hub.people.enums import LinkKind, QuestionState
from grappe.hub.people.errors import Answered, CannotMerge, ReasonMissing
from grappe.hub.people.models import DuplicateQuestion, LinkQuestion, Organisation, SignIn, User
from grappe.hub.people.queries import PUBLIC_MAIL_HOSTS, likely_matches
from grappe.hub.people.queries.likeness import normal_address
from grappe.hub.people.services.merging import merge_organisations

MOST_IN_GROUP = 12  # more sharing one thing say that the thing is public, like a tower's address


@transaction.atomic
def find_duplicates(
    *, at: datetime, organisations: Iterable[Organisation] | None = None
) -> list[DuplicateQuestion]:
    """Ask about every likely pair not asked before; all organisations, or only the given ones."""
    every = list(Organisation.objects.filter(merged_into=None).order_by("pk"))
    asked = {frozenset(p) for p in DuplicateQuestion.objects.values_list("kept_id", "other_id")}
    new = []
    for organisation in every if organisations is None else organisations:
        for match in likely_matches(organisation, every):
            pair = sorted([organisation, match.organisation], key=lambda one: one.pk)
            if frozenset(one.pk for one in pair) in asked:
                continue
            asked.add(frozenset(one.pk for one in pair))
            question = DuplicateQuestion.objects.create(
                kept=pair[0],
                other=pair[1],
                score=Decimal(f"{match.score:.3f}"),
                evidence={"signs": match.evidence},
                found_at=at,
            )
            record("question.asked", question, by=None, at=at, label=f"{pair[0]} / {pair[1]}")
            new.append(question)
    return new


def ask_questions(at: datetime) -> int:
    """Look for likely duplicates and suspected links; return how many questions are new."""
    return len(find_duplicates(at=at)) + len(find_links(at=at))


@transaction.atomic
def confirm_duplicate(
    *, question: DuplicateQuestion, keep: Organisation, reason: str, by: User, at: datetime
) -> Organisation:
    """Answer that the two are one, and merge them into the one to keep."""
    question = DuplicateQuestion.objects.select_for_update().get(pk=question.pk)
    _answer(question, QuestionState.CONFIRMED, reason, by, at)
    if keep.pk not in {question.kept_id, question.other_id}:
        why = _("the question is about %(pair)s") % {"pair": f"{question.kept}, {question.other}"}
        raise CannotMerge(other=question.other, kept=keep, why=why)
    other = question.other if keep.pk == question.kept_id else question.kept
    return merge_organisations(kept=keep, other=other, by=by, at=at, reason=reason)


@transaction.atomic
def dismiss_duplicate(
    *, question: DuplicateQuestion, reason: str, by: User, at: datetime
) -> DuplicateQuestion:
    """Answer that the two are not one; the pair is not proposed again."""
    question = DuplicateQuestion.objects.select_for_update().get(pk=question.pk)
    _answer(question, QuestionState.DISMISSED, reason, by, at)
    return question


@transaction.atomic
def answer_link(
    *, question: LinkQuestion, confirmed: bool, reason: str, by: User, at: datetime
) -> LinkQuestion:
    """Answer whether a suspected link exists; the answer changes nobody's rights by itself."""
    question = LinkQuestion.objects.select_for_update().get(pk=question.pk)
    state = QuestionState.CONFIRMED if confirmed else QuestionState.DISMISSED
    _answer(question, state, reason, by, at)
    return question


@transaction.atomic
def find_links(*, at: datetime) -> list[LinkQuestion]:
    """Ask about accounts and organisations that share something, once for each pair and thing."""
    asked = {
        _key(*row)
        for row in LinkQuestion.objects.values_list(
            "kind", "left_id", "right_id", "left_user_id", "right_user_id"
        )
    }
    new = []
    for fields in [*_shared_by_organisations(), *_shared_by_people()]:
        sides = [fields.get(s) for s in ("left", "right", "left_user", "right_user")]
        key = _key(fields["kind"], *[side.pk if side else None for side in sides])
        if key in asked:
            continue
        asked.add(key)
        question = LinkQuestion.objects.create(**fields, found_at=at)
        label = " / ".join(str(side) for side in sides if side)
        record("question.asked", question, by=None, at=at, label=label, kind_of_link=fields["kind"])
        new.append(question)
    return new


def _answer(question: Any, state: QuestionState, reason: str, by: User, at: datetime) -> None:
    if question.state != QuestionState.OPEN:
        raise Answered(
            person=question.decided_by,
            day=localtime(question.decided_at).date(),
            state=question.get_state_display(),
        )
    if not reason.strip():
        raise ReasonMissing
    question.state, question.reason = state, reason.strip()[:500]
    question.decided_by, question.decided_at = by, at
    question.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    states = {"from_state": QuestionState.OPEN, "to_state": state}
    record(f"question.{state.value}", question, by=by, at=at, label=str(question.pk), **states)


def _key(kind: str, *sides: int | None) -> tuple[str, frozenset[int], bool]:
    left, right, left_user, right_user = sides
    people = left is None
    pair = (left_user, right_user) if people else (left, right)
    return kind, frozenset(one for one in pair if one is not None), people


def _shared_by_organisations() -> Iterable[dict[str, Any]]:
    groups: dict[tuple[LinkKind, str], list[Organisation]] = defaultdict(list)
    rows = Organisation.objects.filter(merged_into=None).select_related("parent").order_by("pk")
    for one in rows:
        domain = one.email_domain.lower()
        shared = {
            LinkKind.BANK: one.bank_fingerprint,
            LinkKind.ADDRESS: normal_address(one),
            LinkKind.DOMAIN: "" if domain in PUBLIC_MAIL_HOSTS else domain,
            LinkKind.OWNERSHIP: str(one.parent_id or ""),
        }
        for kind, value in shared.items():
            if value:
                groups[kind, value].append(one)
    for (kind, value), group in groups.items():
        if len(group) > MOST_IN_GROUP:
            continue
        for left, right in combinations(group, 2):
            sign = {"kind": str(kind), "value": _shown(kind, value, left)}
            yield {"kind": kind, "left": left, "right": right, "evidence": {"signs": [sign]}}


def _shown(kind: LinkKind, value: str, one: Organisation) -> str:
    if kind == LinkKind.OWNERSHIP:
        return str(one.parent)
    if kind == LinkKind.ADDRESS:
        return f"{one.address}, {one.postal_code or one.city}"
    return "" if kind == LinkKind.BANK else value


def _shared_by_people() -> Iterable[dict[str, Any]]:
    """Pair people of different organisations who sign in from one network and kind of browser."""
    days: dict[str, dict[int, set[Any]]] = defaultdict(lambda: defaultdict(set))
    rows = SignIn.objects.exclude(device_hash="").annotate(day=TruncDate("at"))
    for device, user_id, day in rows.values_list("device_hash", "user_id", "day").distinct():
        days[device][user_id].add(day)
    shared = {d: people for d, people in days.items() if 1 < len(people) <= MOST_IN_GROUP}
    ids = {user_id for people in shared.values() for user_id in people}
    users = User.objects.prefetch_related("affiliations").in_bulk(ids)
    for people in shared.values():
        for one, other in combinations(sorted(people), 2):
            left, right = users[one], users[other]
            if _firms(left) & _firms(right):
                continue
            sign = {"kind": "device", "count": min(len(people[one]), len(people[other]))}
            yield {
                "kind": LinkKind.DEVICE,
                "left_user": left,
                "right_user": right,
                "evidence": {"signs": [sign]},
            }


def _firms(user: User) -> set[int]:
    return {one.organisation_id for one in user.affiliations.all() if one.ended_on is None}
