"""The basics of a proposal: titles, summary, sector, dates and rate; each field with its revision."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from grappe.hub.people.enums import Language, Sector
from grappe.hub.people.models import User
from grappe.hub.proposals.enums import ProjectKind, SupplyChainFunction, TransversalPriority
from grappe.hub.proposals.errors import BadText, StaleAnswer
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services.cleaning import LONGEST, clean_text, read_date, read_number
from grappe.hub.proposals.services.moves import draft
from grappe.hub.proposals.services.starting import moment
from grappe.hub.proposals.services.totals import refresh_totals


@transaction.atomic
def set_basics(
    *,
    proposal: Proposal,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    revisions: Mapping[str, int] | None = None,
) -> Proposal:
    """Save some of the basics, all or none; raise StaleAnswer with both texts, or BadText."""
    proposal = draft(proposal)
    stale: list[dict[str, Any]] = []
    changed: list[str] = []
    for field, raw in values.items():
        if field not in READERS:
            raise BadText(field=field[:40], why=_("there is no such field."))
        value = _read(field, raw)
        if value == getattr(proposal, field):
            continue
        revision, _pk, who, when = proposal.revisions.get(field) or [0, None, "", ""]
        if revisions is not None and revisions.get(field, 0) != revision:
            stale.append(
                {
                    "question": field,
                    "mine": _plain(value),
                    "theirs": _plain(getattr(proposal, field)),
                    "revision": revision,
                    "who": who,
                    "at": moment(datetime.fromisoformat(when)),
                }
            )
            continue
        setattr(proposal, field, value)
        proposal.revisions[field] = [revision + 1, by.pk, str(by), at.isoformat()]
        changed.append(field)
    if stale:
        raise StaleAnswer(who=stale[0]["who"], at=stale[0]["at"], conflicts=stale)
    if not changed:
        return proposal
    if proposal.starts_on and proposal.ends_on and proposal.ends_on <= proposal.starts_on:
        raise BadText(field=label_of("ends_on"), why=_("the project must end after it starts."))
    proposal.changed_at = at
    proposal.save(update_fields=[*changed, "revisions", "changed_at"])
    return refresh_totals(proposal)


def label_of(field: str) -> str:
    """Return how a field of the basics is called."""
    column: Any = Proposal._meta.get_field(field)
    return str(column.verbose_name)


def _read(field: str, raw: Any) -> Any:
    try:
        return READERS[field](field, raw)
    except ValidationError as wrong:
        raise BadText(field=label_of(field), why=" ".join(wrong.messages)) from None


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


def _line(field: str, raw: Any) -> str:
    return " ".join(clean_text(label_of(field), raw, most=200).split())


def _text(field: str, raw: Any) -> str:
    return clean_text(label_of(field), raw, most=LONGEST)


def _day(field: str, raw: Any) -> date | None:
    return read_date(raw) if raw not in (None, "") else None


def _rate(field: str, raw: Any) -> Decimal | None:
    """Read a share: 0.4 as it is stored; "40 %" as people write it."""
    if raw in (None, ""):
        return None
    share = raw if isinstance(raw, Decimal) else _share(str(raw))
    if not 0 <= share <= 1 or share != share.quantize(Decimal("0.0001")):
        raise ValidationError(_("a rate between 0 % and 100 % is expected, such as 40 or 37.5."))
    return share.quantize(Decimal("0.0001"))


def _share(text: str) -> Decimal:
    number = read_number(text.replace("%", ""))
    return number / 100 if "%" in text or number > 1 else number


def _one_of(words: type[models.TextChoices], *, empty: bool) -> Callable[[str, Any], str]:
    def read(field: str, raw: Any) -> str:
        if raw in (None, "") and empty:
            return ""
        if raw not in words.values:
            raise ValidationError(_("choose one of the list."))
        return str(raw)

    return read


def _some_of(words: type[models.TextChoices]) -> Callable[[str, Any], list[str]]:
    def read(field: str, raw: Any) -> list[str]:
        chosen = [raw] if isinstance(raw, str) else list(raw or [])
        if not set(map(str, chosen)) <= set(words.values):
            raise ValidationError(_("choose from the list."))
        return [word for word in words.values if word in chosen]

    return read


READERS: dict[str, Callable[[str, Any], Any]] = {
    "title_en": _line,
    "title_fr": _line,
    "summary_en": _text,
    "summary_fr": _text,
    "language": _one_of(Language, empty=False),
    "kind": _one_of(ProjectKind, empty=False),
    "sector": _one_of(Sector, empty=True),
    "functions": _some_of(SupplyChainFunction),
    "transversal": _some_of(TransversalPriority),
    "starts_on": _day,
    "ends_on": _day,
    "rate": _rate,
}
