"""Handing in, taking back, and what officers do before the experts."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.notices.models import Notice
from grappe.hub.proposals import documents, queries, services
from grappe.hub.proposals.errors import (
    CallNotOpen,
    DueInThePast,
    NewerVersion,
    NoRound,
    NotInDraft,
    NotReady,
    ReasonNeeded,
    TooLate,
)
from grappe.hub.proposals.models import Proposal, Snapshot
from grappe.kit.states import WrongState
from tests.factories import (
    NOON,
    AffiliationFactory,
    CallVersionFactory,
    OrganisationFactory,
    RoundFactory,
    UserFactory,
)
from tests.hub.proposals import stage

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 2, 1, tzinfo=UTC)


def verbs():
    return list(Event.objects.order_by("sequence").values_list("verb", flat=True))


def submit(proposal, at=NOON):
    return services.submit_proposal(proposal=proposal, by=stage.owner_of(proposal), at=at)


def test_a_ready_proposal_is_submitted_frozen_and_told_to_everybody_concerned():
    proposal = stage.ready()
    round_ = stage.with_round(proposal)
    officer = UserFactory(roles=["officer"])

    snapshot = submit(proposal)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_at, proposal.round) == ("submitted", NOON, round_)
    assert (proposal.cost, proposal.asked) == (Decimal(100_000), Decimal(40_000))
    assert snapshot.sha256 == hashlib.sha256(bytes(snapshot.content)).hexdigest()
    event = Event.objects.get(verb="proposal.submitted")
    assert (event.from_state, event.to_state) == ("draft", "submitted")
    assert event.data == {"sha256": snapshot.sha256, "number": 1}
    told = Notice.objects.filter(key="proposal.submitted").values_list("recipient_id", flat=True)
    assert set(told) == {stage.owner_of(proposal).pk, stage.partner_person(proposal).pk}
    assert Notice.objects.filter(key="proposal.received", recipient=officer).count() == 1


def test_submitting_confirms_the_leads_own_part_but_nobody_elses():
    proposal = stage.ready()
    assert proposal.partners.get(is_lead=True).confirmed_at is None

    submit(proposal)

    assert proposal.partners.get(is_lead=True).confirmed_by == stage.owner_of(proposal)
    assert proposal.partners.get(is_lead=False).confirmed_by == stage.partner_person(proposal)


def test_a_conflicted_officer_is_not_told_of_what_was_received():
    proposal = stage.ready()
    officer = UserFactory(roles=["officer"])
    AffiliationFactory(user=officer, organisation=proposal.lead, role="viewer")

    submit(proposal)

    assert not Notice.objects.filter(recipient=officer).exists()


def test_the_frozen_version_holds_everything_and_stays_the_same_bytes():
    proposal = stage.ready()
    services.attach(
        proposal=proposal, file=stage.pdf(), question="plan", by=stage.owner_of(proposal), at=NOON
    )
    snapshot = submit(proposal)
    before = bytes(snapshot.content)
    services.return_proposal(
        proposal=proposal,
        reason="The plan lacks a date.",
        due_at=LATER,
        by=UserFactory(roles=["officer"]),
        at=NOON,
    )
    services.set_basics(
        proposal=proposal, values={"title_en": "Changed"}, by=stage.owner_of(proposal), at=NOON
    )

    document = queries.read_document(Snapshot.objects.get(pk=snapshot.pk))

    assert bytes(Snapshot.objects.get(pk=snapshot.pk).content) == before
    assert document["basics"]["title_en"] == "Berth planning"
    assert document["call"]["version"] == 1
    assert document["money"]["asked"] == "40000.00"
    assert [one["sha256"] for one in document["attachments"]] == [proposal.attachments.get().sha256]
    assert {one["question"] for one in document["answers"]} == {
        "problem",
        "personal",
        "trips",
        "plan",
    }
    assert queries.canonical(json.loads(before)) == before


def test_submitting_twice_is_refused_and_leaves_one_version():
    proposal = stage.ready()
    submit(proposal)

    with pytest.raises(WrongState):
        submit(proposal)

    assert Snapshot.objects.count() == 1
    assert verbs().count("proposal.submitted") == 1


def test_an_unfinished_draft_is_refused_with_every_gap_and_nothing_changes():
    proposal = stage.started()

    with pytest.raises(NotReady) as refused:
        submit(proposal)

    sections = [gap["section"] for gap in refused.value.params["gaps"]]
    assert {"basics", "answers/project", "consortium", "budget", "benefits", "ip"} <= set(sections)
    assert refused.value.params["count"] == len(sections)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_at) == ("draft", None)
    assert not Snapshot.objects.exists()
    assert proposal.partners.get().confirmed_at is None


def test_a_partner_that_has_not_confirmed_stops_the_submission():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=False)
    services.change_part(
        partner=partner, contribution="Something else.", by=stage.owner_of(proposal), at=NOON
    )

    with pytest.raises(NotReady) as refused:
        submit(proposal)

    assert [gap["anchor"] for gap in refused.value.params["gaps"]] == [f"part-{partner.pk}"]


def test_a_failed_rule_stops_the_submission_with_its_reason():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=False)
    partner.organisation.employees = 2_000
    partner.organisation.save()

    with pytest.raises(NotReady) as refused:
        submit(proposal)

    assert refused.value.params["first"].startswith("0 of 2 partners have fewer than 500")


def test_costs_that_nobody_pays_stop_the_submission():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=True)
    services.set_funding(partner=partner, funding=[], by=stage.owner_of(proposal), at=NOON)

    with pytest.raises(NotReady) as refused:
        submit(proposal)

    assert [g["section"] for g in refused.value.params["gaps"]] == ["funding"]
    assert "$30,000" in refused.value.params["first"]


def test_an_answer_over_its_words_stops_the_submission():
    proposal = stage.ready()
    services.set_answer(
        proposal=proposal,
        question="problem",
        value="word " * 53,
        by=stage.owner_of(proposal),
        at=NOON,
    )

    with pytest.raises(NotReady) as refused:
        submit(proposal)

    assert refused.value.params["first"] == "Shorten “What problem?” by 3 words."


def test_a_question_that_a_condition_calls_for_must_be_answered():
    proposal = stage.ready()
    owner = stage.owner_of(proposal)
    services.set_answer(proposal=proposal, question="personal", value="yes", by=owner, at=NOON)

    with pytest.raises(NotReady) as refused:
        submit(proposal)
    assert refused.value.params["first"] == "Answer “How protected?”."

    services.set_answer(proposal=proposal, question="privacy", value="Masked.", by=owner, at=NOON)
    assert submit(proposal).number == 1


@pytest.mark.parametrize(
    ("state", "at"),
    [("open", datetime(2027, 1, 31, tzinfo=UTC)), ("closed", NOON), ("archived", NOON)],
)
def test_a_call_that_is_closed_by_its_clock_or_by_hand_takes_nothing(state, at):
    proposal = stage.ready()
    proposal.call.state = state
    proposal.call.save()

    with pytest.raises(CallNotOpen):
        submit(proposal, at=at)

    assert not Snapshot.objects.exists()
    proposal.refresh_from_db()
    assert proposal.state == "draft"


def test_the_last_second_before_the_close_counts():
    proposal = stage.ready()

    assert submit(proposal, at=datetime(2027, 1, 30, 23, 59, 59, tzinfo=UTC)).number == 1


def test_a_call_changed_meanwhile_must_be_taken_over_and_answers_are_kept():
    proposal = stage.ready()
    owner = stage.owner_of(proposal)
    newer = CallVersionFactory(call=proposal.call, number=2, content=stage.definition())
    with pytest.raises(NewerVersion):
        submit(proposal)

    services.adopt_version(proposal=proposal, by=owner, at=NOON)
    snapshot = submit(proposal)

    assert queries.read_document(snapshot)["call"]["version"] == newer.number
    assert proposal.answers.get(question="problem").value == "Ships wait for cranes."


def test_a_submitted_proposal_keeps_the_version_that_it_answered():
    proposal = stage.ready()
    submit(proposal)

    CallVersionFactory(call=proposal.call, number=2, content=stage.definition())

    proposal.refresh_from_db()
    assert proposal.version.number == 1


def test_a_submitted_proposal_cannot_be_edited():
    proposal = stage.ready()
    submit(proposal)

    with pytest.raises(NotInDraft):
        services.set_answer(
            proposal=proposal, question="problem", value="x", by=stage.owner_of(proposal), at=NOON
        )

    assert proposal.answers.get(question="problem").value == "Ships wait for cranes."


def test_returned_for_correction_it_may_be_handed_in_after_the_close_until_its_day():
    proposal = stage.ready()
    submit(proposal)
    services.return_proposal(
        proposal=proposal,
        reason="The budget of the second year is missing.",
        due_at=LATER,
        by=UserFactory(roles=["officer"]),
        at=NOON,
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.return_due_at) == ("draft", LATER)
    notice = Notice.objects.filter(key="proposal.returned").first()
    assert "The budget of the second year is missing." in notice.body

    with pytest.raises(TooLate):
        submit(proposal, at=LATER + timedelta(seconds=1))
    assert submit(proposal, at=LATER).number == 2


@pytest.mark.parametrize(
    ("reason", "due_at", "error"),
    [("short", LATER, ReasonNeeded), ("Long enough a reason.", NOON, DueInThePast)],
)
def test_returning_needs_a_reason_and_a_day_to_come(reason, due_at, error):
    proposal = stage.ready()
    submit(proposal)

    with pytest.raises(error):
        services.return_proposal(
            proposal=proposal,
            reason=reason,
            due_at=due_at,
            by=UserFactory(roles=["officer"]),
            at=NOON,
        )

    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert "proposal.returned" not in verbs()


def test_two_stages_expression_of_interest_then_full_proposal():
    proposal = stage.ready(stage.definition(stages=["eoi", "full"]))
    owner, officer = stage.owner_of(proposal), UserFactory(roles=["officer"])
    assert proposal.state == "eoi_draft"

    eoi = submit(proposal)
    services.invite_to_full(
        proposal=proposal, due_at=LATER, note="Explain the data.", by=officer, at=NOON
    )
    with pytest.raises(NotReady):
        submit(proposal)
    stage.price(proposal, owner)
    partner = proposal.partners.get(is_lead=False)
    services.confirm_part(
        partner=partner,
        seen=queries.part_digest(partner),
        by=stage.partner_person(proposal),
        at=NOON,
    )
    full = submit(proposal)

    assert (eoi.stage, full.stage) == ("eoi", "full")
    assert queries.read_document(eoi)["eligibility"][-1]["rule"] == "smes"
    assert queries.read_document(full)["eligibility"][-1]["rule"] == "stacking"


def test_an_expression_of_interest_may_be_returned_or_not_invited():
    proposal = stage.ready(stage.definition(stages=["eoi", "full"]))
    officer = UserFactory(roles=["officer"])
    submit(proposal)
    services.return_proposal(
        proposal=proposal, reason="Name the adopter.", due_at=LATER, by=officer, at=NOON
    )
    proposal.refresh_from_db()
    assert proposal.state == "eoi_draft"
    submit(proposal)

    services.not_invite(proposal=proposal, reason="Outside of the theme.", by=officer, at=NOON)

    proposal.refresh_from_db()
    assert proposal.state == "not_invited"
    assert Notice.objects.filter(key="proposal.not_invited").count() == 2


def test_a_withdrawn_draft_tells_its_people_and_no_officer():
    proposal = stage.ready()
    UserFactory(roles=["officer"])

    services.withdraw_proposal(proposal=proposal, reason="", by=stage.owner_of(proposal), at=NOON)

    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert Notice.objects.filter(key="proposal.withdrawn").count() == 2


def test_a_withdrawn_submission_tells_the_officers_too():
    proposal = stage.ready()
    officer = UserFactory(roles=["officer"])
    submit(proposal)

    services.withdraw_proposal(
        proposal=proposal, reason="Partner gone.", by=stage.owner_of(proposal), at=NOON
    )

    assert Notice.objects.filter(key="proposal.withdrawn", recipient=officer).count() == 1
    with pytest.raises(WrongState):
        services.withdraw_proposal(
            proposal=proposal, reason="", by=stage.owner_of(proposal), at=NOON
        )


def test_continuous_intake_goes_to_the_next_round_that_is_not_cut_off():
    proposal = stage.ready(mode="continuous", closes_at=None)
    RoundFactory(call=proposal.call, number=1, cutoff_at=NOON - timedelta(days=1))
    near = RoundFactory(call=proposal.call, number=2, cutoff_at=NOON + timedelta(days=5))
    RoundFactory(call=proposal.call, number=3, cutoff_at=NOON + timedelta(days=50))

    submit(proposal)

    proposal.refresh_from_db()
    assert proposal.round == near


def test_a_round_of_another_call_is_refused():
    proposal = stage.ready()
    submit(proposal)

    with pytest.raises(NoRound):
        services.assign_round(
            proposal=proposal, round=RoundFactory(), by=UserFactory(roles=["officer"]), at=NOON
        )

    proposal.refresh_from_db()
    assert proposal.round is None


def test_the_receipt_is_a_pdf_made_from_the_frozen_version_alone():
    proposal = stage.ready()
    snapshot = submit(proposal)
    before = documents.receipt(snapshot)
    Proposal.objects.filter(pk=proposal.pk).update(title_en="Changed behind")

    again = documents.receipt(Snapshot.objects.get(pk=snapshot.pk))

    assert again[:5] == b"%PDF-"
    assert again == before


def test_a_receipt_is_in_the_language_of_the_proposal():
    from io import BytesIO

    from pypdf import PdfReader

    proposal = stage.ready()
    services.set_basics(
        proposal=proposal,
        values={"language": "fr", "title_fr": "Planification des quais", "summary_fr": "Résumé."},
        by=stage.owner_of(proposal),
        at=NOON,
    )
    reader = PdfReader(BytesIO(documents.receipt(submit(proposal))))
    text = "".join(page.extract_text() for page in reader.pages)

    assert "Planification des quais" in text
    assert reader.trailer["/Root"]["/Lang"] == "fr-CA"


def test_what_changed_between_two_versions_is_told_readably():
    proposal = stage.ready()
    first = queries.read_document(submit(proposal))
    services.return_proposal(
        proposal=proposal,
        reason="Say more, please.",
        due_at=LATER,
        by=UserFactory(roles=["officer"]),
        at=NOON,
    )
    services.set_answer(
        proposal=proposal,
        question="problem",
        value="Ships wait.",
        by=stage.owner_of(proposal),
        at=NOON,
    )
    second = queries.read_document(submit(proposal))

    changes = queries.compare(first, second)

    assert [(c.name, c.before, c.after) for c in changes] == [
        ("What problem?", "Ships wait for cranes.", "Ships wait.")
    ]


def test_starting_under_a_closed_call_is_refused_and_creates_nothing():
    version = CallVersionFactory(call__state="closed")
    lead = OrganisationFactory()

    with pytest.raises(CallNotOpen):
        services.start_proposal(
            call=version.call, organisation=lead, by=stage.person(lead), at=NOON
        )

    assert not Proposal.objects.exists()


def test_a_new_draft_has_a_reference_its_lead_and_a_trace():
    proposal = stage.started()

    assert proposal.reference == f"P-2026-{proposal.pk:05d}"
    assert proposal.partners.get().organisation == proposal.lead
    assert (proposal.title_en, proposal.title_fr) == ("Berth planning", "")
    assert verbs() == ["proposal.started"]
