"""Every act that the source writes into the trace has its words, in both languages."""

import ast
import re

import pytest
from django.utils import translation

from grappe.hub.audit.registry import VERBS, words_of
from tests.house.source import modules

VERB = re.compile(r"[a-z]+\.[a-z_]+")


def recorded():
    """Return every act that a service hands to `record`, as a pattern, with its module."""
    return sorted({(p, path) for path, tree in modules().items() for p in acts_in(tree)})


def acts_in(tree):
    """Return the patterns of the acts recorded in a module, following names to their values."""
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        for call in calls_of("record", function):
            yield from patterns(call.args[0], function, tree)


def calls_of(name, tree):
    """Return the calls of a function by its bare name."""
    return [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == name
    ]


def patterns(node, function, tree):
    """Return what an expression may be: a text, one of two, a table's values, what callers give."""
    match node:
        case ast.Constant(value=str(text)):
            return {re.escape(text)}
        case ast.IfExp():
            return patterns(node.body, function, tree) | patterns(node.orelse, function, tree)
        case ast.JoinedStr():
            parts = [re.escape(getattr(one, "value", "")) if isinstance(one, ast.Constant) else
                     "[a-z_]+" for one in node.values]  # fmt: skip
            return {"".join(parts)}
        case ast.Subscript(value=ast.Name(id=table)):
            return texts(assigned(table, tree))
        case ast.Name(id=name):
            found = texts(assigned(name, function))
            given = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
            return found | (handed(function, given.index(name), tree) if name in given else set())
    raise AssertionError(f"{ast.unparse(node)}: write the act so that this test can read it")


def assigned(name, tree):
    """Return what is assigned to a name, alone or with others."""
    for node in ast.walk(tree):
        targets = getattr(node, "targets", [])
        if any(getattr(t, "id", "") == name for goal in targets for t in ast.walk(goal)):
            yield node.value


def texts(nodes):
    """Return every text in some expressions that has the form of an act."""
    found = [n.value for node in nodes for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return {re.escape(t) for t in found if isinstance(t, str) and VERB.fullmatch(t)}


def handed(function, place, tree):
    """Return what the callers of a function in its module give it at a place."""
    found = set()
    for caller in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        for call in calls_of(function.name, caller):
            found |= patterns(call.args[place], caller, tree)
    return found


def test_the_reading_finds_the_acts_written_in_every_way():
    found = {pattern for pattern, _path in recorded()}

    assert len(found) > 90
    assert {
        re.escape("call.opened"),  # a text
        re.escape("recusal.found"),  # one of two
        re.escape("proposal.ratified"),  # from a table
        re.escape("project.imported"),  # through a name
        re.escape("review.accepted"),  # given by a caller
    } <= found


@pytest.mark.parametrize(("pattern", "path"), recorded())
def test_every_act_recorded_has_words_in_both_languages(pattern, path):
    known = [verb for verb in VERBS if re.fullmatch(pattern, verb)]
    assert known, f"{path} records {pattern}: name it in its app's registry.VERBS"

    for verb in known:
        with translation.override("fr"):
            french = words_of(verb)
        with translation.override("en"):
            assert french != words_of(verb), verb


def test_every_act_with_words_is_recorded_somewhere():
    found = [pattern for pattern, _path in recorded()]

    assert [v for v in VERBS if not any(re.fullmatch(p, v) for p in found)] == []
