"""The worker does each thing in its turn, and one failure stops nothing else."""

from datetime import timedelta

import pytest

from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.models import Notice
from grappe.hub.notices.registry import TICKS, Tick
from grappe.hub.notices.services import queue_email
from grappe.hub.notices.services.ticking import claim_turn, last_beat
from grappe.hub.notices.tasks import tick
from grappe.hub.people.models import IdempotentAnswer
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_turn_comes_once_in_its_time_for_all_workers():
    assert claim_turn(name="x", every=5 * MINUTE, at=NOON)
    assert not claim_turn(name="x", every=5 * MINUTE, at=NOON)
    assert not claim_turn(name="x", every=5 * MINUTE, at=NOON + 4 * MINUTE)
    assert claim_turn(name="x", every=5 * MINUTE, at=NOON + 5 * MINUTE)


def test_one_failure_stops_nothing_else_and_is_logged(monkeypatch, caplog):
    done = []

    def fail(at):
        raise RuntimeError("broken reminder")

    for name in list(TICKS):
        monkeypatch.delitem(TICKS, name)
    monkeypatch.setitem(TICKS, "fails", Tick("fails", fail, MINUTE))
    monkeypatch.setitem(TICKS, "works", Tick("works", done.append, MINUTE))

    assert tick(NOON) == 0  # what returned no number counts for none
    assert done == [NOON]
    assert "broken reminder" in caplog.text
    assert last_beat() == NOON
    tick(NOON + timedelta(seconds=30))
    assert done == [NOON]


def test_a_tick_sends_what_is_queued_and_says_how_much(settings):
    queue_email(
        "test", email="a@example.ca", subject="S", body="B", language="en", at=NOON, once="t/1"
    )

    assert tick(NOON) == 1
    assert Notice.objects.get().state == DeliveryState.SHOWN
    assert tick(NOON + MINUTE) == 0


def test_answers_to_programs_are_forgotten_once_a_day_when_they_are_a_week_old():
    user = UserFactory()
    for key, age in (("old", 8), ("young", 6)):
        IdempotentAnswer.objects.create(
            user=user, key=key, request_hash="x", at=NOON - timedelta(days=age)
        )

    tick(NOON)

    assert IdempotentAnswer.objects.get().key == "young"
    assert TICKS["people.forget_old_answers"].every == timedelta(days=1)
