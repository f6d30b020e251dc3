"""The definition: what holds together, conditions, rules, differences, presets."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.hub.calls import queries
from grappe.hub.calls.defaults import PRESETS, default_definition, definition_from, preset
from grappe.hub.calls.definition import (
    Condition,
    Definition,
    Question,
    Reminder,
    condition_words,
    differences,
    find,
    fingerprint,
    moved,
    put,
    reminder_words,
    rule_words,
)
from grappe.hub.calls.enums import ConsortiumRole, RuleKind, Test
from grappe.hub.calls.errors import InvalidDefinition
from grappe.hub.calls.services import gaps, validated
from grappe.hub.proposals.enums import PartnerRole
from tests.factories import DEFINITION

TEXTS = st.builds(
    lambda en, fr: {"en": en, "fr": fr},
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40),
)
SHARES = st.decimals(0, 1, places=4).map(str)


@st.composite
def weights(draw):
    """Draw whole weights that add to 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=8)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


@st.composite
def documents(draw):
    """Draw a definition as JSON, with conditions that look back only."""
    anchors = [{"score": s, "text": draw(TEXTS)} for s in (1, 5)]
    criteria = [
        {"key": f"c{n}", "title": draw(TEXTS), "weight": w, "anchors": anchors}
        for n, w in enumerate(draw(weights()))
    ]
    questions = []
    for number in range(draw(st.integers(0, 6))):
        question = {"key": f"q{number}", "kind": "yes_no", "label": draw(TEXTS)}
        if number and draw(st.booleans()):
            on = draw(st.integers(0, number - 1))
            question["shown_when"] = {
                "question": f"q{on}",
                "test": "equals",
                "value": draw(st.booleans()),
            }
        questions.append(question)
    return {
        "sections": [{"key": "s", "title": draw(TEXTS), "questions": questions}],
        "criteria": criteria,
        "terms": {
            "rate_most": draw(SHARES),
            "stacking_most": draw(SHARES),
            "categories": [{"key": "labour", "title": draw(TEXTS)}],
        },
    }


@given(documents())
@settings(max_examples=60, deadline=None)
def test_a_definition_reads_back_as_it_was_written(document):
    definition = Definition.model_validate(document)

    written = definition.model_dump(mode="json")

    assert Definition.model_validate(written) == definition
    assert Definition.model_validate(written).model_dump(mode="json") == written
    assert differences(written, written) == []


@given(documents(), st.integers(1, 99))
@settings(max_examples=30, deadline=None)
def test_weights_that_do_not_add_to_100_are_refused(document, more):
    document["criteria"][0]["weight"] += more

    with pytest.raises(InvalidDefinition):
        validated(document)


@given(documents(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_question_is_shown_only_with_all_that_it_rests_on(document, data):
    definition = Definition.model_validate(document)
    answers = {key: data.draw(st.booleans()) for key in definition.questions()}

    shown = definition.shown(answers)

    for key, question in definition.questions().items():
        on = question.shown_when
        assert (key in shown) == (on is None or (on.question in shown and on.holds(answers)))


@given(documents(), st.integers(-9, 9))
@settings(max_examples=30, deadline=None)
def test_edits_leave_the_document_they_started_from_alone(document, steps):
    before = fingerprint(document)

    put(document, "criteria/c0/weight", 1)
    put(document, "terms", None)
    moved(document, "criteria/c0", steps)

    assert fingerprint(document) == before


def question(key, **more):
    return {"key": key, "kind": "yes_no", "label": {"en": key, "fr": key}} | more


def with_questions(*questions, stage="full"):
    section = {"key": "s", "title": {"en": "S", "fr": "S"}, "stage": stage}
    return DEFINITION | {"sections": [section | {"questions": list(questions)}]}


def when(on, test="answered", value=None):
    return {"question": on, "test": test, "value": value}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (with_questions(question("a"), question("a")), "“a” is used twice"),
        (with_questions(question("a", shown_when=when("a"))), "a → a"),
        (
            with_questions(
                question("a", shown_when=when("b")),
                question("b", required_when=when("c")),
                question("c", shown_when=when("a")),
            ),
            "a → b → c → a",
        ),
        (with_questions(question("a", shown_when=when("gone"))), "“gone”, which is not there"),
        (
            with_questions(question("a"), question("b", shown_when=when("a", "equals", "perhaps"))),
            "“perhaps” is not an answer",
        ),
        (
            with_questions(question("a"), question("b", shown_when=when("a", "at_least", "1"))),
            "cannot be asked",
        ),
        (
            with_questions(
                question("a", kind="file"), question("b", shown_when=when("a", "equals", "x"))
            ),
            "file",
        ),
        (with_questions(question("a", kind="choice", choices=[])), "at least two choices"),
        (with_questions(question("a", kind="number", least="5", most="1")), "above the most"),
        (with_questions(question("A b")), "small letters"),
        (with_questions(question("a", colour="red")), "not part of a definition"),
        (with_questions(question("a", label={"en": "x" * 4_001})), "4000"),
        (with_questions(question("a", label={"en": "\x00"})), "cannot be stored"),
        (with_questions(question("a", label={"en": "\ud800"})), "cannot be stored"),
        (DEFINITION | {"stages": ["eoi"]}, "full proposal"),
        (DEFINITION | {"stages": ["full", "eoi"]}, "comes before"),
        (DEFINITION | {"rules": [{"key": "r", "kind": "smes_at_least"}]}, "needs “count”"),
        (
            DEFINITION
            | {"rules": [{"key": "r", "kind": "smes_at_least", "params": {"count": 10**9}}]},
            "1000000000",
        ),
        (
            DEFINITION | {"rules": [{"key": "r", "kind": "canadian_lead", "params": {"count": 1}}]},
            "does not know “count”",
        ),
        (DEFINITION | {"terms": DEFINITION["terms"] | {"rate_least": "0.9"}}, "above the most"),
        ({}, "required"),
    ],
)
def test_what_does_not_hold_together_is_refused_in_words(document, said):
    with pytest.raises(InvalidDefinition) as refused:
        validated(document)

    assert said in str(refused.value)
    with translation.override("fr"):
        assert str(refused.value) != ""


