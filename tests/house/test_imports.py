"""Contract 6: no app imports another app's views, api or forms, however deep the module."""

import ast

import pytest

from tests.house.source import modules

INTERFACES = frozenset({"views", "api", "forms"})


def app_of(path: str) -> str:
    """Return the app that a module of the hub belongs to."""
    return path.split("/")[1].removesuffix(".py")


def borrowed(path: str, tree: ast.Module) -> list[str]:
    """Return the imports of another app's interface, each with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            is_interface = parts[:2] == ["grappe", "hub"] and parts[3:4] and parts[3] in INTERFACES
            if is_interface and parts[2] != app_of(path):
                found.append(f"{node.lineno}: {name}")
    return found


def test_the_reader_of_imports_sees_each_way_to_borrow():
    tree = ast.parse(
        "from grappe.hub.calls.views import manage\n"
        "from grappe.hub.calls import forms\n"
        "import grappe.hub.calls.api\n"
        "from grappe.hub.calls.services import open_call\n"
        "from grappe.hub.reviews.forms import ScoreForm\n"
    )
    lines = [one.split(":")[0] for one in borrowed("hub/reviews/views.py", tree)]
    assert sorted(set(lines)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "path", [p for p in modules() if p.startswith("hub/") and p.count("/") > 1]
)
def test_an_app_uses_no_other_apps_interface(path):
    assert borrowed(path, modules()[path]) == []
