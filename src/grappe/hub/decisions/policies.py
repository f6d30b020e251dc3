"""Who may do what in a meeting: officers prepare, directors open and close, only members vote."""

from typing import Any

from django.utils import timezone

from grappe.hub.decisions import queries
from grappe.hub.decisions.enums import EDITABLE, MEETING_MOVES, OVER, MeetingState
from grappe.hub.decisions.models import Decision, Meeting
from grappe.kit.access import ClusterRole, rule

M = MeetingState
OFFICER, DIRECTOR = ClusterRole.OFFICER, ClusterRole.DIRECTOR
COMMITTEE, BOARD = ClusterRole.COMMITTEE, ClusterRole.BOARD


def meeting_relations(user: Any, meeting: Meeting | None) -> frozenset[str]:
    """Return "visible" for a meeting that the person may know of."""
    if meeting is None or not user.is_authenticated:
        return frozenset()
    seen = queries.visible_to(user).filter(pk=meeting.pk).exists()
    return frozenset({"visible"}) if seen else frozenset()


def decision_relations(user: Any, decision: Decision | None) -> frozenset[str]:
    """Return "visible" for a decision that the person may read; to applicants once released."""
    if decision is None or not user.is_authenticated:
        return frozenset()
    seen = queries.decisions_visible_to(user, timezone.now()).filter(pk=decision.pk).exists()
    return frozenset({"visible"}) if seen else frozenset()


may_list = rule("meeting.list", queries.FROM_THE_START | queries.ONCE_DECIDED)
may_read = rule("meeting.read", {"visible"}, relations=meeting_relations)
may_create = rule("meeting.create", {OFFICER, DIRECTOR})
may_prepare = rule("meeting.prepare", {OFFICER, DIRECTOR}, when=EDITABLE)
may_set_aside = rule("meeting.set_aside", {OFFICER, DIRECTOR}, when=EDITABLE | {M.VOTING})
may_write_feedback = rule("meeting.write_feedback", {OFFICER, DIRECTOR})
may_write_minutes = rule("meeting.write_minutes", {OFFICER, DIRECTOR})
may_open_vote = rule("meeting.open_vote", {DIRECTOR}, when=MEETING_MOVES.sources("open_vote"))
may_close_vote = rule("meeting.close_vote", {DIRECTOR}, when=MEETING_MOVES.sources("close_vote"))
may_open_board = rule("meeting.open_board", {DIRECTOR}, when=MEETING_MOVES.sources("ratify"))
may_close_board = rule("meeting.close_board", {DIRECTOR}, when=MEETING_MOVES.sources("ratify"))
may_mark_present = rule("meeting.mark_present", {OFFICER, DIRECTOR}, when={M.VOTING, M.DECIDED})
may_vote = rule("meeting.vote", {COMMITTEE}, when={M.VOTING})
may_vote_on_board = rule("meeting.vote_on_board", {BOARD}, when={M.DECIDED})
may_recuse = rule("meeting.recuse", {COMMITTEE, BOARD}, when=EDITABLE | {M.VOTING, M.DECIDED})
may_read_minutes = rule("meeting.read_minutes", {"visible"}, when=OVER, relations=meeting_relations)
may_prepare_letters = rule("letters.prepare", {OFFICER, DIRECTOR}, when={M.RATIFIED})
may_release_letters = rule("letters.release", {DIRECTOR}, when={M.RATIFIED})
may_read_decision = rule("decision.read", {"visible"}, relations=decision_relations)
may_supersede = rule("decision.supersede", {DIRECTOR}, when={"ratified"})
