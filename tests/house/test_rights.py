"""The table of rights says what the rules do: cell by cell, and as a page."""

from types import SimpleNamespace

import pytest

from grappe.config.rights import FILE, cell, load_rules, table
from grappe.kit.access import ANYONE, SIGNED_IN, ClusterRole, Rule

RULES = load_rules()
EVERYBODY = sorted(
    {who for rule in RULES.values() for who in rule.who}
    | set(ClusterRole.values)
    | {ANYONE, SIGNED_IN}
)


def person(who):
    roles = frozenset({who}) & frozenset(ClusterRole.values)
    return SimpleNamespace(is_authenticated=who != ANYONE, cluster_roles=roles, pk=1)


@pytest.mark.parametrize("action", sorted(RULES))
def test_every_cell_is_what_the_rule_answers(action):
    rule = RULES[action]
    states = sorted(rule.when) if rule.when is not None else ["any state"]
    for who in EVERYBODY:
        own = Rule(action, rule.who, rule.when, lambda user, obj, who=who: frozenset({who}))
        for state in [*states, "no such state"]:
            obj = SimpleNamespace(state=state)
            assert own(person(who), obj) is cell(rule, who), (action, who)
            in_time = rule.when is None or state in rule.when
            assert own.now(person(who), obj) is (cell(rule, who) and in_time), (action, who, state)


def test_no_action_is_open_to_nobody():
    assert [name for name, rule in RULES.items() if not rule.who] == []


def test_a_cluster_role_of_one_grants_nothing_to_another():
    for name, rule in RULES.items():
        for role in ClusterRole.values:
            if role not in rule.who and not rule.who & {ANYONE, SIGNED_IN}:
                alone = Rule(name, rule.who, rule.when, lambda user, obj: frozenset())
                assert not alone(person(role)), (name, role)


def test_the_page_is_generated_from_the_rules():
    page = FILE.read_text() if FILE.exists() else ""
    assert page == table(), "Run: .venv/bin/grappe rights > docs/reference/rights.md"
