"""Two people at once, on the database that production uses."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from grappe.hub.audit.models import Event
from grappe.hub.proposals import services
from grappe.hub.proposals.errors import StaleAnswer
from grappe.hub.proposals.models import Answer, Snapshot
from grappe.kit.states import WrongState
from tests.factories import NOON
from tests.hub.proposals import stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="locks of PostgreSQL"),
]
assert connection


def together(*acts):
    """Run acts at the same moment, each on its own connection; return what each raised or gave."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            barrier.wait()
            results[number] = act()
        except Exception as refused:
            results[number] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_savers_of_one_answer_one_is_stored_and_the_other_sees_both():
    proposal = stage.ready()
    owner, other = stage.owner_of(proposal), stage.partner_person(proposal)

    def save(text, by):
        return lambda: services.set_answer(
            proposal=proposal, question="problem", value=text, by=by, at=NOON, revision=1
        )

    results = together(save("Mine.", owner), save("Theirs.", other))

    stale = [one for one in results if isinstance(one, StaleAnswer)]
    kept = [one for one in results if isinstance(one, Answer)]
    assert (len(stale), len(kept)) == (1, 1)
    conflict = stale[0].params["conflicts"][0]
    assert {conflict["mine"], conflict["theirs"]} == {"Mine.", "Theirs."}
    assert Answer.objects.get(question="problem").value == conflict["theirs"]


def test_a_double_submission_leaves_one_version_and_one_trace():
    proposal = stage.ready()
    owner = stage.owner_of(proposal)

    def submit():
        return services.submit_proposal(proposal=proposal, by=owner, at=NOON)

    results = together(submit, submit, submit)

    assert sum(isinstance(one, WrongState) for one in results) == 2
    assert Snapshot.objects.count() == 1
    assert Event.objects.filter(verb="proposal.submitted").count() == 1
