from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grappe.hub.audit.enums import Fault
from grappe.hub.audit.models import ChainHead, Event
from grappe.hub.audit.queries import NO_HASH, acts_of, digest_of, history_of, verify
from grappe.hub.audit.services import record
from tests.factories import NOON, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory(legal_name="Optel Inc.")


@pytest.fixture
def chain(firm):
    by = UserFactory()
    return [record(f"organisation.act{n}", firm, by=by, at=NOON, step=n) for n in range(1, 6)]


@pytest.fixture
def unguarded():
    """Somebody with the keys of the database takes the trigger away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_final")
        else:
            cursor.execute("DROP TRIGGER audit_event_is_final")


def tamper(number, **fields):
    Event.objects.filter(sequence=number).update(**fields)


def verdict(**kwargs):
    found = verify(**kwargs)
    return found.count, found.broken, found.fault


def test_an_empty_chain_is_sound():
    assert verdict() == (0, None, None)
    assert verify().head == NO_HASH


def test_a_whole_chain_is_sound_and_gives_its_head(chain):
    assert verdict() == (5, None, None)
    assert verify().head == chain[-1].hash == ChainHead.objects.get().hash


def test_an_entry_says_who_what_when_from_to(firm):
    by = UserFactory(full_name="Ada")

    event = record(
        "organisation.changed",
        firm,
        by=by,
        at=NOON,
        from_state="a",
        to_state="b",
        fee=Decimal("1.50"),
    )

    event.refresh_from_db()
    assert (event.actor, event.actor_name, event.verb) == (by, "Ada", "organisation.changed")
    assert (event.kind, event.object_id) == ("people.organisation", str(firm.pk))
    assert (event.label, event.from_state, event.to_state) == ("Optel Inc.", "a", "b")
    assert (event.at, event.data) == (NOON, {"fee": "1.50"})


@pytest.mark.parametrize("step", [1, 2, 1_000])
@pytest.mark.parametrize(
    "change",
    [
        {"verb": "organisation.nothing"},
        {"data": {"step": 99}},
        {"at": NOON + timedelta(microseconds=1)},
        {"actor_name": "Somebody else"},
        {"object_id": "7"},
        {"to_state": "approved"},
        {"hash": "f" * 64},
        {"actor": None},
    ],
)
def test_an_altered_entry_is_named(chain, unguarded, change, step):
    tamper(3, **change)

    assert verdict(step=step) == (2, 3, Fault.ALTERED)


def test_an_entry_altered_with_its_hash_breaks_the_next(chain, unguarded):
    event = chain[2]
    event.verb = "organisation.nothing"
    tamper(3, verb=event.verb, hash=digest_of(event))

    assert verdict() == (3, 4, Fault.REORDERED)


@pytest.mark.parametrize("gone", [1, 3])
def test_a_removed_entry_is_named(chain, unguarded, gone):
    Event.objects.filter(sequence=gone).delete()

    assert verdict() == (gone - 1, gone, Fault.REMOVED)


def test_a_removed_entry_is_named_even_when_the_rest_is_renumbered(chain, unguarded):
    Event.objects.filter(sequence=3).delete()
    tamper(4, sequence=3)
    tamper(5, sequence=4)

    assert verdict() == (2, 3, Fault.REORDERED)


def test_swapped_entries_are_named(chain, unguarded):
    tamper(2, sequence=99)
    tamper(3, sequence=2)
    tamper(99, sequence=3)

    assert verdict() == (1, 2, Fault.REORDERED)


def test_a_cut_tail_is_named(chain, unguarded):
    Event.objects.filter(sequence__gte=4).delete()

    assert verdict() == (3, 4, Fault.CUT)


def test_a_replaced_head_is_named(chain):
    ChainHead.objects.update(hash="f" * 64)

    assert verdict() == (5, 5, Fault.HEAD)


@pytest.mark.parametrize("gone", [False, True])
def test_a_head_that_was_set_back_is_named(chain, gone):
    if gone:
        ChainHead.objects.all().delete()
    else:
        ChainHead.objects.update(sequence=4, hash=chain[3].hash)

    assert verdict() == (0 if gone else 4, 1 if gone else 5, Fault.HEAD)


def test_a_chain_rewritten_to_its_end_is_told_by_a_receipt_kept_elsewhere(chain, unguarded):
    receipt, last = verify().head, chain[3].previous_hash
    for event in chain[3:]:
        event.verb, event.previous_hash = "organisation.nothing", last
        event.hash = last = digest_of(event)
        tamper(event.sequence, verb=event.verb, previous_hash=event.previous_hash, hash=last)
    ChainHead.objects.update(hash=last)

    assert verdict() == (5, None, None)
    assert verdict(expected=receipt) == (5, 5, Fault.RECEIPT)


def test_a_receipt_of_an_earlier_day_still_holds(chain, firm):
    receipt = verify().head
    record("organisation.later", firm, by=None, at=NOON)

    assert verdict(expected=receipt) == (6, None, None)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_edit_the_trace(chain, act):
    if act == "delete" and connection.vendor == "sqlite":
        pytest.skip("SQLite refuses UPDATE only; a deleted entry is found by verify()")
    rows = Event.objects.filter(sequence=2)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(verb="x") if act == "update" else rows.delete()

    assert verdict() == (5, None, None)


def test_history_of_an_object_is_its_own_newest_first(chain, firm):
    record("organisation.other", OrganisationFactory(), by=None, at=NOON)

    assert [event.sequence for event in history_of(firm)] == [5, 4, 3, 2, 1]
    assert acts_of(chain[0].actor).count() == 5


def test_record_takes_three_statements(firm, django_assert_num_queries):
    record("organisation.first", firm, by=None, at=NOON)

    with django_assert_num_queries(3):
        record("organisation.second", firm, by=None, at=NOON)


def test_a_refused_act_leaves_no_entry(firm):
    @transaction.atomic
    def act():
        record("organisation.act", firm, by=None, at=NOON)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()

    assert verdict() == (0, None, None)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=plain, label=st.text(max_size=400))
def test_whatever_is_recorded_verifies(firm, data, label):
    event = record("organisation.act", firm, by=None, at=NOON, label=label, data=data)

    assert digest_of(Event.objects.get(pk=event.pk)) == event.hash


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "é" * 400])
def test_texts_that_no_database_holds_are_mended_not_lost(firm, text):
    record("organisation.act", firm, by=None, at=NOON, label=text, note=text)

    assert verify().sound
