"""The lists of reviews: columns, filters, what an export holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.hub.calls.models import Round
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import queries
from grappe.hub.reviews.enums import OWED, AssignmentState, Expertise
from grappe.hub.reviews.models import Assignment, Reviewer
from grappe.hub.reviews.queries.boards import Calibration
from grappe.kit.bilingual import in_language
from grappe.kit.tables import Column, FilterForm, Listing
from grappe.kit.templatetags.kit import number, pill


def my_reviews(request: HttpRequest, at: datetime) -> Listing[Assignment]:
    """Return a reviewer's own reviews: what is due first, overdue at the top."""
    rows = (
        queries.my_assignments(request.user, at)
        .exclude(state=AssignmentState.CANCELLED)
        .select_related("proposal__call")
        .annotate(
            done=Case(
                When(state__in=OWED, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
    )
    columns: list[Column[Assignment]] = [
        Column(
            "title",
            _("Proposal"),
            cell=_title_of,
            link=lambda row: reverse("reviews:review", args=[row.pk]),
            export=_title_of,
        ),
        Column("state", _("State"), cell=lambda row: _state(row, at), kind="pill", sort=("state",)),
        Column("due_at", _("Due"), kind="date", sort=("due_at",)),
        Column("sent_at", pgettext_lazy("review", "Sent"), kind="date", sort=("sent_at",)),
    ]
    return Listing(
        request,
        rows,
        columns,
        filters=MineFilter,
        search=("proposal__title_en__icontains", "proposal__title_fr__icontains"),
        order=("done", "due_at"),
        caption=_("My reviews"),
        empty_title=_("No review is asked of you"),
        empty_text=_(
            "When an officer invites you, the invitation waits here and you are written to."
        ),
    )


class MineFilter(FilterForm):
    """Filters of one's own reviews."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("any")),
            *[c for c in AssignmentState.choices if c[0] != AssignmentState.CANCELLED],
        ],
    )


def _title_of(row: Assignment) -> str:
    if row.state == AssignmentState.DECLINED:
        return row.proposal.reference
    return f"{row.proposal.reference} · {in_language(row.proposal, 'title')}"


def _state(row: Assignment, at: datetime) -> SafeString:
    if row.state in OWED and row.due_at < at:
        return pill("overdue", _("overdue"))
    return pill(row.state, row.get_state_display())


class PoolFilter(FilterForm):
    """Filters of the pool."""

    expertise = forms.ChoiceField(
        label=_("Expertise"), choices=[("", _("any")), *Expertise.choices]
    )
    language = forms.ChoiceField(
        label=_("Reads"), choices=[("", _("any")), ("en", _("English")), ("fr", _("French"))]
    )

    def narrow_by[M: Any](self, queryset: QuerySet[M], name: str, value: Any) -> QuerySet[M]:
        """Filter by a declared field, or by a language read."""
        if name == "language":
            return queryset.filter(**{"reads_french" if value == "fr" else "reads_english": True})
        return queryset.filter(expertise__field=value)


def pool_of(
    request: HttpRequest, at: datetime, calibration: Mapping[int, Calibration]
) -> Listing[Reviewer]:
    """Return the pool of reviewers with load, lateness and calibration."""
    columns: list[Column[Reviewer]] = [
        Column(
            "name",
            _("Reviewer"),
            cell=lambda row: format_html(
                '{}<div class="small text-secondary">{}</div>', row.user, row.headline
            ),
            sort=("user__full_name",),
            export=lambda row: str(row.user),
        ),
        Column("expertise", _("Expertise"), cell=_expertise, export=_expertise_words),
        Column("language", _("Reads"), cell=_languages, export=_languages),
        Column(
            "load",
            _("Load"),
            cell=lambda row: f"{getattr(row, 'load', 0)} / {row.load_most}",
            sort=("load",),
            kind="number",
            export=lambda row: getattr(row, "load", 0),
        ),
        Column("overdue", _("Overdue"), cell=_overdue, kind="pill", sort=("overdue",)),
        Column("sent", pgettext_lazy("reviews", "Sent"), kind="number", sort=("sent",)),
        Column(
            "severity",
            _("Severity"),
            cell=lambda row: _severity(calibration.get(row.pk)),
            kind="number",
            export=lambda row: _severity(calibration.get(row.pk)),
        ),
    ]
    return Listing(
        request,
        queries.pool(request.user, at),
        columns,
        filters=PoolFilter,
        search=("user__full_name__icontains", "headline__icontains"),
        order="name",
        caption=_("Expert reviewers"),
        empty_title=_("No reviewer yet"),
        empty_text=_("Give people the role of expert reviewer; each then fills in a profile."),
    )


def _expertise(row: Reviewer) -> SafeString:
    rows = sorted(row.expertise.all(), key=lambda one: (-one.level, one.field))[:4]
    return format_html_join(" ", "{}", ((pill("quiet", _leveled(one)),) for one in rows))


def _leveled(one: Any) -> str:
    return f"{one.get_field_display()} {one.level}/3"


def _expertise_words(row: Reviewer) -> str:
    return ", ".join(_leveled(one) for one in row.expertise.all())


def _languages(row: Reviewer) -> str:
    read = [_("English")] * row.reads_english + [_("French")] * row.reads_french
    return ", ".join(map(str, read))


def _overdue(row: Reviewer) -> SafeString | str:
    count = getattr(row, "overdue", 0)
    return pill("overdue", number(count)) if count else ""


def _severity(one: Calibration | None) -> str:
    if one is None or one.severity is None:
        return "—"
    return f"{one.severity:+.0f} (n = {one.shared})"


class BoardFilter(FilterForm):
    """Filters of a round's reviews."""

    needs = forms.ChoiceField(
        label=_("Needs"),
        choices=[
            ("", _("any")),
            ("reviewers", _("reviewers")),
            ("reviews", _("reviews to come in")),
            ("talk", _("agreement: reviewers differ")),
        ],
    )

    def narrow_by[M: Any](self, queryset: QuerySet[M], name: str, value: Any) -> QuerySet[M]:
        """Filter by what a proposal needs."""
        if value == "talk":
            return queryset.filter(standing__disputed=True)
        owed = Assignment.objects.filter(state__in=OWED).values("proposal_id")
        if value == "reviews":
            return queryset.filter(pk__in=owed)
        return queryset.filter(
            Q(standing__isnull=True) | Q(standing__reviews_asked__lt=2),
            state__in=("submitted", "in_review"),
        )


def board_of(request: HttpRequest, round: Round, at: datetime) -> Listing[Any]:
    """Return a round's proposals with who was asked, what is missing, and where reviewers differ."""
    columns: list[Column[Any]] = [
        Column(
            "reference",
            _("Proposal"),
            cell=lambda row: format_html(
                '{}<div class="small text-secondary">{} · {}</div>',
                in_language(row, "title") or row.reference,
                row.reference,
                row.lead,
            ),
            sort=("reference",),
            link=lambda row: reverse("reviews:proposal", args=[row.pk]),
            export=lambda row: row.reference,
        ),
        Column("state", _("State"), cell=lambda row: row.state, kind="pill", sort=("state",)),
        Column(
            "reviewers",
            _("Reviewers"),
            cell=lambda row: _asked_of(row, at),
            export=lambda row: ", ".join(
                f"{one.reviewer} ({one.get_state_display()})" for one in row.asked_of
            ),
        ),
        Column("missing", _("Missing"), cell=_missing, kind="number", export=_missing),
        Column(
            "score",
            _("Score"),
            cell=_score,
            sort=("standing__score",),
            kind="number",
            export=lambda row: _standing(row, "score"),
        ),
        Column(
            "spread",
            _("Spread"),
            cell=_spread,
            sort=("standing__spread",),
            kind="number",
            export=lambda row: _standing(row, "spread"),
        ),
    ]
    return Listing(
        request,
        queries.round_board(request.user, round, at),
        columns,
        filters=BoardFilter,
        search=("reference__icontains", "title_en__icontains", "title_fr__icontains"),
        order="reference",
        caption=_("Reviews of the round"),
        empty_title=_("No proposal to review"),
        empty_text=_("Proposals appear here once they are submitted and put into this round."),
    )


def _asked_of(row: Any, at: datetime) -> SafeString:
    return format_html_join(
        "",
        '<div class="cluster">{} {}</div>',
        ((one.reviewer, _state(one, at)) for one in row.asked_of),
    )


def _missing(row: Any) -> int:
    wanted: int = row.version.definition.reviewing.reviews_per_proposal
    sent = [one for one in row.asked_of if one.state == AssignmentState.SUBMITTED]
    return max(0, wanted - len(sent))


def _standing(row: Proposal, name: str) -> Any:
    return getattr(getattr(row, "standing", None), name, None)


def _score(row: Proposal) -> SafeString | str:
    score = _standing(row, "score")
    if score is None:
        return "—"
    if _standing(row, "by_consensus"):
        return format_html("{} {}", number(score, 2), pill("info", _("consensus")))
    return number(score, 2)


def _spread(row: Proposal) -> SafeString | str:
    spread = _standing(row, "spread")
    if spread is None:
        return "—"
    if _standing(row, "disputed"):
        return pill("disputed", number(spread, 2))
    return number(spread, 2)
