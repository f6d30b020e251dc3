"""No module is longer than 400 lines, no function than 50."""

import ast

import pytest

from tests.house.source import lines, modules

MODULE_MOST, FUNCTION_MOST = 400, 50


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function; a table of data that it returns counts as one line."""
    tables = [
        node.end_lineno - node.lineno
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and is_table(node.value)
    ]
    return function.end_lineno - function.lineno + 1 - sum(tables)


def is_table(value: ast.expr | None) -> bool:
    """Say whether an expression is a list, dict, tuple or a record of a class, without logic."""
    logic = (ast.IfExp, ast.Lambda, ast.ListComp, ast.DictComp, ast.GeneratorExp, ast.BoolOp)
    return isinstance(value, ast.List | ast.Dict | ast.Tuple | ast.Call) and not any(
        isinstance(node, logic) for node in ast.walk(value)
    )


@pytest.mark.parametrize("path", modules())
def test_a_module_and_its_functions_can_be_read_in_one_sitting(path):
    long = [
        f"{node.name}: {length(node)} lines"
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > FUNCTION_MOST
    ]
    assert long == []
    assert lines(path) <= MODULE_MOST


@pytest.mark.parametrize("path", modules())
def test_a_module_says_what_it_is_for(path):
    tree = modules()[path]
    assert not tree.body or ast.get_docstring(tree), "begin the module with one sentence"
