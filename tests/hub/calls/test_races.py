"""Two officers at once: on PostgreSQL both really run together."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from grappe.hub.calls.definition import fingerprint
from grappe.hub.calls.models import Call
from grappe.hub.calls.services import create_call, edit_definition, open_call
from grappe.kit.errors import DomainError
from grappe.kit.states import WrongState
from tests.factories import NOON, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite writes one at a time"),
]
CLICKS = 4


def together(act):
    """Run an act in threads that start at the same moment; return what each got or was refused."""
    start = Barrier(CLICKS)

    def one(number):
        try:
            start.wait(10)
            return act(number)
        except DomainError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        return list(pool.map(one, range(CLICKS)))


def prepared(officer):
    return create_call(title_en="A", title_fr="A", mode="continuous", by=officer, at=NOON)


def test_opening_at_once_opens_once():
    assert connection.vendor == "postgresql"
    officer = UserFactory(roles=["officer"])
    call = prepared(officer)

    got = together(lambda _n: open_call(call=call, by=officer, at=NOON))

    assert sum(isinstance(one, Call) for one in got) == 1
    assert sum(isinstance(one, WrongState) for one in got) == CLICKS - 1
    assert call.versions.count() == 1


def test_edits_of_an_open_call_at_once_make_one_next_version_and_lose_nothing_in_silence():
    officer = UserFactory(roles=["officer"])
    call = open_call(call=prepared(officer), by=officer, at=NOON)
    reviewing = call.versions.get().content["reviewing"]
    seen = fingerprint(reviewing)

    got = together(
        lambda n: edit_definition(
            call=call,
            path="reviewing",
            value=reviewing | {"days_to_review": 40 + n},
            seen=seen,
            by=officer,
            at=NOON,
        )
    )

    assert sum(isinstance(one, DomainError) for one in got) == CLICKS - 1
    assert sorted(call.versions.values_list("number", flat=True)) == [1, 2]