def test_a_question_of_the_first_stage_cannot_rest_on_one_of_the_second():
    document = with_questions(question("a", shown_when=when("b")), stage="eoi")
    document["sections"].append(
        {"key": "t", "title": {"en": "T", "fr": "T"}, "questions": [question("b")]}
    )

    with pytest.raises(InvalidDefinition) as refused:
        validated(document)

    assert refused.value.params["place"] == "a"


def test_long_chains_of_conditions_are_checked_in_no_time():
    questions = [question("q0")]
    for n in range(1, 200):
        on = when(f"q{n - 1}")
        questions.append(question(f"q{n}", shown_when=on, required_when=on))

    document = with_questions()
    document["sections"] = [
        document["sections"][0] | {"key": f"s{n}", "questions": questions[n : n + 50]}
        for n in range(0, 200, 50)
    ]

    definition = validated(document)

    assert definition.shown({f"q{n}": True for n in range(200)}) == set(definition.questions())
    assert definition.shown({}) == {"q0"}


@pytest.mark.parametrize(
    ("test", "value", "answer", "holds"),
    [
        (Test.EQUALS, True, True, True),
        (Test.EQUALS, True, "yes", True),
        (Test.EQUALS, True, None, False),
        (Test.EQUALS, "a", "a", True),
        (Test.EQUALS, "5", 5, True),
        (Test.EQUALS, "5", "5.00", True),
        (Test.DIFFERS, "a", None, True),
        (Test.DIFFERS, "a", "b", True),
        (Test.DIFFERS, "a", "a", False),
        (Test.INCLUDES, "a", ["b", "a"], True),
        (Test.INCLUDES, "a", ["b"], False),
        (Test.AT_LEAST, "10", 9, False),
        (Test.AT_LEAST, "10", "10", True),
        (Test.AT_LEAST, "10", "NaN", False),
        (Test.AT_MOST, "2027-01-31", "2027-01-31", True),
        (Test.AT_MOST, "2027-01-31", "2027-02-01", False),
        (Test.ANSWERED, None, "", False),
        (Test.ANSWERED, None, False, True),
        (Test.ANSWERED, None, [], False),
    ],
)
def test_a_condition_compares_an_answer(test, value, answer, holds):
    assert Condition(question="q", test=test, value=value).holds({"q": answer}) is holds


def test_required_when_asks_only_while_the_other_is_shown():
    definition = validated(
        with_questions(
            question("a"),
            question("b", shown_when=when("a", "equals", True)),
            question("c", required_when=when("b", "equals", True)),
        )
    )

    assert definition.required({"a": True, "b": True}) == {"c"}
    assert definition.required({"a": False, "b": True}) == set()


@pytest.mark.parametrize("chosen", PRESETS, ids=lambda p: p.key)
def test_every_preset_is_complete_in_both_languages_and_names_its_sources(chosen):
    definition = definition_from(chosen)

    assert gaps(definition) == []
    assert all(source.startswith("https://") for source in chosen.sources)
    for rule in definition.rules:
        for language in ("en", "fr"):
            with translation.override(language):
                words = rule_words(definition, rule)
                assert words
                assert "%(" not in words


