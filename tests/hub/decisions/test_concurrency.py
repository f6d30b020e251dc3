"""Two people at once: decided once, voted once. Only PostgreSQL can show it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from grappe.hub.decisions import services
from grappe.hub.decisions.enums import Body
from grappe.hub.decisions.models import Decision, Seat, Vote
from grappe.kit.errors import DomainError
from tests.factories import NOON
from tests.hub.decisions.stage import set_stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def both_at_once(act):
    """Do an act twice at the same time; return what each came to."""
    start = Barrier(2, timeout=20)

    def once(_number):
        try:
            start.wait()
            act()
        except DomainError as refused:
            return refused.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(once, range(2)))


def test_two_ratifications_at_once_ratify_once():
    stage = set_stage()
    stage.fund(0, 90_000)
    stage.decided()
    services.open_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    stage.vote(Body.BOARD)

    outcomes = both_at_once(
        lambda: services.close_board_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    )

    assert outcomes.count("done") == 1
    assert outcomes[1] in ("kit.wrong_state", "decisions.poll_not_open", "done")
    assert Decision.objects.filter(state="ratified").count() == 3


def test_a_double_click_votes_once():
    stage = set_stage()
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)

    outcomes = both_at_once(
        lambda: services.cast_on_all(
            meeting=stage.meeting,
            body=Body.COMMITTEE,
            ballot="for",
            by=stage.committee[0],
            at=NOON,
        )
    )

    assert outcomes == ["done", "done"]
    assert (Vote.objects.count(), Seat.objects.count()) == (3, 3)


def test_two_amounts_at_once_never_exceed_the_envelope():
    stage = set_stage(asked=(300_000, 300_000), envelope=500_000)
    numbers = iter((0, 1))

    outcomes = both_at_once(lambda: stage.fund(next(numbers), 300_000))

    assert outcomes == ["decisions.above_envelope", "done"]
