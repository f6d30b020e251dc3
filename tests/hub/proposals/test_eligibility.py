"""Eligibility: what each rule says, and what must hold for every consortium."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.hub.calls.definition import Definition
from grappe.hub.calls.enums import RuleKind
from grappe.hub.proposals.eligibility import Facts, Part, check
from grappe.hub.proposals.eligibility.facts import grant, months_between, shared_out
from grappe.hub.proposals.eligibility.rules import CHECKS
from grappe.hub.proposals.enums import Outcome
from tests.factories import DEFINITION

RULES = [
    {"key": "partners", "kind": "partners_at_least", "params": {"count": 3}},
    {"key": "smes", "kind": "smes_at_least", "params": {"count": 2}},
    {"key": "roles", "kind": "roles_required", "params": {"roles": ["adopter", "ai_provider"]}},
    {"key": "kinds", "kind": "lead_kinds", "params": {"kinds": ["adopter"]}},
    {"key": "canada", "kind": "canadian_lead"},
    {"key": "sectors", "kind": "sectors", "params": {"sectors": ["health"]}},
    {"key": "cost", "kind": "cost_between"},
    {"key": "months", "kind": "months_at_most", "params": {"months": 18}},
    {"key": "ends", "kind": "ends_by", "params": {"date": "2028-03-31"}},
    {"key": "rate", "kind": "rate_at_most"},
    {"key": "in_kind", "kind": "in_kind_at_most"},
    {"key": "stacking", "kind": "stacking_at_most"},
    {"key": "share", "kind": "partner_share_at_most", "params": {"share": "0.7"}},
    {"key": "cash", "kind": "contributors_at_least", "params": {"count": 2}},
    {"key": "first", "kind": "first_time_adopter"},
    {"key": "member", "kind": "members_only"},
]
TERMS = {
    "rate_most": "0.40",
    "rate_least": "0.10",
    "cost_least": "100000.00",
    "cost_most": "900000.00",
    "stacking_most": "0.75",
    "in_kind_most": "0.25",
    "categories": DEFINITION["terms"]["categories"],
}
CALL = Definition.model_validate(DEFINITION | {"rules": RULES, "terms": TERMS})

amounts = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
parts = st.builds(
    Part,
    name=st.sampled_from(["A", "B", "C", "D"]),
    role=st.sampled_from(["adopter", "ai_provider", "research"]),
    kind=st.sampled_from(["adopter", "ai_provider", "public"]),
    employees=st.none() | st.integers(0, 2_000),
    country=st.sampled_from(["", "CA", "US"]),
    member=st.none() | st.booleans(),
    first_time=st.none() | st.booleans(),
    cost=amounts,
    eligible=amounts,
    cash=amounts,
    in_kind=amounts,
    public=amounts,
)


@st.composite
def consortia(draw):
    team = draw(st.lists(parts, min_size=1, max_size=6))
    team = [replace(p, cost=max(p.cost, p.eligible), is_lead=i == 0) for i, p in enumerate(team)]
    return Facts(
        parts=tuple(team),
        sector=draw(st.sampled_from(["", "health", "retail"])),
        starts_on=draw(st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31))),
        ends_on=draw(st.none() | st.dates(date(2028, 1, 1), date(2029, 12, 31))),
        rate=draw(st.none() | st.integers(0, 100).map(lambda n: Decimal(n) / 100)),
        grant_most=draw(st.none() | amounts),
    )


def outcomes(facts):
    return {v.key: v.outcome for v in check(facts, CALL, "full")}


def say(facts, key):
    return next(v for v in check(facts, CALL, "full") if v.key == key)


RANK = {Outcome.FAILED: 0, Outcome.UNKNOWN: 1, Outcome.PASSED: 2}
SME = Part(name="SME", role="ai_provider", kind="ai_provider", employees=20, country="CA")


def test_every_kind_of_rule_has_its_check():
    assert set(CHECKS) == set(RuleKind)
    assert {rule.kind for rule in CALL.rules} == set(RuleKind)


@given(consortia(), st.none() | st.booleans())
def test_adding_an_sme_never_makes_a_consortium_less_eligible(facts, first_time):
    before = outcomes(facts)
    after = outcomes(replace(facts, parts=(*facts.parts, replace(SME, first_time=first_time))))

    assert all(RANK[after[key]] >= RANK[before[key]] for key in before)


@given(consortia(), st.randoms(use_true_random=False))
def test_the_order_of_partners_never_matters(facts, random):
    shuffled = list(facts.parts)
    random.shuffle(shuffled)

    assert outcomes(replace(facts, parts=tuple(shuffled))) == outcomes(facts)


@given(consortia(), amounts, st.sampled_from(["cash", "in_kind"]))
def test_money_from_industry_never_fails_the_stacking_rule_that_passed(facts, more, source):
    first = facts.parts[0]
    richer = replace(first, **{source: getattr(first, source) + more})
    after = replace(facts, parts=(richer, *facts.parts[1:]))

    assert outcomes(after)["stacking"] == outcomes(facts)["stacking"]


@given(consortia())
def test_what_is_not_known_is_never_held_against_a_consortium(facts):
    nothing = Facts(
        parts=tuple(Part(name=p.name, role=p.role, kind="", is_lead=p.is_lead) for p in facts.parts)
    )
    found = outcomes(nothing)
    counted = {"partners", "roles"}  # who takes part is always known
    if len(facts.parts) < 2:
        counted |= {"smes"}  # one of unknown size cannot be two

    failed = {key for key, outcome in found.items() if outcome == Outcome.FAILED}
    assert failed <= counted


@given(consortia())
def test_every_refusal_says_why_and_what_would_change_it(facts):
    for verdict in check(facts, CALL, "full"):
        assert verdict.reason
        assert bool(verdict.change) == (verdict.outcome != Outcome.PASSED)


@given(amounts, st.lists(amounts, min_size=1, max_size=8))
def test_what_is_shared_out_adds_to_the_whole(total, weights):
    shares = shared_out(total, weights)

    assert sum(shares) == (total if sum(weights) else 0)
    assert all(share >= 0 for share in shares)


@given(consortia())
@settings(max_examples=50)
def test_asked_is_never_above_the_rate_nor_the_cap(facts):
    if facts.asked is None:
        return
    assert 0 <= facts.asked <= facts.rate * facts.eligible
    assert facts.grant_most is None or facts.asked <= facts.grant_most


TEAM = (
    Part("Port", "adopter", "adopter", True, 900, "CA", True, True, *[Decimal(200_000)] * 3),
    Part("Nordet", "ai_provider", "ai_provider", False, 40, "CA", None, False, cash=Decimal(50)),
    Part("Other", "research", "research", False, 10, "CA", None, None),
)
GOOD = Facts(TEAM, "health", date(2027, 4, 1), date(2028, 3, 31), Decimal("0.4"))


@pytest.mark.parametrize(
    ("changes", "key", "reason"),
    [
        ({"sector": "retail"}, "sectors", "consumer goods and retail is not among"),
        ({"ends_on": date(2028, 11, 1)}, "months", "takes 20 months; at most 18"),
        ({"ends_on": date(2028, 4, 1)}, "ends", "must end by March 31, 2028"),
        ({"rate": Decimal("0.41")}, "rate", "You ask for 41%"),
        ({"rate": Decimal("0.05")}, "rate", "the call pays 10% or more"),
        ({"parts": TEAM[:2]}, "partners", "2 organisations take part; at least 3"),
        ({"parts": TEAM[:2]}, "smes", "1 of 2 partners have fewer than 500"),
    ],
)
def test_a_failed_rule_gives_its_numbers(changes, key, reason):
    assert say(GOOD, key).outcome == Outcome.PASSED

    verdict = say(replace(GOOD, **changes), key)

    assert verdict.outcome == Outcome.FAILED
    assert reason in verdict.reason


def test_499_employees_make_an_sme_and_500_do_not():
    def with_employees(count):
        return replace(GOOD, parts=(*TEAM[:2], replace(TEAM[2], employees=count)))

    assert say(with_employees(499), "smes").outcome == Outcome.PASSED
    assert say(with_employees(500), "smes").outcome == Outcome.FAILED
    assert say(with_employees(None), "smes").outcome == Outcome.UNKNOWN


def test_a_refusal_is_said_in_the_readers_language():
    with translation.override("fr"):
        verdict = say(replace(GOOD, rate=Decimal("0.415")), "rate")

    assert verdict.reason.startswith("Vous demandez 41,5\xa0%")


def test_the_grant_is_rounded_down_to_the_cent_and_capped():
    assert grant(Decimal("0.3333"), Decimal("100.01"), None) == Decimal("33.33")
    assert grant(Decimal("0.4"), Decimal(1000), Decimal(250)) == Decimal("250.00")


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2027, 4, 1), date(2028, 3, 31), 12),
        (date(2027, 4, 1), date(2028, 4, 1), 13),
        (date(2027, 1, 31), date(2027, 2, 28), 2),
        (date(2027, 4, 15), date(2027, 5, 14), 1),
    ],
)
def test_a_begun_month_counts_whole(starts, ends, months):
    assert months_between(starts, ends) == months
