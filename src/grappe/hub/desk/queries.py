"""What waits for a person, by what they are to the cluster; a fixed number of queries for each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from grappe.hub.calls.enums import CallState
from grappe.hub.calls.models import Call, Round
from grappe.hub.calls.queries import open_calls
from grappe.hub.decisions.enums import DecisionOutcome, DecisionState
from grappe.hub.decisions.models import Item, Poll
from grappe.hub.decisions.queries import decisions_visible_to, polls_to_answer, unbarred
from grappe.hub.people.enums import AffiliationRole, Provenance, QuestionState
from grappe.hub.people.models import DuplicateQuestion, LinkQuestion, User
from grappe.hub.projects.models import Project
from grappe.hub.proposals.enums import OPEN_STATES, ProposalState
from grappe.hub.proposals.models import Partner, Proposal
from grappe.hub.proposals.queries import (
    own_side,
    roles_by_organisation,
    visible_to,
    with_told_state,
)
from grappe.hub.reviews.enums import AssignmentState
from grappe.hub.reviews.models import Assignment
from grappe.hub.reviews.queries import (
    assignments_visible_to,
    my_assignments,
    sealed_for,
    seen_by_cluster,
)
from grappe.kit.access import ClusterRole

MOST = 6  # lines of one list on the desk; the rest is one click away
SOON = timedelta(days=45)  # a call that closes within this is worth a line
DEMO_DOMAIN = "@demo.example"
CONFIRMERS = {AffiliationRole.OWNER, AffiliationRole.EDITOR, AffiliationRole.FINANCE}
STAFF = frozenset({ClusterRole.OFFICER, ClusterRole.DIRECTOR})
ONLOOKERS = frozenset({ClusterRole.FINANCE, ClusterRole.OBSERVER, ClusterRole.AUDITOR})
VOTERS = frozenset({ClusterRole.COMMITTEE, ClusterRole.BOARD})


@dataclass(frozen=True)
class Front:
    """What the public page says."""

    calls: list[Call]
    projects: int
    projects_until: datetime | None
    stated: Any  # sum of the published total values (CAD), None when none was published
    stated_of: int  # projects whose value was published


@dataclass(frozen=True)
class Applying:
    """The desk of somebody who acts for an organisation, or has begun a proposal."""

    returned: list[Proposal]
    drafts: list[Proposal]
    under_way: list[Proposal]
    parts: list[Partner]
    organisations: int


@dataclass(frozen=True)
class Reviewing:
    """The desk of an expert reviewer."""

    invitations: list[Assignment]
    due: list[Assignment]
    sent: int


@dataclass(frozen=True)
class Steering:
    """The desk of programme staff."""

    by_state: dict[str, int]
    overdue: list[Assignment]
    overdue_count: int
    disputed: list[Proposal]
    disputed_count: int
    questions: int
    rounds: list[Round]
    draft_calls: int

    @cached_property
    def to_screen(self) -> int:
        """Count what was handed in and not yet taken up."""
        return self._in(ProposalState.SUBMITTED)

    @cached_property
    def expressions(self) -> int:
        """Count the expressions of interest that wait for an answer."""
        return self._in(ProposalState.EOI_SUBMITTED)

    @cached_property
    def in_review(self) -> int:
        """Count what reviewers are at work on."""
        return self._in(ProposalState.IN_REVIEW)

    @cached_property
    def reviewed(self) -> int:
        """Count what the committee may take up."""
        return self._in(ProposalState.REVIEWED)

    def _in(self, state: ProposalState) -> int:
        return self.by_state.get(state, 0)


@dataclass(frozen=True)
class Waiting:
    """An open poll, with how many of its items wait for one member's vote."""

    poll: Poll
    left: int
    items: int


@dataclass(frozen=True)
class Watching:
    """The desk of finance, of the funder's observer and of the auditor: what stands, in figures."""

    by_state: dict[str, int]
    funded: int
    committed: Any  # CAD

    @property
    def handed_in(self) -> int:
        """Count the full proposals that are before the cluster now."""
        before = ("submitted", "in_review", "reviewed", "selected")
        return sum(self.by_state.get(state, 0) for state in before)


@dataclass
class Desk:
    """Everything on one person's desk; a part is None for those it does not concern."""

    applying: Applying | None = None
    reviewing: Reviewing | None = None
    steering: Steering | None = None
    voting: list[Waiting] | None = None
    watching: Watching | None = None
    calls: list[Call] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)


def front(at: datetime) -> Front:
    """Return what the public page says: open calls, and the published projects with their date."""
    figures = Project.objects.aggregate(
        projects=Count("pk"),
        stated=Sum("total"),
        stated_of=Count("total"),
    )
    newest = Project.objects.order_by("-listed_at").values_list("listed_at", flat=True).first()
    return Front(calls=calls_by_date(at), projects_until=newest, **figures)


def calls_by_date(at: datetime) -> list[Call]:
    """Return the open calls, the one that closes first before the others."""
    return list(open_calls(at).order_by(F("closes_at").asc(nulls_last=True), "pk")[:MOST])


def desk_of(user: Any, at: datetime) -> Desk:
    """Return what waits for a person, for each thing that they are."""
    roles = user.cluster_roles
    desk = Desk(
        applying=applying(user),
        calls=calls_by_date(at),
        notices=list(user.notices.filter(read_at=None)[:MOST]),
    )
    if ClusterRole.REVIEWER in roles:
        desk.reviewing = reviewing(user, at)
    if roles & STAFF:
        desk.steering = steering(user, at)
    if roles & VOTERS:
        desk.voting = voting(user, at)
    if roles & ONLOOKERS and not roles & STAFF:
        desk.watching = watching(user)
    return desk


