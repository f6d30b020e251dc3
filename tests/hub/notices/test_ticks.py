"""The worker does each thing in its turn, and one failure stops nothing else."""

from datetime import timedelta

import pytest

from grappe.hub.notices.models import Mark
from grappe.hub.notices.registry import TICKS, Tick
from grappe.hub.notices.services.ticking import claim_turn, last_beat
from grappe.hub.notices.tasks import drain, tick
from tests.factories import NOON

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


def test_the_task_drains_what_is_queued():
    assert drain.enqueue().return_value == 0
    assert not Mark.objects.filter(name="worker").exists()
