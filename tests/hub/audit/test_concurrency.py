import threading

import pytest
from django.db import close_old_connections, connection, connections, transaction

from grappe.hub.audit.models import Event
from grappe.hub.audit.queries import verify
from grappe.hub.audit.services import record
from tests.factories import NOON, OrganisationFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time by nature")
def test_acts_at_the_same_time_never_fork_the_chain():
    firm, failures, gate = OrganisationFactory(), [], threading.Barrier(6)

    def act(name):
        try:
            gate.wait(10)
            for n in range(10):
                with transaction.atomic():
                    record(f"organisation.{name}", firm, by=None, at=NOON, n=n)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(f"act{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()

    assert failures == []
    assert verify().sound
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, 61)
    )


@pytest.mark.django_db(transaction=True)
def test_an_undone_act_leaves_no_hole():
    firm = OrganisationFactory()

    @transaction.atomic
    def act():
        record("organisation.undone", firm, by=None, at=NOON)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()

    record("organisation.done", firm, by=None, at=NOON)

    assert verify().count == 1
    assert connection.in_atomic_block is False