def applying(user: Any) -> Applying | None:
    """Return an applicant's drafts, returned proposals, parts to confirm, and what is under way."""
    organisations = roles_by_organisation(user)
    own = Proposal.objects.filter(own_side(user))
    mine = _light(with_told_state(own, user))
    begun = mine.filter(state__in=OPEN_STATES).order_by(
        F("returned_at").desc(nulls_last=True), "-changed_at", "-pk"
    )
    open_now = list(begun[: 2 * MOST])
    under_way = mine.exclude(state__in=OPEN_STATES).order_by("-changed_at", "-pk")[:MOST]
    parts = _parts_to_confirm(organisations)
    asked = {part.proposal_id for part in parts}  # said once: as a part to confirm
    applying = Applying(
        returned=[p for p in open_now if p.returned_at],
        drafts=[p for p in open_now if not p.returned_at and p.pk not in asked][:MOST],
        under_way=list(under_way),
        parts=parts,
        organisations=len(organisations),
    )
    if applying.organisations or open_now or applying.under_way:
        return applying
    return None if user.cluster_roles else applying


def _parts_to_confirm(organisations: list[tuple[int, str]]) -> list[Partner]:
    confirming = [pk for pk, role in organisations if role in CONFIRMERS]
    parts = Partner.objects.filter(
        organisation__in=confirming,
        is_lead=False,
        confirmed_at=None,
        proposal__state__in=OPEN_STATES,
    )
    return list(
        parts.select_related("proposal__call", "proposal__lead", "organisation").order_by("pk")[
            :MOST
        ]
    )


def reviewing(user: Any, at: datetime) -> Reviewing:
    """Return a reviewer's invitations and the reviews that are due, without any in conflict."""
    mine = my_assignments(user, at)
    owed = list(
        mine.filter(state__in=[AssignmentState.INVITED, AssignmentState.ACCEPTED])
        .select_related("proposal__call")
        .order_by("due_at", "pk")[: 4 * MOST]
    )
    for assignment in owed:
        assignment.late = assignment.due_at < at  # type: ignore[attr-defined]
    return Reviewing(
        invitations=[a for a in owed if a.state == AssignmentState.INVITED],
        due=[a for a in owed if a.state == AssignmentState.ACCEPTED],
        sent=mine.filter(state=AssignmentState.SUBMITTED).count(),
    )


def steering(user: Any, at: datetime) -> Steering:
    """Return what programme staff must see to; what they are in conflict with is not counted."""
    visible = visible_to(user, at)
    overdue = assignments_visible_to(user, at).filter(state=AssignmentState.ACCEPTED, due_at__lt=at)
    disputed = (
        seen_by_cluster(user, at)
        .exclude(sealed_for(user))
        .filter(
            standing__disputed=True, state__in=[ProposalState.IN_REVIEW, ProposalState.REVIEWED]
        )
    )
    open_questions = Q(state=QuestionState.OPEN)
    return Steering(
        by_state=_by_state(user, visible),
        overdue=list(
            overdue.select_related("proposal", "reviewer__user").order_by("due_at", "pk")[:MOST]
        ),
        overdue_count=overdue.count(),
        disputed=list(
            disputed.select_related("standing").order_by("-standing__spread", "pk")[:MOST]
        ),
        disputed_count=disputed.count(),
        questions=DuplicateQuestion.objects.filter(open_questions).count()
        + LinkQuestion.objects.filter(open_questions).count(),
        rounds=list(
            Round.objects.filter(meets_on__gte=localdate(at))
            .select_related("call")
            .annotate(
                before=Count("proposals", filter=Q(proposals__in=visible.order_by().values("pk")))
            )
            .order_by("meets_on", "pk")[:MOST]
        ),
        draft_calls=Call.objects.filter(state=CallState.DRAFT).count(),
    )


def voting(user: Any, at: datetime) -> list[Waiting]:
    """Return the open polls of a member's bodies, and how many items still wait for their vote."""
    polls = list(polls_to_answer(user).order_by("vote_by", "pk"))
    items = Item.objects.filter(
        unbarred(user, at), meeting__in=[poll.meeting_id for poll in polls], set_aside_at=None
    )
    before = dict(items.order_by().values_list("meeting").annotate(n=Count("pk")))
    voted = dict(
        Poll.objects.filter(pk__in=[poll.pk for poll in polls], votes__seat__member=user)
        .values_list("pk")
        .annotate(n=Count("votes"))
    )
    waiting = []
    for poll in polls:
        count = before.get(poll.meeting_id, 0)
        waiting.append(Waiting(poll, max(count - voted.get(poll.pk, 0), 0), count))
    return waiting


def watching(user: Any) -> Watching:
    """Return the figures that finance, observers and auditors follow."""
    ratified = decisions_visible_to(user).filter(
        state=DecisionState.RATIFIED, outcome=DecisionOutcome.FUND
    )
    figures = ratified.aggregate(funded=Count("pk"), committed=Sum("amount"))
    return Watching(by_state=_by_state(user, visible_to(user)), **figures)


def demo_accounts() -> list[User]:
    """Return the invented people of the demo, who may be signed in as with one click."""
    if not settings.DEMO:
        return []
    people = User.objects.filter(
        provenance=Provenance.INVENTED, email__endswith=DEMO_DOMAIN, is_active=True
    )
    return list(people.prefetch_related("grants", "affiliations__organisation").order_by("pk"))


def _by_state(user: Any, proposals: QuerySet[Proposal]) -> dict[str, int]:
    """Count proposals by the state that a person is told of each."""
    told = with_told_state(proposals, user).order_by()
    return dict(told.values_list("told_state").annotate(n=Count("pk")))


def _light(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Read of each proposal only what a line on the desk shows."""
    return proposals.select_related("call", "lead").defer(
        "summary_en", "summary_fr", "functions", "transversal", "revisions"
    )
