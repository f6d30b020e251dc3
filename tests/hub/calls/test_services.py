"""Calls from preparation to archive."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.calls import queries, registry
from grappe.hub.calls.defaults import default_definition
from grappe.hub.calls.definition import fingerprint
from grappe.hub.calls.enums import Audience, CallPhase, CallState
from grappe.hub.calls.errors import (
    AddressTaken,
    DatesMissing,
    HasNoDeadline,
    Incomplete,
    InvalidDefinition,
    NoSuchPart,
    NoteMissing,
    NothingToPublish,
    RoundOutOfOrder,
)
from grappe.hub.calls.models import Call, Round
from grappe.hub.calls.registry import Recipient
from grappe.hub.calls.services import (
    archive_call,
    close_call,
    close_due,
    create_call,
    create_round,
    edit_call,
    edit_definition,
    edit_round,
    move_part,
    open_call,
    publish_version,
    remind,
    reopen_call,
)
from grappe.hub.calls.services.lifecycle import basics_seen
from grappe.hub.notices.models import Notice
from grappe.kit.errors import Stale
from grappe.kit.states import WrongState
from tests.factories import NOON, CallFactory, CallVersionFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
CLOSES = datetime(2027, 1, 31, 22, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def officer():
    return UserFactory(roles=["officer"])


def prepared(officer, **fields):
    fields = {"title_en": "AI at the port", "title_fr": "L’IA au port", "mode": "dated"} | fields
    if fields["mode"] == "dated":
        fields.setdefault("closes_at", CLOSES)
    return create_call(by=officer, at=NOON, **fields)


def test_create_call_starts_with_the_default_definition_in_draft(officer):
    call = prepared(officer)

    version = call.versions.get()
    assert (call.slug, call.state) == ("ai-at-the-port", CallState.DRAFT)
    assert (version.number, version.published_at) == (1, None)
    assert version.definition == default_definition()
    assert Event.objects.get().verb == "call.created"


def test_create_call_twice_with_one_address_is_refused_and_makes_one(officer):
    prepared(officer)

    with pytest.raises(AddressTaken):
        prepared(officer)

    assert Call.objects.count() == 1


def test_create_call_for_sectors_checks_them_by_rule_and_lists_them(officer):
    call = prepared(officer, sectors=["transport"])
    open_call(call=call, by=officer, at=NOON)

    call.refresh_from_db()
    rule = queries.current_version(call).definition.rules[0]
    assert (rule.key, rule.numbers()) == ("sectors", {"sectors": ("transport",)})
    assert call.sectors == ["transport"]


def test_continuous_intake_with_a_deadline_is_refused(officer):
    with pytest.raises(HasNoDeadline):
        prepared(officer, mode="continuous", closes_at=CLOSES)

    assert not Call.objects.exists()


@pytest.mark.parametrize("closes", [None, NOON, NOON - timedelta(days=1)])
def test_open_dated_call_without_a_future_deadline_is_refused(officer, closes):
    call = prepared(officer, closes_at=closes)

    with pytest.raises(DatesMissing):
        open_call(call=call, by=officer, at=NOON)

    call.refresh_from_db()
    assert call.state == CallState.DRAFT
    assert queries.current_version(call) is None


def test_open_call_publishes_version_1_and_takes_proposals(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    assert queries.current_version(call).number == 1
    assert list(queries.open_calls(NOON)) == [call]
    assert [e.verb for e in Event.objects.order_by("sequence")] == [
        "call.created",
        "call.published",
        "call.opened",
    ]


def test_open_call_twice_is_refused_the_second_time(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    with pytest.raises(WrongState):
        open_call(call=call, by=officer, at=NOON)

    assert call.versions.count() == 1


def test_call_that_opens_later_is_coming_until_then(officer):
    opens = NOON + timedelta(days=2)
    call = open_call(call=prepared(officer, opens_at=opens), by=officer, at=NOON)

    assert queries.phase(call, NOON) == CallPhase.COMING
    assert not queries.open_calls(NOON).exists()
    assert queries.takes_proposals(call, opens)


def test_deadline_closes_a_call_though_nobody_pressed(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    assert queries.takes_proposals(call, CLOSES - timedelta(seconds=1))
    assert not queries.takes_proposals(call, CLOSES)
    assert not queries.open_calls(CLOSES).exists()


def test_tick_closes_calls_past_their_deadline_once_and_tells_officers(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    assert close_due(CLOSES) == [call]
    assert close_due(CLOSES + timedelta(minutes=1)) == []

    call.refresh_from_db()
    assert call.state == CallState.CLOSED
    assert [n.recipient for n in Notice.objects.filter(key="call.closed")] == [officer]
    closed = Event.objects.get(verb="call.closed")
    assert (closed.actor, closed.from_state, closed.to_state) == (None, "open", "closed")


def test_reopen_call_needs_a_new_future_deadline(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)
    close_due(CLOSES)
    after = CLOSES + timedelta(days=1)

    with pytest.raises(DatesMissing):
        reopen_call(call=call, by=officer, at=after)
    reopen_call(call=call, by=officer, at=after, closes_at=after + timedelta(days=7))

    call.refresh_from_db()
    assert (call.state, call.closes_at) == (CallState.OPEN, after + timedelta(days=7))


def test_archived_call_cannot_be_edited(officer):
    call = archive_call(call=prepared(officer), by=officer, at=NOON)

    with pytest.raises(WrongState):
        edit_definition(call=call, path="reviewing", value={}, by=officer, at=NOON)
    with pytest.raises(WrongState):
        edit_call(call=call, title_en="New", by=officer, at=NOON)
    with pytest.raises(WrongState):
        create_round(
            call=call,
            title_en="R",
            title_fr="R",
            cutoff_at=CLOSES,
            meets_on=date(2027, 3, 1),
            by=officer,
            at=NOON,
        )


def test_edit_after_opening_starts_a_new_version_and_leaves_the_old(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)
    old = queries.current_version(call)
    terms = old.content["terms"] | {"rate_most": "0.50"}

    version = edit_definition(call=call, path="terms", value=terms, by=officer, at=LATER)

    old.refresh_from_db()
    assert (version.number, version.published_at) == (2, None)
    assert old.content["terms"]["rate_most"] == "0.40"
    assert queries.current_version(call) == old
    assert queries.newer_version(old) is None

    publish_version(call=call, by=officer, at=LATER, note="Half is paid.")

    assert queries.definition_of(call).terms.rate_most == Decimal("0.50")
    assert queries.newer_version(old).number == 2


def test_publish_needs_a_change_and_then_a_note(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    with pytest.raises(NothingToPublish):
        publish_version(call=call, by=officer, at=LATER, note="x")
    edit_definition(call=call, path="reminders", value=[], by=officer, at=LATER)
    with pytest.raises(NoteMissing):
        publish_version(call=call, by=officer, at=LATER, note="  ")

    assert queries.draft_version(call).number == 2


def test_publish_tells_applicants_once(officer, monkeypatch):
    applicant = UserFactory(language="fr")
    monkeypatch.setitem(
        registry.AUDIENCES,
        Audience.APPLICANTS,
        lambda call, at: [Recipient(applicant, url="/proposals/7/", about="P-7")],
    )
    call = open_call(call=prepared(officer), by=officer, at=NOON)
    edit_definition(call=call, path="reminders", value=[], by=officer, at=LATER)
    publish_version(call=call, by=officer, at=LATER, note="Fewer reminders.")

    notice = Notice.objects.get(key="call.changed")
    assert (notice.recipient, notice.url, notice.language) == (applicant, "/proposals/7/", "fr")
    assert "Fewer reminders." in notice.body


def test_publish_with_a_language_missing_names_it_and_publishes_nothing(officer):
    call = prepared(officer)
    section = call.versions.get().content["sections"][0]
    edit_definition(
        call=call,
        path="sections/problem/title",
        value={"en": section["title"]["en"], "fr": ""},
        by=officer,
        at=NOON,
    )

    with pytest.raises(Incomplete) as refused:
        open_call(call=call, by=officer, at=NOON)

    assert refused.value.params == {"count": 1, "missing": "the French of “problem”"}
    call.refresh_from_db()
    assert call.state == CallState.DRAFT


def test_two_officers_on_one_part_the_later_is_told(officer):
    call = prepared(officer)
    seen = fingerprint(call.versions.get().content["reviewing"])
    other = UserFactory(full_name="Odile", roles=["officer"])
    reviewing = call.versions.get().content["reviewing"]
    first, second = (
        reviewing | {"days_to_review": 10},
        reviewing | {"days_to_review": 30},
    )
    edit_definition(call=call, path="reviewing", value=first, seen=seen, by=other, at=NOON)

    with pytest.raises(Stale) as refused:
        edit_definition(call=call, path="reviewing", value=second, seen=seen, by=officer, at=LATER)

    assert refused.value.params["who"] == other
    assert call.versions.get().definition.reviewing.days_to_review == 10


def test_two_officers_on_two_parts_do_not_disturb_each_other(officer):
    call = prepared(officer)
    content = call.versions.get().content
    terms = content["terms"] | {"rate_most": "0.3"}
    edit_definition(
        call=call, path="reminders", value=[], seen=fingerprint(content["reminders"]),
        by=officer, at=NOON,
    )  # fmt: skip
    edit_definition(
        call=call, path="terms", value=terms, seen=fingerprint(content["terms"]),
        by=officer, at=NOON,
    )  # fmt: skip

    definition = call.versions.get().definition
    assert (definition.reminders, definition.terms.rate_most) == ((), Decimal("0.3"))


def test_the_same_save_twice_changes_once(officer):
    call = prepared(officer)
    for _click in range(2):
        edit_definition(
            call=call, path="reminders", value=[], seen="x" * 16, by=officer, at=NOON
        ) if _click else edit_definition(call=call, path="reminders", value=[], by=officer, at=NOON)

    assert call.versions.get().revision == 2
    assert Event.objects.filter(verb="call.edited").count() == 1


def test_removing_a_question_that_another_depends_on_is_refused(officer):
    call = prepared(officer)

    with pytest.raises(InvalidDefinition) as refused:
        edit_definition(
            call=call, path="sections/data/questions/personal_data", value=None,
            by=officer, at=NOON,
        )  # fmt: skip

    assert refused.value.params["place"] == "personal_data_protection"
    assert "personal_data" in call.versions.get().definition.questions()


def test_edit_of_a_part_that_is_gone_is_refused(officer):
    call = prepared(officer)

    with pytest.raises(NoSuchPart):
        edit_definition(
            call=call, path="sections/gone/questions/x", value={"key": "x"}, by=officer, at=NOON
        )


def test_move_part_changes_the_order_and_stops_at_the_ends(officer):
    call = prepared(officer)

    def order():
        return [s.key for s in call.versions.get().definition.sections][:3]

    move_part(call=call, path="sections/problem", steps=1, by=officer, at=NOON)
    assert order() == ["ai_integration", "problem", "consortium"]
    move_part(call=call, path="sections/ai_integration", steps=-1, by=officer, at=NOON)
    assert order() == ["ai_integration", "problem", "consortium"]


def test_edit_call_the_later_of_two_savers_is_told(officer):
    call = prepared(officer)
    seen = basics_seen(call)
    edit_call(call=call, title_en="Ports", seen=seen, by=officer, at=NOON)

    with pytest.raises(Stale):
        edit_call(call=call, title_en="Harbours", seen=seen, by=officer, at=LATER)

    call.refresh_from_db()
    assert call.title_en == "Ports"


def test_rounds_are_numbered_and_a_double_click_makes_one(officer):
    call = prepared(officer)
    fields = {"title_fr": "R", "cutoff_at": CLOSES, "meets_on": date(2027, 3, 1), "envelope": 5}
    for title in ("A", "A", "B"):
        create_round(call=call, title_en=title, by=officer, at=NOON, **fields)

    assert list(Round.objects.order_by("number").values_list("number", "title_en")) == [
        (1, "A"),
        (2, "B"),
    ]


def test_round_whose_committee_meets_before_the_cutoff_is_refused(officer):
    round_ = RoundFactory()

    with pytest.raises(RoundOutOfOrder):
        edit_round(round_=round_, meets_on=date(2026, 1, 1), by=officer, at=NOON)

    round_.refresh_from_db()
    assert round_.meets_on == date(2027, 3, 15)


def test_round_for_a_moment_is_the_first_not_yet_cut_off():
    call = CallFactory()
    first = RoundFactory(call=call, number=1, cutoff_at=NOON)
    second = RoundFactory(call=call, number=2, cutoff_at=CLOSES)

    assert queries.round_for(call, NOON) == first
    assert queries.round_for(call, LATER) == second
    assert queries.round_for(call, CLOSES + timedelta(days=1)) is None


def test_reminders_reach_officers_once_and_only_when_due(officer):
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    assert remind(CLOSES - timedelta(days=2)) == 0
    assert remind(CLOSES - timedelta(hours=20)) == 1
    assert remind(CLOSES - timedelta(hours=19)) == 0

    notice = Notice.objects.get(key="call.closes_soon")
    assert (notice.recipient, notice.url) == (officer, f"/calls/{call.slug}/")


def test_reminder_of_the_nearest_day_alone_reaches_who_comes_late(officer, monkeypatch):
    applicant = UserFactory()
    monkeypatch.setitem(
        registry.AUDIENCES, Audience.APPLICANTS, lambda call, at: [Recipient(applicant)]
    )
    open_call(call=prepared(officer), by=officer, at=NOON)

    remind(CLOSES - timedelta(days=2))

    assert Notice.objects.filter(recipient=applicant).count() == 1


def test_committee_is_reminded_of_its_meeting(officer):
    member = UserFactory(roles=["committee"])
    version = CallVersionFactory(content=default_definition().model_dump(mode="json"))
    RoundFactory(call=version.call, meets_on=date(2027, 3, 15))

    remind(datetime(2027, 3, 9, tzinfo=UTC))

    assert [n.key for n in member.notices.all()] == ["call.meeting"]


def test_strangers_see_public_calls_and_officers_all(officer):
    draft, public = CallFactory(state="draft"), CallFactory()
    CallFactory(state="archived")

    assert list(queries.visible_to(UserFactory())) == [public]
    assert set(queries.visible_to(officer)) >= {draft, public}
    assert queries.visible_to(officer).count() == 3


def test_close_call_by_hand_tells_the_other_officers(officer):
    other = UserFactory(roles=["officer"])
    call = open_call(call=prepared(officer), by=officer, at=NOON)

    close_call(call=call, by=officer, at=LATER, reason="Envelope spent")

    assert [n.recipient for n in Notice.objects.all()] == [other]
    assert Event.objects.get(verb="call.closed").data == {"reason": "Envelope spent"}