def test_presets_bring_the_published_numbers():
    ngen = definition_from(preset("ngen"))
    by_key = {r.key: ngen.params(r) for r in ngen.rules}

    assert ngen.terms.rate_most == Decimal("0.444")
    assert by_key["partners"] == {"count": 3}
    assert by_key["partner_share"] == {"share": Decimal("0.7")}
    assert by_key["cost"] == {"least": Decimal(500_000), "most": Decimal(20_000_000)}
    ocean = definition_from(preset("ocean"))
    assert {r.key: ocean.params(r) for r in ocean.rules}["ends_by"] == {"date": date(2027, 10, 31)}


def test_the_default_is_the_case_study_s_criteria_and_up_to_40_percent():
    definition = default_definition()

    assert [c.weight for c in definition.criteria] == [30, 25, 15, 15, 15]
    assert all([a.score for a in c.anchors] == [1, 2, 3, 4, 5] for c in definition.criteria)
    assert definition.terms.rate_most == Decimal("0.40")
    assert all(
        "hellodarwin" in str(r.clause) for r in definition.rules if r.key in ("smes", "rate")
    )


def test_rules_may_ask_for_every_role_that_a_partner_can_have():
    assert ConsortiumRole.choices == PartnerRole.choices


@pytest.mark.parametrize("kind", list(RuleKind))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_rule_reads_as_a_sentence(kind, language):
    params = {
        "count": 2, "roles": ["adopter"], "kinds": ["public"], "sectors": ["health"],
        "months": 18, "date": "2027-10-31", "share": "0.7",
    }  # fmt: skip
    from grappe.hub.calls.definition import RULE_PARAMS

    own = {p.name: params[p.name] for p in RULE_PARAMS.get(kind, ())}
    definition = validated(DEFINITION | {"rules": [{"key": "r", "kind": kind, "params": own}]})

    with translation.override(language):
        words = rule_words(definition, definition.rules[0])

    assert words.endswith(".")
    assert "%(" not in words


def test_conditions_and_reminders_read_as_words():
    definition = default_definition()
    on = definition.questions()["ai_methods_other"].shown_when

    assert condition_words(definition, on) == (
        "“Which kinds of AI does the project put to work?” includes “Other”"
    )
    reminder = Reminder(occasion="call_closes", days=-1, audience="officers")
    assert reminder_words(reminder) == "1 day before the call closes, to programme officers"


def test_differences_say_what_was_added_removed_changed_and_moved():
    before = default_definition().model_dump(mode="json")
    after = put(before, "terms/rate_most", "0.5")
    after = put(after, "terms/cost_least", "1000000")
    after = put(after, "rules/stacking", None)
    after = put(after, "sections/risks/title", {"en": "Dangers", "fr": "Dangers"})
    after = put(after, "reminders", before["reminders"][1:])
    after = moved(after, "criteria/impact", 1)

    found = {(c.kind, c.place): c for c in differences(before, after)}

    rate = found["changed", "funding terms › reimbursement rate at most"]
    assert (rate.before[0], rate.after[0], rate.bilingual) == ("40%", "50%", False)
    cost = found["changed", "funding terms › project cost at least"]
    assert (cost.before[0], cost.after[0]) == ("—", "$1,000,000")
    title = found["changed", "section › “Dangers” › title"]
    assert (title.before, title.bilingual) == (("Risks", "Risques"), True)
    assert ("removed", "eligibility rule") in found
    assert found["removed", "reminder"].before[0].startswith("14 days before")
    assert ("moved", "criterion") in found
    assert len(found) == 6


def test_find_addresses_entries_by_key():
    document = default_definition().model_dump(mode="json")

    assert find(document, "sections/risks/questions/risks")["key"] == "risks"
    assert find(document, "sections/none") is None
    assert find(document, "terms/rate_most/x") is None


MOMENT = datetime(2027, 1, 31, tzinfo=UTC)


@given(st.lists(st.integers(-60, 30), max_size=6), st.integers(-100, 60))
@settings(max_examples=60, deadline=None)
def test_before_a_date_each_audience_has_at_most_one_reminder_due(days, offset):
    reminders = [Reminder(occasion="call_closes", days=d, audience="officers") for d in days]
    at = MOMENT + timedelta(days=offset)

    due = queries.due(reminders, occasion="call_closes", moment=MOMENT, at=at)

    early = [r for r in due if r.days < 0]
    assert len(early) <= 1
    assert all(MOMENT + timedelta(days=r.days) <= at < MOMENT for r in early)
    assert all(0 <= offset - r.days < 7 for r in due if r.days >= 0)


def test_a_key_of_a_question_is_short_and_plain():
    with pytest.raises(ValueError, match="pattern"):
        Question(key="Not a key", kind="short", label={"en": "x"})
