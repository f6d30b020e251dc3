"""The trace tells nobody of a proposal that they are in conflict with, auditors and directors too."""

import pytest
from django.urls import reverse
from django.utils import timezone

from grappe.hub.audit.models import Event
from grappe.hub.audit.queries import verify, visible_to
from grappe.hub.audit.services import record
from grappe.hub.decisions.models import Decision
from grappe.hub.people.services import create_token
from grappe.hub.proposals.models import ConflictDeclaration, Partner
from tests.factories import (
    NOON,
    AffiliationFactory,
    AssignmentFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.hub.decisions.stage import set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """A round that committee and board have decided, with a recusal and an assignment on item 0."""
    stage = set_stage()
    for number in (0, 1):
        stage.fund(number, 100_000)
    stage.decline(2)
    stage.ratified()
    item = stage.item(0)
    member = stage.committee[0]
    recusal = item.recusals.create(member=member, body="committee", rule="declared", at=NOON)
    record("recusal.declared", recusal, by=member, at=NOON, label=item.proposal.reference)
    review = AssignmentFactory(proposal=item.proposal)
    record("review.invited", review, by=None, at=NOON, label=item.proposal.reference)
    record("proposal.submitted", item.proposal, by=None, at=NOON)
    return stage


def bar(user, proposal):
    ConflictDeclaration.objects.create(
        user=user, proposal=proposal, reason="x", declared_by=user, declared_at=NOON
    )


def told(text, proposal):
    return proposal.reference in text


@pytest.mark.parametrize("role", ["auditor", "director"])
def test_a_conflicted_reader_finds_no_entry_on_the_proposal_at_any_door(client, meeting, role):
    barred, free = meeting.proposals[0], meeting.proposals[1]
    reader = UserFactory(roles=[role])
    bar(reader, barred)
    client.force_login(reader)
    decision = Decision.objects.get(proposal=barred)
    _token, secret = create_token(user=reader, name="t", days=None, by=reader, at=timezone.now())
    answers = [
        client.get(reverse("audit:events")),
        client.get(reverse("audit:events") + "?export=json"),
        client.get(reverse("audit:events") + f"?q={barred.reference}"),
        client.get("/api/trace/events?limit=200", headers={"Authorization": f"Bearer {secret}"}),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    rows = [answers[0].text, answers[1].text, answers[3].text]
    assert [told(text, barred) for text in rows] == [False] * 3
    assert [told(text, free) for text in rows] == [True] * 3
    assert "recusal" not in answers[3].text.lower()
    for kind, pk in [("proposals.proposal", barred.pk), ("decisions.decision", decision.pk)]:
        assert client.get(reverse("audit:history", args=[kind, pk])).status_code == 404
    kept = client.get(reverse("audit:history", args=["proposals.proposal", free.pk]))
    assert kept.status_code == 200


def test_everything_that_hangs_on_the_proposal_is_hidden_and_nothing_else(meeting):
    barred = meeting.proposals[0]
    reader = UserFactory(roles=["auditor"])
    before = set(visible_to(reader).values_list("pk", flat=True))
    assert before == set(Event.objects.values_list("pk", flat=True))

    bar(reader, barred)

    hidden = Event.objects.filter(
        pk__in=before - set(visible_to(reader).values_list("pk", flat=True))
    )
    assert {event.kind for event in hidden} >= {
        "proposals.proposal",
        "reviews.assignment",
        "decisions.item",
        "decisions.recusal",
        "decisions.decision",
        "decisions.poll",
    }
    assert {e.verb for e in hidden if e.kind == "decisions.poll"} == {"vote.cast", "poll.closed"}
    left = visible_to(reader).exclude(kind__startswith="people.")
    assert not [e for e in left if barred.reference in f"{e.label} {e.data}"]
    assert left.filter(kind="decisions.meeting").exists()
    others = {e.label for e in hidden if e.kind != "decisions.poll"}
    assert not [label for label in others for p in meeting.proposals[1:] if p.reference in label]


def test_a_director_of_ones_own_side_reads_of_no_outcome(client, meeting):
    firm = OrganisationFactory()
    Partner.objects.filter(proposal=meeting.proposals[0], role="lead").delete()
    Partner.objects.create(proposal=meeting.proposals[0], organisation=firm, role="lead")
    reader = AffiliationFactory(organisation=firm, user=UserFactory(roles=["director"])).user
    client.force_login(reader)

    text = client.get(reverse("audit:events")).text

    assert not told(text, meeting.proposals[0])
    assert told(text, meeting.proposals[1])


def test_the_chain_is_proved_whole_to_a_reader_who_may_not_read_all_of_it(client, meeting):
    reader = UserFactory(roles=["auditor"])
    bar(reader, meeting.proposals[0])
    client.force_login(reader)

    assert verify().sound
    assert "The trace is whole" in client.post(reverse("audit:verify"), {"expected": ""}).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_a_conflicted_reader_the_same_for_any_number(
    client, meeting, rows, django_assert_max_num_queries
):
    reader = UserFactory(roles=["auditor"])
    for proposal in meeting.proposals[:rows]:
        bar(reader, proposal)
    client.force_login(reader)

    with django_assert_max_num_queries(12):
        assert client.get(reverse("audit:events")).status_code == 200
