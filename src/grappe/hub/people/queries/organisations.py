"""Reading organisations: who may see which, what a business number is, who owns whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from grappe.hub.people.errors import BadBusinessNumber
from grappe.hub.people.models import Membership, Organisation
from grappe.hub.people.queries.ties import organisations_of
from grappe.kit.access import ClusterRole

SEES_ALL = frozenset(set(ClusterRole) - {ClusterRole.REVIEWER})


def visible_to(user: Any) -> QuerySet[Organisation]:
    """Return the organisations whose records a person may open: their own, or all for the cluster."""
    if user.is_authenticated and SEES_ALL & user.cluster_roles:
        return Organisation.objects.filter(merged_into=None)
    return organisations_of(user)


def sees_organisation(user: Any, pk: str) -> bool:
    """Say whether a person may see an organisation, by the key that the trace wrote."""
    return pk.isdecimal() and visible_to(user).filter(pk=int(pk)).exists()


def organisations_listed(user: Any) -> QuerySet[Organisation]:
    """Return the visible organisations with what a list says of each: is it a member today."""
    today = now().date()
    current = Membership.objects.filter(
        organisation=OuterRef("pk"), ended_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return visible_to(user).annotate(is_member=Exists(current)).order_by()


def named_like(word: str) -> Q:
    """Select organisations with a word in one of their names."""
    return Q(legal_name__icontains=word) | Q(trade_name__icontains=word)


def final(organisation: Organisation) -> Organisation:
    """Return the record that an organisation was merged into, however often, or itself."""
    while organisation.merged_into:
        organisation = organisation.merged_into
    return organisation


def group_below(organisation: Organisation) -> set[int]:
    """Return the ids of an organisation and of all that it owns, directly or not."""
    found = level = {organisation.pk}
    while level := set(
        Organisation.objects.filter(parent__in=level)
        .exclude(pk__in=found)
        .values_list("pk", flat=True)
    ):
        found = found | level
    return found


def check_business_number(text: str) -> str:
    """Return nine digits, or raise BadBusinessNumber with the reason; empty stays empty.

    A program account (123456782RC0001) is cut to its number. The ninth digit is a check digit by
    Luhn's rule, as the Canada Revenue Agency assigns them.
    """
    raw = "".join(text.upper().split()).replace("-", "")
    if not raw:
        return ""
    number = raw[:9] if len(raw) == 15 and raw[9:11].isalpha() and raw[11:].isdecimal() else raw
    shown = text.strip()[:20]
    if not (number.isascii() and number.isdecimal()):
        raise BadBusinessNumber(number=shown, why=_("it holds more than digits"))
    if len(number) != 9:
        why = _("it has %(count)s digits instead of 9") % {"count": len(number)}
        raise BadBusinessNumber(number=shown, why=why)
    if _luhn(number) % 10 or number == "000000000":
        raise BadBusinessNumber(number=shown, why=_("its last digit does not match the others"))
    return number


def _luhn(number: str) -> int:
    """Return Luhn's sum: every second digit from the right counts double, its digits added."""
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return sum(int(digit) for digit in number[-1::-2]) + sum(n - 9 * (n > 9) for n in doubled)
