"""Writing a draft: answers, basics, parts, money; what did not change is asserted too."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from grappe.hub.audit.models import Event
from grappe.hub.notices.models import Notice
from grappe.hub.proposals import queries, services
from grappe.hub.proposals.enums import PROPOSAL_MOVES
from grappe.hub.proposals.errors import (
    AlreadyPartner,
    BadAmount,
    BadText,
    LeadStays,
    NothingToConfirm,
    PartInUse,
    QuarterOutside,
    StaleAnswer,
    StaleBudget,
    UnknownCategory,
    UnknownQuestion,
)
from grappe.hub.proposals.models import Answer, CostLine, FundingLine, Partner, Proposal
from grappe.kit.errors import DomainError
from tests.factories import NOON, OrganisationFactory
from tests.hub.proposals import stage

pytestmark = pytest.mark.django_db


def test_a_first_answer_has_revision_1_and_the_same_again_changes_nothing():
    proposal = stage.started()
    owner = stage.owner_of(proposal)
    said = {"proposal": proposal, "question": "problem", "by": owner, "at": NOON}

    first = services.set_answer(value=" Text. ", revision=0, **said)
    again = services.set_answer(value="Text.", revision=0, **said)

    assert (first.value, first.revision) == ("Text.", 1)
    assert again.revision == 1


def test_a_stale_answer_saves_nothing_of_what_came_with_it():
    proposal = stage.ready()
    owner = stage.owner_of(proposal)

    with pytest.raises(StaleAnswer) as refused:
        services.set_answers(
            proposal=proposal,
            answers={"trips": "5", "problem": "Mine."},
            revisions={"problem": 0},
            by=owner,
            at=NOON,
        )

    assert refused.value.params["conflicts"][0]["theirs"] == "Ships wait for cranes."
    assert not Answer.objects.filter(question="trips").exists()


@pytest.mark.parametrize("question", ["nothing", "plan"])
def test_an_answer_to_no_question_or_to_one_for_files_is_refused(question):
    proposal = stage.started()

    with pytest.raises((UnknownQuestion, DomainError)) as refused:
        services.set_answer(
            proposal=proposal, question=question, value="x", by=stage.owner_of(proposal), at=NOON
        )

    assert refused.value.status == 422
    assert not Answer.objects.exists()


def test_two_people_who_change_one_basic_field_both_keep_their_text():
    proposal = stage.started()
    owner = stage.owner_of(proposal)
    said = {"proposal": proposal, "by": owner, "at": NOON}
    services.set_basics(values={"summary_en": "First."}, revisions={"summary_en": 0}, **said)

    with pytest.raises(StaleAnswer) as refused:
        services.set_basics(values={"summary_en": "Second."}, revisions={"summary_en": 0}, **said)

    conflict = refused.value.params["conflicts"][0]
    assert (conflict["mine"], conflict["theirs"]) == ("Second.", "First.")
    assert Proposal.objects.get().summary_en == "First."


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": "2027-01-01", "starts_on": "2027-04-01"},
        {"rate": "140"},
        {"rate": "-1"},
        {"sector": "witchcraft"},
        {"functions": ["planning", "nothing"]},
        {"starts_on": "soon"},
        {"starts_on": "9999-12-31"},
        {"title_en": "x" * 201},
        {"state": "ratified"},
    ],
)
def test_bad_basics_are_refused_and_change_nothing(values):
    proposal = stage.started()
    before = Proposal.objects.values().get()

    with pytest.raises(BadText):
        services.set_basics(proposal=proposal, values=values, by=stage.owner_of(proposal), at=NOON)

    assert Proposal.objects.values().get() == before


@pytest.mark.parametrize(("typed", "rate"), [("40 %", "0.4"), ("37,5", "0.375"), ("0.4", "0.4")])
def test_a_rate_is_read_as_people_write_it(typed, rate):
    proposal = stage.started()

    services.set_basics(
        proposal=proposal, values={"rate": typed}, by=stage.owner_of(proposal), at=NOON
    )

    assert Proposal.objects.get().rate == Decimal(rate)


def test_changing_a_confirmed_budget_takes_back_the_confirmation_and_tells_its_people():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=False)
    other = stage.partner_person(proposal)
    assert partner.confirmed_at == NOON

    services.set_cost_lines(
        partner=partner, costs={("labour", stage.Q1): 1}, by=stage.owner_of(proposal), at=NOON
    )

    partner.refresh_from_db()
    assert (partner.confirmed_at, partner.confirmed_by, partner.confirmed_hash) == (None, None, "")
    assert Notice.objects.get(key="proposal.part_unconfirmed").recipient == other
    assert Event.objects.filter(verb="proposal.part_unconfirmed").count() == 1


def test_saving_the_same_budget_again_keeps_the_confirmation():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=False)
    same = {(c.category, c.quarter): c.amount for c in partner.costs.all()}

    services.set_cost_lines(partner=partner, costs=same, by=stage.owner_of(proposal), at=NOON)

    partner.refresh_from_db()
    assert partner.confirmed_at == NOON


def test_the_other_partners_part_stays_confirmed_when_one_changes():
    proposal = stage.ready()
    lead = proposal.partners.get(is_lead=True)

    services.change_part(partner=lead, contribution="More.", by=stage.owner_of(proposal), at=NOON)

    assert proposal.partners.get(is_lead=False).confirmed_at == NOON


def test_totals_follow_the_budget_and_leave_out_what_is_not_eligible():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=False)

    services.set_cost_lines(
        partner=partner,
        costs={("labour", stage.Q1): "10000.01", ("capital", stage.Q1): "99"},
        by=stage.owner_of(proposal),
        at=NOON,
    )

    proposal.refresh_from_db()
    assert proposal.cost == Decimal("60000.01")
    assert proposal.asked == Decimal("24000.00")
    asked = [block.asked for block in queries.grid_of(proposal).blocks]
    assert sum(asked) == proposal.asked


@pytest.mark.parametrize(
    ("key", "amount", "error"),
    [
        (("labour", stage.Q1), "-1", BadAmount),
        (("labour", stage.Q1), "1e30", BadAmount),
        (("labour", stage.Q1), float("nan"), BadAmount),
        (("labour", stage.Q1), None, None),
        (("travel", stage.Q1), "1", UnknownCategory),
        (("labour", date(2030, 1, 1)), "1", QuarterOutside),
        (("labour", date(2027, 5, 1)), "1", QuarterOutside),
    ],
)
def test_a_cost_that_cannot_be_is_refused_and_the_grid_stays(key, amount, error):
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=True)
    before = sorted(CostLine.objects.values_list("partner_id", "quarter", "amount"))
    said = {"partner": partner, "by": stage.owner_of(proposal), "at": NOON}

    if error is None:
        services.set_cost_lines(costs={key: amount}, **said)
        assert not partner.costs.exists()
        return
    with pytest.raises(error):
        services.set_cost_lines(costs={key: amount}, **said)

    assert sorted(CostLine.objects.values_list("partner_id", "quarter", "amount")) == before


def test_a_stale_budget_shows_every_cell_that_differs():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=True)

    with pytest.raises(StaleBudget) as refused:
        services.set_cost_lines(
            partner=partner,
            costs={("labour", stage.Q1): 5, ("labour", stage.Q2): 20_000},
            base="0" * 64,
            by=stage.owner_of(proposal),
            at=NOON,
        )

    assert refused.value.params["cells"] == [
        {"name": "Labour, 2027-28 Q1", "mine": "$5", "theirs": "$30,000"}
    ]
    assert partner.costs.get(quarter=stage.Q1).amount == Decimal(30_000)


def test_the_same_source_twice_is_added_up_and_named_givers_stay_apart():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=True)

    services.set_funding(
        partner=partner,
        funding=[
            ("cash", "", "1"),
            ("cash", " ", "2"),
            ("federal", "IRAP", 5),
            ("federal", "SIF", 6),
        ],
        by=stage.owner_of(proposal),
        at=NOON,
    )

    rows = FundingLine.objects.filter(partner=partner).order_by("source", "label")
    assert [(r.source, r.label, r.amount) for r in rows] == [
        ("cash", "", Decimal(3)),
        ("federal", "IRAP", Decimal(5)),
        ("federal", "SIF", Decimal(6)),
    ]


def test_an_organisation_takes_part_once_even_after_a_merger():
    proposal = stage.ready()
    absorbed = OrganisationFactory(merged_into=proposal.lead)

    with pytest.raises(AlreadyPartner):
        services.add_partner(
            proposal=proposal, organisation=absorbed, by=stage.owner_of(proposal), at=NOON
        )

    assert proposal.partners.count() == 2


def test_inviting_a_partner_tells_its_people_who_must_act():
    proposal = stage.ready()

    notice = Notice.objects.get(key="proposal.partner_invited")

    assert notice.recipient == stage.partner_person(proposal)
    assert notice.must_act
    assert notice.url == f"/proposals/{proposal.pk}/consortium/"


def test_the_lead_cannot_be_removed_but_can_hand_over():
    proposal = stage.ready()
    owner = stage.owner_of(proposal)
    lead, other = proposal.partners.get(is_lead=True), proposal.partners.get(is_lead=False)
    with pytest.raises(LeadStays):
        services.remove_partner(partner=lead, by=owner, at=NOON)

    services.make_lead(partner=other, by=owner, at=NOON)

    proposal.refresh_from_db()
    assert proposal.lead == other.organisation
    assert proposal.partners.filter(is_lead=True).count() == 1
    assert proposal.partners.count() == 2


def test_a_partner_that_owns_ip_stays_until_another_owns_it():
    proposal = stage.ready()
    owner = stage.owner_of(proposal)
    partner = proposal.partners.get(is_lead=False)

    with pytest.raises(PartInUse):
        services.remove_partner(partner=partner, by=owner, at=NOON)
    proposal.ip_items.update(owner=proposal.partners.get(is_lead=True))
    services.remove_partner(partner=partner, by=owner, at=NOON)

    proposal.refresh_from_db()
    assert proposal.cost == Decimal(50_000)
    assert not CostLine.objects.filter(partner_id=partner.pk).exists()


def test_an_empty_part_cannot_be_confirmed():
    proposal = stage.started()
    lead = proposal.partners.get()

    with pytest.raises(NothingToConfirm):
        services.confirm_part(
            partner=lead, seen=queries.part_digest(lead), by=stage.owner_of(proposal), at=NOON
        )

    assert Partner.objects.get().confirmed_at is None


def test_people_are_asked_to_confirm_once_a_day_at_most():
    proposal = stage.ready()
    partner = proposal.partners.get(is_lead=False)
    said = {"partner": partner, "by": stage.owner_of(proposal), "at": NOON}

    assert (services.ask_to_confirm(**said), services.ask_to_confirm(**said)) == (1, 0)


def test_a_name_of_a_file_never_becomes_a_path():
    proposal = stage.started()

    kept = services.attach(
        proposal=proposal,
        file=stage.pdf("plan\u202e\n.pdf"),
        by=stage.owner_of(proposal),
        at=NOON,
    )

    assert kept.name == "plan.pdf"
    assert kept.file.name.startswith("attachments/2")
    assert kept.file.name.endswith(".pdf")


def test_applicants_with_a_draft_are_who_a_reminder_reaches():
    proposal = stage.ready()

    found = queries.applicants(proposal.call, NOON)

    assert [(one.user, one.url) for one in found] == [
        (stage.owner_of(proposal), f"/proposals/{proposal.pk}/review/")
    ]
    services.submit_proposal(proposal=proposal, by=stage.owner_of(proposal), at=NOON)
    assert queries.applicants(proposal.call, NOON) == []


class Life(RuleBasedStateMachine):
    """Whatever is tried in whatever order, only the moves of the table happen, and money adds up."""

    def __init__(self):
        super().__init__()
        self.proposal = stage.ready()
        self.people = [stage.owner_of(self.proposal), stage.partner_person(self.proposal)]

    @rule(move=st.sampled_from(sorted(PROPOSAL_MOVES.moves)))
    def moves(self, move):
        before = Proposal.objects.get(pk=self.proposal.pk).state
        allowed, target = PROPOSAL_MOVES.moves[move]
        try:
            services.move_proposal(proposal=self.proposal, move=move, by=self.people[0], at=NOON)
        except DomainError:
            assert before not in allowed
            assert Proposal.objects.get(pk=self.proposal.pk).state == before
        else:
            assert before in allowed
            assert Proposal.objects.get(pk=self.proposal.pk).state == target

    @rule(amount=st.decimals(allow_nan=True, allow_infinity=True) | st.integers(-(10**30), 10**30))
    def prices(self, amount):
        partner = self.proposal.partners.get(is_lead=True)
        with suppress(DomainError):
            services.set_cost_lines(
                partner=partner, costs={("labour", stage.Q1): amount}, by=self.people[0], at=NOON
            )

    @rule()
    def submits(self):
        with suppress(DomainError):
            services.submit_proposal(proposal=self.proposal, by=self.people[0], at=NOON)

    @invariant()
    def adds_up(self):
        proposal = Proposal.objects.get(pk=self.proposal.pk)
        facts = queries.facts_of(proposal)
        assert proposal.cost == facts.eligible >= 0
        assert 0 <= proposal.asked <= proposal.cost
        assert not CostLine.objects.filter(amount__lt=0).exists()


class TestLife(TestCase):
    def test_no_path_reaches_an_illegal_state(self):
        run_state_machine_as_test(
            Life, settings=settings(max_examples=8, stateful_step_count=14, deadline=None)
        )
